package dev.prewarm.simulator.workload;

import java.time.Duration;

/** Spans as the simulator draws and sums them, in seconds. */
public final class Seconds {
    private Seconds() {}

    /** The span as a duration, to the nearest nanosecond. */
    public static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
