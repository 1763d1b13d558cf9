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
    /** How long a request may take that must be over by then; not above 0 if it is too late. */
    Duration atMost(Instant deadline) {
        Duration left = Duration.between(scheduler.now(), deadline);
        return (left.compareTo(timeout) < 0) ? left : timeout;
    }
}
