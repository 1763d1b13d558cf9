package dev.prewarm.forecast;

import dev.prewarm.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * What targets have in common: how long their cold starts are, by how much targets differ, and by how much the starts of
 * one of them do. The next cold start of a target of which few are known follows from those, and from the few of its
 * own: partial pooling, an empirical Bayes estimate.
 *
 * <p>The logarithm of a cold start is taken to be normal around the mean of its target, with a variance v, and the means of
 * targets to be normal around m, with a variance b. Of the first {@value Estimate#ENOUGH} cold starts of each target v and
 * b are estimated by the analysis of variance, with groups of unequal size. What is assumed before anything is known counts
 * beside that: as one more target, whose mean is that of {@link ColdStarts#DEFAULT}, and as {@value #ASSUMED} degrees of freedom
 * of each variance. With n cold starts of its own, whose logarithms have the mean x, and κ = v / b, the logarithm of
 * a target's next one is normal around (n·x + κ·m) / (n + κ), with a variance of v + v / (n + κ) + (κ / (n + κ))² · b / (targets + 1).
 *
 * <p>Whether a target that differs shows how much targets differ is not known: m and b are taken with it and without it, and what
 * expects the longer start is believed. What is believed too short is not warmed, and never measured again; what is believed too long
 * costs a few seconds of an idle instance, {@value Estimate#ENOUGH} times.
 *
 * <p>A target that is forgotten stays part of what is common. Not thread-safe: confined to one thread.
 */
final class PooledColdStarts {
    private static final double ASSUMED = 2;
    /** A standard deviation of 0.3, as that of one that was measured once. */
    private static final double ASSUMED_WITHIN = 0.09;
    /** Targets are believed to be much alike, until they are found not to be: so a single short start is not believed at once. */
    private static final double ASSUMED_BETWEEN = 0.03;

    /** Shorter ones are as good as none, and would pass for a target that differs from all others. */
    private static final double SHORTEST = 1e-3;

    private static final LogNormal DEFAULT = new LogNormal(ColdStarts.DEFAULT);
    private static final double DEFAULT_LOG = StrictMath.log(DEFAULT.quantile(0.5));

    private static final Sums NOTHING = new Sums(0, 0, 0, 0, 0, 0);

    private Sums all = NOTHING;
    /** The sum of the squares of all logarithms. */
    private double squares;

    private long version;

    /** Nothing known. */
    PooledColdStarts() {}

    /** The part of one target. */
    OfTarget target() {
        return new OfTarget();
    }

    private double within() {
        double around = Math.max(0, squares - all.squaredMeans);
        return (ASSUMED * ASSUMED_WITHIN + around) / (ASSUMED + all.count - all.targets);
    }

    /**
     * What the analysis of variance needs of the logarithms of several targets.
     *
     * @param targets how many targets
     * @param count how many cold starts
     * @param sum of all
     * @param means the sum of the targets' means
     * @param squaredMeans the sum of their squares, each as often as its target has cold starts
     * @param squaredCounts the sum of the squares of how many each target has
     */
    private record Sums(int targets, int count, double sum, double means, double squaredMeans, double squaredCounts) {
        /** These and, or less, those of a target that has so many. */
        Sums plus(int sign, int own, double ownSum) {
            return (own == 0)
                    ? this
                    : new Sums(
                            targets + sign,
                            count + sign * own,
                            sum + sign * ownSum,
                            means + sign * ownSum / own,
                            squaredMeans + sign * ownSum * ownSum / own,
                            squaredCounts + sign * own * own);
        }

        double between(double within) {
            if (targets < 2) {
                return ASSUMED_BETWEEN;
            }
            double around = squaredMeans - sum * sum / count;
            double each = count - squaredCounts / count;
            double measured = Math.max(0, (around - (targets - 1) * within) / each);
            return (ASSUMED * ASSUMED_BETWEEN + (targets - 1) * measured) / (ASSUMED + targets - 1);
        }

        /** The distribution of the next one of a target that has so many. */
        LogNormal next(int own, double ownSum, double within) {
            double between = between(within);
            double common = (DEFAULT_LOG + means) / (1 + targets);
            double weight = within / between;
            double ofCommon = weight / (own + weight);
            double mean = (ownSum + weight * common) / (own + weight);
            double variance = within + within / (own + weight) + ofCommon * ofCommon * between / (1 + targets);
            return new LogNormal(StrictMath.exp(mean), Math.sqrt(variance));
        }
    }

    /** The first cold starts of one target, as part of all. */
    final class OfTarget {
        private int own;
        private double ownSum;
        /** The version of all when enough became known of the target itself; negative before. */
        private long settled = -1;

        private @Nullable LogNormal next;
        private long nextVersion;

        private OfTarget() {}

        /**
         * Adds a cold start of the target; of no effect once there are enough.
         *
         * @param seconds at least 0
         */
        void add(double seconds) {
            if (own < Estimate.ENOUGH) {
                double log = StrictMath.log(Math.max(SHORTEST, seconds));
                all = all.plus(-1, own, ownSum).plus(1, own + 1, ownSum + log);
                own++;
                ownSum += log;
                squares += log * log;
                version++;
                settled = (own == Estimate.ENOUGH) ? version : settled;
            }
        }

        /** A number that only grows, and does with all that changes what is expected: with what is learned of others only until enough is known of the target itself. */
        long version() {
            return (settled < 0) ? version : settled;
        }

        /** What is expected of its next one. */
        LogNormal next() {
            LogNormal latest = next;
            if (latest == null || nextVersion != version) {
                latest = (all.count == 0) ? DEFAULT : longer();
                next = latest;
                nextVersion = version;
            }
            return latest;
        }

        private LogNormal longer() {
            double within = within();
            LogNormal with = all.next(own, ownSum, within);
            LogNormal without = all.plus(-1, own, ownSum).next(own, ownSum, within);
            return (without.quantile(0.5) > with.quantile(0.5)) ? without : with;
        }
    }
}
