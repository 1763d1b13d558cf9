package dev.prewarm.engine;

import dev.prewarm.forecast.DurationHistory;

/** A duration that a call has taught, and where. */
record Lesson(DurationHistory history, double seconds) {
    static Lesson teach(DurationHistory history, double seconds) {
        history.add(seconds);
        return new Lesson(history, seconds);
    }

    /** It was no such duration. */
    void takeBack() {
        history.takeBack(seconds);
    }
}
