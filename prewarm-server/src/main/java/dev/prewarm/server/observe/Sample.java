package dev.prewarm.server.observe;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * A sample's size, mean and variance.
 *
 * @param n how many values
 * @param mean 0 without any
 * @param variance unbiased; 0 with fewer than two
 */
record Sample(int n, double mean, double variance) {
    /** The 97.5th percentile of the standard normal distribution. */
    private static final double Z = 1.959964;

    static <T> Sample of(Collection<T> values, ToDoubleFunction<T> of) {
        double mean = values.stream().mapToDouble(of).average().orElse(0);
        double squares = values.stream()
                .mapToDouble(value -> Math.pow(of.applyAsDouble(value) - mean, 2))
                .sum();
        int n = values.size();
        return new Sample(n, mean, (n < 2) ? 0 : squares / (n - 1));
    }

    /**
     * Half of Welch's 95 % interval of the difference of two means; not a number if a sample has fewer than two values.
     */
    static double welchMargin(Sample a, Sample b) {
        if (a.n < 2 || b.n < 2) {
            return Double.NaN;
        }
        double va = a.variance / a.n;
        double vb = b.variance / b.n;
        if (va + vb == 0) {
            return 0;
        }
        double freedom = (va + vb) * (va + vb) / (va * va / (a.n - 1) + vb * vb / (b.n - 1));
        return studentQuantile(freedom) * Math.sqrt(va + vb);
    }

    /** The 97.5th percentile of Student's distribution: exact for one and two degrees of freedom, else by Cornish and Fisher. */
    static double studentQuantile(double freedom) {
        if (freedom < 1.5) {
            return 12.706;
        } else if (freedom < 2.5) {
            return 4.303;
        }
        double z2 = Z * Z;
        double g1 = (z2 + 1) / 4;
        double g2 = (5 * z2 * z2 + 16 * z2 + 3) / 96;
        double g3 = (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / 384;
        double g4 = (79 * z2 * z2 * z2 * z2 + 776 * z2 * z2 * z2 + 1482 * z2 * z2 - 1920 * z2 - 945) / 92_160;
        return Z * (1 + (g1 + (g2 + (g3 + g4 / freedom) / freedom) / freedom) / freedom);
    }
}
