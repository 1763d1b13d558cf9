package dev.prewarm.strategy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Quantiles of samples, and seconds as time. */
final class Quantiles {
    private Quantiles() {}

    /** Of the values that are not infinite; sorts them. Infinite if all are. */
    static double ofFinite(double[] values, double p) {
        Arrays.sort(values);
        int count = values.length;
        while (count > 0 && values[count - 1] == Double.POSITIVE_INFINITY) {
            count--;
        }
        return (count == 0) ? Double.POSITIVE_INFINITY : ofSorted(values, count, p);
    }

    /** The order statistic below which a share p of the values lies. */
    static double ofSorted(double[] values, int count, double p) {
        return values[Math.max(0, (int) Math.ceil(p * count) - 1)];
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    /** Rounded to the microsecond, far below what matters and above what the arithmetic loses. */
    static Instant after(Instant instant, double seconds) {
        return instant.plusNanos(1_000 * Math.round(seconds * 1e6));
    }
}
