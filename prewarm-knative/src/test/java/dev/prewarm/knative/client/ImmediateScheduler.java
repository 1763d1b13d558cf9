package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;

/** A scheduler whose time stands still: what is due at once runs on the caller's thread, and what is due later, never. */
final class ImmediateScheduler implements Scheduler {
    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        if (delay.isZero()) {
            task.run();
        }
        return () -> {};
    }
}
