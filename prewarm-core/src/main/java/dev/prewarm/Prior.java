package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * What is believed of a duration before it has been measured: a log-normal distribution.
 *
 * @param median half of the durations are below this; 0 to 100 years
 * @param cv the coefficient of variation (standard deviation divided by mean); 0, for an exact value, to 10
 */
public record Prior(Duration median, double cv) {
    /** @throws IllegalArgumentException if a component is out of its range */
    public Prior {
        Checks.duration("median", median);
        checkArgument(cv >= 0 && cv <= 10, "cv: %s, but 0 to 10 is allowed", cv);
    }

    /** Exactly this duration. */
    public static Prior of(Duration duration) {
        return new Prior(duration, 0);
    }

    /** The standard deviation of the duration's natural logarithm. */
    public double sigma() {
        return Math.sqrt(StrictMath.log1p(cv * cv));
    }
}
