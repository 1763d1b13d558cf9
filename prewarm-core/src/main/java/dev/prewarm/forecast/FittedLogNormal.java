package dev.prewarm.forecast;

/**
 * What the durations that have been measured say of the next one, if they are log-normal: a smoother answer than the
 * values themselves, above all where they are few and in the tails.
 *
 * <p>Neither the median nor the spread is known for certain, so that the logarithm of the next duration follows Student's
 * t distribution around the mean of the logarithms, s·√(1 + 1/n) wide. It is given n + 2 degrees of freedom, three more
 * than the textbook's: with fewer the expected duration would hardly be finite. The t distribution is approximated through
 * the normal one as by D. L. Wallace (1959), which is easily inverted.
 */
final class FittedLogNormal {
    /** The spread that is assumed of the next duration when only one is known. */
    private static final double SPREAD_OF_ONE = 0.3;

    private static final int MORE_FREEDOM = 2;
    /** No duration is expected farther from the mean than so many times the spread. */
    private static final double FARTHEST = 4;
    /** Lilliefors' test: the largest distance between the distributions, times √n, that occurs in 95 % of cases. */
    private static final double LARGEST_DISTANCE = 0.886;
    /** Fewer values than this are not held against it. */
    private static final int TESTABLE = 5;
    /** Shorter durations are as good as none: no log-normal distribution has them besides longer ones. */
    private static final double SHORTEST = 1e-6;

    private final double mean;
    private final double scale;
    private final double freedom;
    private final double shape;
    private final boolean plausible;

    /** A fit to the first values, in ascending order; at least one. */
    FittedLogNormal(double[] sorted, int count) {
        double[] logs = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            logs[i] = StrictMath.log(Math.max(SHORTEST, sorted[i]));
            sum += logs[i];
        }
        mean = sum / count;
        double squares = 0;
        for (double log : logs) {
            squares += (log - mean) * (log - mean);
        }
        double spread = (count == 1) ? SPREAD_OF_ONE : Math.sqrt(squares / (count - 1));
        scale = spread * Math.sqrt(1 + 1.0 / count);
        freedom = count + MORE_FREEDOM;
        double correction = (8 * freedom + 1) / (8 * freedom + 3);
        shape = 1 / (freedom * correction * correction);
        plausible = sorted[0] >= SHORTEST && spread > 1e-9 && (count < TESTABLE || fits(logs, spread));
    }

    private boolean fits(double[] logs, double spread) {
        double largest = LARGEST_DISTANCE / Math.sqrt(logs.length);
        for (int i = 0; i < logs.length; i++) {
            double below = NormalDistribution.survival((mean - logs[i]) / spread);
            if (below - (double) i / logs.length > largest || (i + 1.0) / logs.length - below > largest) {
                return false;
            }
        }
        return true;
    }

    /** Whether the values may well be log-normal, and differ; if not, they speak for themselves. */
    boolean plausible() {
        return plausible;
    }

    /** The duration that a share u of durations does not exceed; u in [0, 1]. */
    double quantile(double u) {
        return value(NormalDistribution.quantile(u), FARTHEST);
    }

    /**
     * The inverse at u of the distribution function of those durations that exceed {@code elapsed}; NaN where that is
     * farther out than any duration is expected.
     */
    double quantileBeyond(double u, double elapsed) {
        double t = (StrictMath.log(Math.max(SHORTEST, elapsed)) - mean) / scale;
        if (t >= FARTHEST) {
            return Double.NaN;
        }
        double z = Math.copySign(Math.sqrt(StrictMath.log1p(t * t / freedom) / shape), t);
        // In terms of survival, which keeps its digits in the tail.
        double survival = (1 - u) * NormalDistribution.survival(z);
        return Math.max(elapsed, value(-NormalDistribution.quantile(survival), 2 * FARTHEST));
    }

    private double value(double z, double farthest) {
        double t = Math.sqrt(freedom * StrictMath.expm1(shape * z * z));
        return StrictMath.exp(mean + scale * Math.copySign(Math.min(t, farthest), z));
    }
}
