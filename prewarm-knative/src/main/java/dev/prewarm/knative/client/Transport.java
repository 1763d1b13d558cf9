package dev.prewarm.knative.client;

import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * What all requests of a client share.
 *
 * @param blocking runs what may block: the caller's header source
 * @param timeout how long one request may take
 */
record Transport(
        Connections connections,
        RequestTemplate template,
        Places places,
        Scheduler scheduler,
        Backoff backoff,
        WarmthRule warmthRule,
        Executor blocking,
        Duration timeout) {
    /** How long it is until then; not above 0 if that is past. */
    Duration until(Instant instant) {
        return Duration.between(scheduler.now(), instant);
    }
}
