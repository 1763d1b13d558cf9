package dev.prewarm.forecast;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Draws of one quantity, one for each future, in an order of their own; and of how much knowledge they were made. */
final class Row {
    final double[] values = new double[Forecaster.FUTURES];
    final int[] order;
    /** Of what was known when it was filled; whoever fills it says what that means. */
    long version = -1;

    private double median;
    /** The version that it is the median of. */
    private long medianVersion = -1;

    Row(long seed) {
        order = Permutations.shuffled(seed);
    }

    /** The value below which half of them lie; worked out once for a version. */
    double median() {
        if (medianVersion != version) {
            medianVersion = version;
            median = median(values);
        }
        return median;
    }

    static double median(double[] values) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        return ascending[(ascending.length - 1) / 2];
    }

    /** Fills it with these values, in its order. */
    void fill(double[] evenlySpaced) {
        order(evenlySpaced, values);
    }

    /** Fills others with these values, in its order. */
    void order(double[] evenlySpaced, double[] ordered) {
        for (int k = 0; k < ordered.length; k++) {
            ordered[k] = evenlySpaced[order[k]];
        }
    }

    /** Fills it with evenly spaced quantiles. */
    void fill(DoubleUnaryOperator quantile) {
        for (int k = 0; k < values.length; k++) {
            values[k] = quantile.applyAsDouble(Permutations.middle(order[k]));
        }
    }
}
