package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** A distribution as a file describes it, before it is whole; NaN stands for what is not said. */
final class DistributionDraft {
    static final List<String> FIELDS =
            List.of("median", "cv", "mean", "sd", "low", "high", "highProbability", "atLeast", "atMost");

    double median = Double.NaN;
    double cv = Double.NaN;
    double mean = Double.NaN;
    double sd = Double.NaN;
    double low = Double.NaN;
    double high = Double.NaN;
    double highProbability = Double.NaN;
    double atLeast = Double.NaN;
    double atMost = Double.NaN;

    Distribution build(String what) {
        Distribution distribution = unbounded(what);
        if (Double.isNaN(atLeast) && Double.isNaN(atMost)) {
            return distribution;
        }
        return distribution.clipped(or(atLeast, 0), or(atMost, Distribution.LONGEST));
    }

    private Distribution unbounded(String what) {
        boolean byMedian = !Double.isNaN(median);
        boolean byMean = !Double.isNaN(mean);
        boolean byPoints = !Double.isNaN(low) || !Double.isNaN(high);
        checkArgument(
                (byMedian ? 1 : 0) + (byMean ? 1 : 0) + (byPoints ? 1 : 0) == 1,
                "%s needs exactly one of median (with cv), mean (with sd), or low and high (with highProbability)",
                what);
        checkArgument(byMedian || Double.isNaN(cv), "%s: cv goes with median", what);
        checkArgument(byMean || Double.isNaN(sd), "%s: sd goes with mean", what);
        checkArgument(byPoints || Double.isNaN(highProbability), "%s: highProbability goes with low and high", what);
        if (byMedian) {
            return Distribution.logNormal(median, or(cv, 0));
        }
        return byMean ? Distribution.logNormalByMean(mean, or(sd, 0)) : twoPoint(what);
    }

    private Distribution twoPoint(String what) {
        checkArgument(!Double.isNaN(low), "%s: low is missing; it goes with high and highProbability", what);
        checkArgument(!Double.isNaN(high), "%s: high is missing; it goes with low and highProbability", what);
        checkArgument(
                !Double.isNaN(highProbability), "%s: highProbability is missing; it goes with low and high", what);
        return new Distribution.TwoPoint(low, high, highProbability);
    }

    private static double or(double given, double otherwise) {
        return Double.isNaN(given) ? otherwise : given;
    }
}
