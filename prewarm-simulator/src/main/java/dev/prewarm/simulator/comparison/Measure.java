package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * A figure over all runs of a scenario. Percentiles are by nearest rank: a value that occurred.
 *
 * @param mean the arithmetic mean
 * @param p50 the 50th percentile
 * @param p95 the 95th percentile
 * @param p99 the 99th percentile
 */
public record Measure(double mean, double p50, double p95, double p99) {
    /**
     * The figure over these values, one a run.
     *
     * @throws IllegalArgumentException if there is none, or one is not finite
     */
    public static Measure of(double... values) {
        checkArgument(values.length > 0, "a measure needs at least one value");
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (double value : sorted) {
            checkArgument(Double.isFinite(value), "value: %s, but a finite number is needed", value);
            sum += value;
        }
        return new Measure(sum / sorted.length, percentile(sorted, 50), percentile(sorted, 95), percentile(sorted, 99));
    }

    private static double percentile(double[] sorted, int percent) {
        int rank = (int) ((sorted.length * (long) percent + 99) / 100);
        return sorted[rank - 1];
    }
}
