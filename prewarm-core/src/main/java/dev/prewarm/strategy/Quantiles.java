package dev.prewarm.strategy;

import java.time.Duration;
import java.time.Instant;

/** Quantiles of samples, and seconds as time. */
final class Quantiles {
    private Quantiles() {}

    /** Of the values that are not infinite; reorders them. Infinite if all are. */
    static double ofFinite(double[] values, double p) {
        int count = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            if (value != Double.POSITIVE_INFINITY) {
                values[i] = values[count];
                values[count++] = value;
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        // What is the same in all futures is so for all tasks of a fork.
        return (least >= most) ? least : select(values, count, rank(count, p));
    }

    /** The value that would be at that place if the first ones were sorted: C. A. R. Hoare's Find (1961). */
    private static double select(double[] values, int count, int place) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double moved = values[i];
                    values[i++] = values[j];
                    values[j--] = moved;
                }
            }
            if (place <= j) {
                high = j;
            } else if (place >= i) {
                low = i;
            } else {
                break;
            }
        }
        return values[place];
    }

    /** The order statistic below which a share p of the values lies. */
    static double ofSorted(double[] values, int count, double p) {
        return values[rank(count, p)];
    }

    private static int rank(int count, double p) {
        return Math.max(0, (int) Math.ceil(p * count) - 1);
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    /** Rounded to the microsecond, far below what matters and above what the arithmetic loses. */
    static Instant after(Instant instant, double seconds) {
        return instant.plusNanos(1_000 * Math.round(seconds * 1e6));
    }
}
