package dev.prewarm;

import java.time.Duration;
import java.time.Instant;

/** A scheduler whose wall clock is not its own time: it can be set, while spans stay what they are. */
final class SteppedClock implements Scheduler {
    private final Scheduler time;
    private Duration ahead = Duration.ZERO;

    SteppedClock(Scheduler time) {
        this.time = time;
    }

    /** Sets the wall clock forward, or back by a negative duration. */
    void step(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public Instant wallClock() {
        return time.now().plus(ahead);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return time.schedule(delay, task);
    }
}
