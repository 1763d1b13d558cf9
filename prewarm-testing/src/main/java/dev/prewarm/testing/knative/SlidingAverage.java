package dev.prewarm.testing.knative;

import java.util.Arrays;

/**
 * The average of what was recorded in the last seconds, as Knative's autoscaler keeps it: values of the same second add
 * up, and a window that has not been filled yet is divided by the part that has.
 *
 * <p>Follows {@code pkg/autoscaler/aggregation/bucketing.go} of Knative Serving.
 */
final class SlidingAverage {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final double[] buckets;
    private long first = NEVER;
    private long last = NEVER;
    private double total;

    /** @param seconds the length of the window */
    SlidingAverage(int seconds) {
        this.buckets = new double[seconds];
    }

    void record(long second, double value) {
        if (second + buckets.length <= last) {
            return;
        }
        if (first == NEVER || first > second) {
            first = second;
        }
        if (second > last) {
            moveTo(second);
        }
        buckets[index(second)] += value;
        total += value;
    }

    private void moveTo(long second) {
        if (second - last >= buckets.length) {
            Arrays.fill(buckets, 0);
            total = 0;
            first = second;
        } else {
            for (long passed = last + 1; passed <= second; passed++) {
                total -= buckets[index(passed)];
                buckets[index(passed)] = 0;
            }
        }
        last = second;
    }

    /** As if zeros had been recorded in every second up to this one. */
    void recordZerosUpTo(long second) {
        if (last == NEVER) {
            record(second, 0);
        } else if (second > last) {
            long since = first;
            moveTo(second);
            first = since;
        }
    }

    /** The average over the window that ends with that second, which is not before the last one recorded. */
    double at(long second) {
        long passed = second - last;
        if (passed >= buckets.length) {
            return 0;
        }
        if (passed <= 0) {
            return rounded(total / Math.min(last - first + 1, buckets.length));
        }
        double sum = total;
        for (long old = last + 1; old <= second; old++) {
            sum -= buckets[index(old)];
        }
        return rounded(sum / Math.min(last - first + 1, buckets.length - passed));
    }

    /** Whether nothing was recorded for longer than the window. */
    boolean emptyAt(long second) {
        return second - last > buckets.length;
    }

    /** Sums of fractions leave a residue, which must not pass for load. */
    private static double rounded(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }

    private int index(long second) {
        return (int) Math.floorMod(second, (long) buckets.length);
    }
}
