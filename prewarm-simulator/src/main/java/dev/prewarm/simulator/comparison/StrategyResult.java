package dev.prewarm.simulator.comparison;

import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a contestant came to in a scenario. All figures are of one run, over all runs.
 *
 * @param name the contestant
 * @param description one line on what it does, for people
 * @param group what it is to the reader: to be used, or to compare with
 * @param hiddenShare the share of the delay by cold starts that can be hidden which was hidden; null if none can
 * @param cost price × (makespan − makespan all warm) + the instance-seconds without work beyond those of warming nothing, the
 *     mean: what contestants are ranked by
 * @param paired the same beside warming nothing, by groups of runs
 * @param makespanSeconds from the first event to the last finish
 * @param idleInstanceSeconds instances ready for a task that was not there yet
 * @param wastedInstanceSeconds start-up and retention of warmed instances that no task used
 * @param coldStartsMet calls of tasks that waited for an instance to start
 * @param warmupsSent warm-ups sent
 * @param warmupsUsed of these, those whose instance was ready before its task
 * @param warmupsLate of these, those that were overtaken by their task
 * @param warmupsWasted of these, those that no task used
 * @param timeline one run to be drawn; null if it was not asked for
 */
public record StrategyResult(
        String name,
        String description,
        ContestantGroup group,
        @Nullable Double hiddenShare,
        double cost,
        PairedCosts paired,
        Measure makespanSeconds,
        Measure idleInstanceSeconds,
        Measure wastedInstanceSeconds,
        Measure coldStartsMet,
        Measure warmupsSent,
        Measure warmupsUsed,
        Measure warmupsLate,
        Measure warmupsWasted,
        @Nullable RunTimeline timeline) {
    /** The name of the bound that no strategy can beat. */
    public static final String CLAIRVOYANT = "clairvoyant";

    /** The name of warming nothing. */
    public static final String NONE = "none";

    /** Checks that nothing that is needed is null. */
    public StrategyResult {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(group, "group");
        requireNonNull(paired, "paired");
        requireNonNull(makespanSeconds, "makespanSeconds");
        requireNonNull(idleInstanceSeconds, "idleInstanceSeconds");
        requireNonNull(wastedInstanceSeconds, "wastedInstanceSeconds");
        requireNonNull(coldStartsMet, "coldStartsMet");
        requireNonNull(warmupsSent, "warmupsSent");
        requireNonNull(warmupsUsed, "warmupsUsed");
        requireNonNull(warmupsLate, "warmupsLate");
        requireNonNull(warmupsWasted, "warmupsWasted");
    }

    /** The share of the delay that was hidden, of what can be hidden; empty if nothing can. */
    public Optional<Double> hidden() {
        return Optional.ofNullable(hiddenShare);
    }

    /** One run to be drawn; empty if it was not asked for. */
    public Optional<RunTimeline> drawn() {
        return Optional.ofNullable(timeline);
    }

    /** Instance-seconds paid for nothing: idle and wasted, the mean. */
    public double spentInstanceSeconds() {
        return idleInstanceSeconds.mean() + wastedInstanceSeconds.mean();
    }

    /** Whether this is the bound that no strategy can beat, not a strategy. */
    public boolean bound() {
        return group == ContestantGroup.BOUND;
    }
}
