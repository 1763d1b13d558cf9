package dev.prewarm.engine;

import dev.prewarm.forecast.DurationHistory;

/** A duration that a call has taught, and where. */
record Lesson(DurationHistory history, double seconds) {
    /** It was no such duration. Returns whether it was known still. */
    boolean takeBack() {
        return history.takeBack(seconds);
    }

    /** It belongs elsewhere, or comes after others; it has been taken back. */
    Lesson again(DurationHistory other) {
        other.addRegardless(seconds);
        return new Lesson(other, seconds);
    }
}
