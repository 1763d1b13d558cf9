package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.forecast.NormalDistribution;

/**
 * A distribution of durations in seconds, drawn from by its quantile function, so that a draw depends on one uniform
 * number and on nothing else. Immutable.
 */
public sealed interface Distribution {
    /** The longest duration that is accepted as a parameter, in seconds: a century. */
    double LONGEST = 36_500.0 * 86_400;

    /** The largest coefficient of variation that is accepted. */
    double LARGEST_CV = 100;

    /**
     * The quantile: the duration that is not exceeded with probability u.
     *
     * @param u between 0 and 1, exclusive
     * @return seconds, at least 0
     */
    double draw(double u);

    /** The mean in seconds. */
    double mean();

    /** Half of the durations are at most this, in seconds. */
    default double median() {
        return draw(0.5);
    }

    /** Whether every draw is the same. */
    default boolean constant() {
        return false;
    }

    /** Always the same. */
    static Distribution constant(double seconds) {
        return new Constant(seconds);
    }

    /** Log-normal by its median and its coefficient of variation; constant where either is 0. */
    static Distribution logNormal(double median, double cv) {
        checkSeconds("median", median);
        checkCv(cv);
        return (median == 0 || cv == 0)
                ? new Constant(median)
                : new LogNormal(StrictMath.log(median), StrictMath.sqrt(StrictMath.log1p(cv * cv)));
    }

    /** Log-normal by its mean and its standard deviation; constant where either is 0. */
    static Distribution logNormalByMean(double mean, double sd) {
        checkSeconds("mean", mean);
        checkSeconds("sd", sd);
        if (mean == 0 || sd == 0) {
            return new Constant(mean);
        }
        double cv = sd / mean;
        checkCv(cv);
        double variance = StrictMath.log1p(cv * cv);
        return new LogNormal(StrictMath.log(mean) - variance / 2, StrictMath.sqrt(variance));
    }

    /** The same distribution, its draws kept within bounds. */
    default Distribution clipped(double least, double most) {
        return new Clipped(this, least, most);
    }

    /**
     * The same distribution, its draws multiplied.
     *
     * @param factor above 0, at most a million
     */
    Distribution times(double factor);

    /**
     * Always the same.
     *
     * @param seconds 0 to {@link #LONGEST}
     */
    record Constant(double seconds) implements Distribution {
        /** @throws IllegalArgumentException if the duration is out of its range */
        public Constant {
            checkSeconds("duration", seconds);
        }

        @Override
        public double draw(double u) {
            return seconds;
        }

        @Override
        public double mean() {
            return seconds;
        }

        @Override
        public boolean constant() {
            return true;
        }

        @Override
        public Distribution times(double factor) {
            return new Constant(seconds * checkFactor(factor));
        }
    }

    /**
     * Log-normal.
     *
     * @param mu the mean of the natural logarithm of the seconds
     * @param sigma its standard deviation, above 0
     */
    record LogNormal(double mu, double sigma) implements Distribution {
        private static final double LARGEST_SIGMA = 4;

        /** @throws IllegalArgumentException if a parameter is not finite, or sigma is not above 0 */
        public LogNormal {
            checkArgument(Double.isFinite(mu), "mu: %s, but a finite number is needed", mu);
            checkArgument(
                    sigma > 0 && sigma <= LARGEST_SIGMA, "sigma: %s, but above 0 and at most 4 is allowed", sigma);
        }

        @Override
        public double draw(double u) {
            return StrictMath.exp(mu + sigma * NormalDistribution.quantile(u));
        }

        @Override
        public double mean() {
            return StrictMath.exp(mu + sigma * sigma / 2);
        }

        /** The coefficient of variation. */
        public double cv() {
            return StrictMath.sqrt(StrictMath.expm1(sigma * sigma));
        }

        @Override
        public Distribution times(double factor) {
            return new LogNormal(mu + StrictMath.log(checkFactor(factor)), sigma);
        }
    }

    /**
     * One of two durations.
     *
     * @param low the shorter one, in seconds
     * @param high the longer one
     * @param highProbability how probable the longer one is
     */
    record TwoPoint(double low, double high, double highProbability) implements Distribution {
        /** @throws IllegalArgumentException if a parameter is out of its range */
        public TwoPoint {
            checkSeconds("low", low);
            checkSeconds("high", high);
            checkArgument(low <= high, "low: %s, but at most high, %s, is allowed", low, high);
            checkArgument(
                    highProbability >= 0 && highProbability <= 1,
                    "highProbability: %s, but 0 to 1 is allowed",
                    highProbability);
        }

        @Override
        public double draw(double u) {
            return (u <= 1 - highProbability) ? low : high;
        }

        @Override
        public double mean() {
            return low + (high - low) * highProbability;
        }

        @Override
        public Distribution times(double factor) {
            return new TwoPoint(low * checkFactor(factor), high * factor, highProbability);
        }
    }

    /**
     * Another distribution whose draws are kept within bounds.
     *
     * @param of the other distribution
     * @param least what a draw is raised to, in seconds
     * @param most what a draw is lowered to, in seconds
     */
    record Clipped(Distribution of, double least, double most) implements Distribution {
        private static final int STEPS = 10_000;

        /** @throws IllegalArgumentException if a bound is out of its range */
        public Clipped {
            requireNonNull(of, "of");
            checkSeconds("least", least);
            checkSeconds("most", most);
            checkArgument(least <= most, "least: %s, but at most %s is allowed", least, most);
        }

        @Override
        public double draw(double u) {
            return Math.min(most, Math.max(least, of.draw(u)));
        }

        /** Integrated numerically over the quantiles. */
        @Override
        public double mean() {
            double sum = 0;
            for (int i = 0; i < STEPS; i++) {
                sum += draw((i + 0.5) / STEPS);
            }
            return sum / STEPS;
        }

        /** One pair of bounds stands for both. */
        @Override
        public Distribution clipped(double lower, double upper) {
            return new Clipped(of, Math.min(upper, Math.max(lower, least)), Math.min(upper, Math.max(lower, most)));
        }

        @Override
        public Distribution times(double factor) {
            return new Clipped(of.times(factor), least * factor, most * factor);
        }
    }

    private static void checkSeconds(String what, double seconds) {
        checkArgument(
                seconds >= 0 && seconds <= LONGEST,
                "%s: %s s, but 0 to %s s (a century) is allowed",
                what,
                seconds,
                (long) LONGEST);
    }

    private static double checkFactor(double factor) {
        checkArgument(factor > 0 && factor <= 1e6, "factor: %s, but above 0 and at most a million is allowed", factor);
        return factor;
    }

    private static void checkCv(double cv) {
        checkArgument(cv >= 0 && cv <= LARGEST_CV, "cv: %s, but 0 to %s is allowed", cv, LARGEST_CV);
    }
}
