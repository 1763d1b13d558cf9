package dev.prewarm.engine;

import dev.prewarm.Scheduler;
import java.time.Instant;

/**
 * Instants of the wall clock as the scheduler's, in nanoseconds: one instant is always the same, unless the wall clock has been set.
 *
 * <p>The two clocks cannot be read at once, so that their difference seems to change by a little each time; what happened at one
 * instant would have happened at several. A difference is believed until it is clearly another. Safe for use by any thread.
 */
final class WallClock {
    /** A smaller change of the difference comes from reading it. */
    private static final long STEP_NANOS = 50_000_000;
    /** A difference that was read in a longer time than this is read again. */
    private static final long QUICK_NANOS = 1_000_000;

    private static final int READINGS = 5;

    private final Scheduler scheduler;
    private volatile long difference;

    WallClock(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.difference = read();
    }

    /** The scheduler's instant now. */
    long now() {
        return Nanos.of(scheduler.now());
    }

    /** The scheduler's instant at which the wall clock shows, has shown or will show this one. */
    long nanosOf(Instant wall) {
        long read = read();
        long known = difference;
        if (Math.abs(read - known) > STEP_NANOS) {
            difference = read;
            known = read;
        }
        return Nanos.shift(Nanos.of(wall), known);
    }

    private long read() {
        long best = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < READINGS && shortest > QUICK_NANOS; i++) {
            long before = Nanos.of(scheduler.now());
            long wall = Nanos.of(scheduler.wallClock());
            long took = Nanos.of(scheduler.now()) - before;
            if (took < shortest) {
                shortest = took;
                best = before + took / 2 - wall;
            }
        }
        return best;
    }
}
