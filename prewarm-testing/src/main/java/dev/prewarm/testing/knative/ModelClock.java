package dev.prewarm.testing.knative;

import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;

/**
 * The model's time, in nanoseconds since the model was made: cheap to add and to compare.
 *
 * <p>Follows nothing in Knative.
 */
final class ModelClock {
    /** Beyond any experiment, and far from overflow when added to a time. */
    static final long NEVER = Long.MAX_VALUE / 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Scheduler scheduler;
    private final Instant start;

    ModelClock(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.start = scheduler.now();
    }

    long nanos() {
        Instant now = scheduler.now();
        return (now.getEpochSecond() - start.getEpochSecond()) * NANOS_PER_SECOND + (now.getNano() - start.getNano());
    }

    Instant instant(long nanos) {
        return start.plusNanos(nanos);
    }

    /** A duration of the model, which nobody takes longer than; longer ones are as good as never. */
    static long nanosOf(Duration duration) {
        return (duration.toSeconds() >= NEVER / NANOS_PER_SECOND) ? NEVER : duration.toNanos();
    }

    void schedule(long delayNanos, Runnable task) {
        scheduler.schedule(Duration.ofNanos(delayNanos), task);
    }
}
