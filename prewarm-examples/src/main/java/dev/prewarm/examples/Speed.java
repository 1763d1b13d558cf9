package dev.prewarm.examples;

import java.time.Duration;

/** By how much all times of an example are divided. */
record Speed(double factor) {
    /** How long a duration of the example lasts on the clock on the wall. */
    Duration real(Duration duration) {
        return Duration.ofNanos(Math.round(duration.toNanos() / factor));
    }
}
