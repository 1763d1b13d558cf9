package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.simulator.workload.Arrivals;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a contestant's runs cost beyond the same runs of warming nothing, on the same draws: less than 0 where warming pays.
 *
 * <p>How sure a mean is can be told by values that do not depend on each other. Runs that each meet a platform scaled to
 * zero are such values. Of others, which share instances with their neighbours, groups of successive runs are.
 *
 * @param mean the mean over all runs
 * @param groups the means over groups of successive runs that are taken as independent of each other
 */
public record PairedCosts(double mean, List<Double> groups) {
    /** Runs apart from each other are looked at in so many groups at most; more would tell nothing more. */
    private static final int MOST_GROUPS = 1_000;

    /** Runs that may share instances are looked at in so many groups. */
    private static final int GROUPS_OF_NEIGHBOURS = 20;

    /** @throws IllegalArgumentException if there is no group */
    public PairedCosts {
        groups = List.copyOf(groups);
        checkArgument(!groups.isEmpty(), "paired costs need at least one group of runs");
    }

    /**
     * Those of these runs.
     *
     * @param arrivals whether runs are apart from each other
     * @param beyondNone for each run, in the order in which they started, what it costs more than with nothing warmed
     * @throws IllegalArgumentException if there is no run
     */
    public static PairedCosts of(Arrivals arrivals, double... beyondNone) {
        checkArgument(beyondNone.length > 0, "paired costs need at least one run");
        boolean apart = arrivals instanceof Arrivals.Sequential;
        int groups = Math.min(beyondNone.length, apart ? MOST_GROUPS : GROUPS_OF_NEIGHBOURS);
        return new PairedCosts(
                mean(beyondNone, 0, beyondNone.length),
                IntStream.range(0, groups)
                        .mapToObj(group ->
                                mean(beyondNone, from(group, groups, beyondNone), from(group + 1, groups, beyondNone)))
                        .collect(Collectors.toList()));
    }

    private static int from(int group, int groups, double[] runs) {
        return (int) ((long) group * runs.length / groups);
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).sum() / (to - from);
    }

    /**
     * What these runs cost more than those of another contestant.
     *
     * @throws IllegalArgumentException if they are of different comparisons: as many groups are needed
     */
    public PairedCosts minus(PairedCosts other) {
        checkArgument(
                groups.size() == other.groups.size(),
                "%s groups of runs and %s, but as many are needed",
                groups.size(),
                other.groups.size());
        return new PairedCosts(
                mean - other.mean,
                IntStream.range(0, groups.size())
                        .mapToObj(i -> groups.get(i) - other.groups.get(i))
                        .collect(Collectors.toList()));
    }
}
