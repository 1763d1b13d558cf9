package dev.prewarm.forecast;

import dev.prewarm.Prior;

/** A log-normal distribution of seconds: a {@link Prior}, or what follows from those that were measured. */
final class LogNormal {
    private final double median;
    private final double sigma;

    LogNormal(Prior prior) {
        this(prior.median().toSeconds() + prior.median().toNanosPart() / 1e9, prior.sigma());
    }

    /**
     * The distribution with this median, whose logarithm has this standard deviation.
     *
     * @param median seconds, finite, at least 0
     * @param sigma finite, at least 0
     */
    LogNormal(double median, double sigma) {
        this.median = median;
        this.sigma = sigma;
    }

    double mean() {
        return median * StrictMath.exp(sigma * sigma / 2);
    }

    double quantile(double p) {
        double z = NormalDistribution.quantile(p);
        return (sigma == 0) ? median : median * StrictMath.exp(sigma * z);
    }

    /** The inverse of the distribution function of those durations that exceed {@code elapsed}. */
    double drawBeyond(double u, double elapsed) {
        Overdue.check(elapsed);
        double longer = shareBeyond(elapsed);
        if (longer < Double.MIN_NORMAL) {
            return Overdue.draw(u, elapsed, elapsed - median);
        }
        // In terms of survival, which keeps its digits far out in the tail.
        double z = -NormalDistribution.quantile((1 - u) * longer);
        return Math.max(elapsed, (sigma == 0) ? median : median * StrictMath.exp(sigma * z));
    }

    private double shareBeyond(double elapsed) {
        if (sigma == 0 || median == 0) {
            return (elapsed < median) ? 1 : 0;
        }
        return NormalDistribution.survival(StrictMath.log(elapsed / median) / sigma);
    }
}
