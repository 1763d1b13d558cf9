package dev.prewarm.forecast;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Target;
import dev.prewarm.Workflow;

/**
 * All that has been learned: of workflows, by their names, and of targets, by theirs.
 *
 * <p>Bounded: beyond a limit of each, those that have not been asked for the longest are forgotten. What is learned
 * through an object obtained before it was forgotten is lost. Not thread-safe: confined to one thread.
 */
public final class Statistics {
    /** How many workflows, and how many targets, are kept unless another limit is given. */
    public static final int DEFAULT_LIMIT = 10_000;

    private final LeastRecentlyUsed<WorkflowHistories> workflows;
    private final LeastRecentlyUsed<TargetStatistics> targets;

    private Statistics(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + ", but at least 1 is needed");
        }
        this.workflows = new LeastRecentlyUsed<>(limit);
        this.targets = new LeastRecentlyUsed<>(limit);
    }

    /** Nothing learned yet, with {@link #DEFAULT_LIMIT}. */
    public static Statistics empty() {
        return empty(DEFAULT_LIMIT);
    }

    /**
     * Nothing learned yet.
     *
     * @param limit how many workflows, and how many targets, are kept; at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static Statistics empty(int limit) {
        return new Statistics(limit);
    }

    /** What a snapshot holds, with {@link #DEFAULT_LIMIT}. */
    public static Statistics from(StatisticsSnapshot snapshot) {
        return from(snapshot, DEFAULT_LIMIT);
    }

    /**
     * What a snapshot holds.
     *
     * @param limit how many workflows, and how many targets, are kept; at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static Statistics from(StatisticsSnapshot snapshot, int limit) {
        Statistics statistics = new Statistics(limit);
        for (StatisticsSnapshot.OfWorkflow workflow : snapshot.workflows()) {
            statistics.workflows.put(workflow.name(), WorkflowHistories.from(workflow));
        }
        for (StatisticsSnapshot.OfTarget target : snapshot.targets()) {
            statistics.targets.put(target.name(), TargetStatistics.from(target));
        }
        return statistics;
    }

    /** All that has been learned, as a value that other threads may have. Takes time in proportion. */
    public StatisticsSnapshot snapshot() {
        ImmutableList.Builder<StatisticsSnapshot.OfWorkflow> ofWorkflows = ImmutableList.builder();
        workflows.forEach((name, histories) -> ofWorkflows.add(histories.snapshot(name)));
        ImmutableList.Builder<StatisticsSnapshot.OfTarget> ofTargets = ImmutableList.builder();
        targets.forEach((name, target) -> ofTargets.add(target.snapshot()));
        return new StatisticsSnapshot(ofWorkflows.build(), ofTargets.build());
    }

    /**
     * What has been learned of the workflow, and of earlier ones of its name as far as they have tasks with the same
     * ids. Costs one hash look-up as long as the workflow is the same object; do not alternate between two of one name.
     */
    public WorkflowStatistics of(Workflow workflow) {
        WorkflowHistories histories =
                workflows.get(requireNonNull(workflow, "workflow").name());
        if (histories == null) {
            histories = new WorkflowHistories();
            workflows.put(workflow.name(), histories);
        }
        return histories.as(workflow);
    }

    /** What has been learned of the target. The priors are those that were {@linkplain #declare declared} last, or at first. */
    public TargetStatistics of(Target target) {
        TargetStatistics statistics =
                targets.get(requireNonNull(target, "target").name());
        if (statistics == null) {
            statistics = TargetStatistics.of(target);
            targets.put(target.name(), statistics);
        } else if (!statistics.declared()) {
            statistics.declare(target);
        }
        return statistics;
    }

    /** From now on the priors are those of this target; what has been learned under its name stays. */
    public TargetStatistics declare(Target target) {
        TargetStatistics statistics = of(target);
        statistics.declare(target);
        return statistics;
    }

    @Override
    public String toString() {
        return "statistics of " + workflows.size() + " workflows and " + targets.size() + " targets";
    }
}
