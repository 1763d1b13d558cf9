package dev.prewarm;

import java.time.Duration;
import java.time.Instant;

/**
 * Time and timers in one object, so that a test can replace both.
 *
 * <p>Tasks of one scheduler run one at a time, in the order of their due times; those due at the same time run in the
 * order in which they were scheduled. A task that throws does not harm the others.
 *
 * <p>{@code dev.prewarm.testing.VirtualScheduler}, of the module {@code dev.prewarm.testing}, is the one for tests.
 *
 * @see SystemScheduler
 */
public interface Scheduler {
    /** The current instant, for measuring spans: it never goes backwards, whatever happens to the wall clock. */
    Instant now();

    /**
     * The time of day that other systems go by, in which runs are announced and decisions are told. It may be stepped. By
     * default the same as {@link #now}.
     */
    default Instant wallClock() {
        return now();
    }

    /**
     * Runs the task after the delay, not in this call. Safe for use by any thread; never blocks. After the scheduler was
     * closed, nothing is run.
     *
     * @param delay 0 or negative for as soon as possible
     */
    Cancellable schedule(Duration delay, Runnable task);
}
