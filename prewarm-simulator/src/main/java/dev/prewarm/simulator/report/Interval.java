package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * A mean with the half of its confidence interval by Student's t distribution.
 *
 * @param mean the mean of the values
 * @param half half the width of the interval; infinite if there is one value only
 */
record Interval(double mean, double half) {
    /** The usual confidence. */
    static final double CONFIDENCE = 0.95;

    /** The 95 % interval of the mean of independent values. */
    static Interval of(double... values) {
        return withConfidence(CONFIDENCE, values);
    }

    /**
     * The interval of the mean of independent values.
     *
     * @param confidence above 0 and below 1
     */
    static Interval withConfidence(double confidence, double... values) {
        checkArgument(values.length > 0, "an interval needs at least one value");
        double mean = Arrays.stream(values).sum() / values.length;
        if (values.length == 1) {
            return new Interval(mean, Double.POSITIVE_INFINITY);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        int freedom = values.length - 1;
        return new Interval(
                mean, quantile(0.5 + confidence / 2, freedom) * Math.sqrt(squares / freedom / values.length));
    }

    /** The interval of the negated values. */
    Interval negated() {
        return new Interval(-mean, half);
    }

    /** Whether the whole interval lies above a value. */
    boolean above(double value) {
        return mean - half > value;
    }

    /** The quantile of Student's t distribution, p at least one half, by bisection. */
    static double quantile(double p, int freedom) {
        double low = 0;
        double high = 1e6;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (distribution(middle, freedom) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** P(T ≤ t) for t at least 0; a finite sum (Abramowitz and Stegun, 26.7.3 and 26.7.4). */
    private static double distribution(double t, int freedom) {
        double angle = StrictMath.atan(t / StrictMath.sqrt(freedom));
        double square = StrictMath.cos(angle) * StrictMath.cos(angle);
        boolean odd = freedom % 2 == 1;
        double term = odd ? StrictMath.cos(angle) : 1;
        double sum = (freedom == 1) ? 0 : term;
        for (int i = odd ? 3 : 2; i < freedom - 1; i += 2) {
            term *= square * (i - 1) / i;
            sum += term;
        }
        double inner = odd ? (angle + StrictMath.sin(angle) * sum) * 2 / StrictMath.PI : StrictMath.sin(angle) * sum;
        return 0.5 + inner / 2;
    }

    /** As −0.037 ± 0.003. */
    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%.3f ± %.3f", mean + 0.0, half)
                .replace('-', '−');
    }
}
