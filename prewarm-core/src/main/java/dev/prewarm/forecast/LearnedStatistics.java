package dev.prewarm.forecast;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Estimate;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Statistics;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.shape.Shapes;
import java.time.Duration;
import java.util.function.Function;

/**
 * All that has been learned: of workflows, by their names, and of targets, by theirs; and the shapes of workflows that nobody
 * declares.
 *
 * <p>Bounded: beyond a limit of each, those that have not been asked for the longest are forgotten. What is learned
 * through an object obtained before it was forgotten is lost. Not thread-safe: confined to one thread.
 */
public final class LearnedStatistics implements Statistics {
    private final LeastRecentlyUsed<WorkflowHistories> workflows;
    private final LeastRecentlyUsed<TargetStatistics> targets;
    private final PooledColdStarts coldStarts = new PooledColdStarts();
    private final Shapes shapes;

    private LearnedStatistics(int limit, Shapes shapes) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + ", but at least 1 is needed");
        }
        this.workflows = new LeastRecentlyUsed<>(limit);
        this.targets = new LeastRecentlyUsed<>(limit);
        this.shapes = shapes;
    }

    /** Nothing learned yet, with {@link #DEFAULT_LIMIT}. */
    public static LearnedStatistics empty() {
        return empty(DEFAULT_LIMIT);
    }

    /**
     * Nothing learned yet.
     *
     * @param limit how many workflows, and how many targets, are kept; at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static LearnedStatistics empty(int limit) {
        return new LearnedStatistics(limit, Shapes.empty());
    }

    /** What a snapshot holds, with {@link #DEFAULT_LIMIT}. */
    public static LearnedStatistics from(StatisticsSnapshot snapshot) {
        return from(snapshot, DEFAULT_LIMIT);
    }

    /**
     * What a snapshot holds.
     *
     * @param limit how many workflows, and how many targets, are kept; at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static LearnedStatistics from(StatisticsSnapshot snapshot, int limit) {
        LearnedSnapshot learned = (LearnedSnapshot) snapshot;
        LearnedStatistics statistics = new LearnedStatistics(limit, Shapes.from(learned.shapes()));
        for (LearnedSnapshot.OfWorkflow workflow : learned.workflows()) {
            statistics.workflows.put(workflow.name(), WorkflowHistories.from(workflow));
        }
        for (LearnedSnapshot.OfTarget target : learned.targets()) {
            statistics.targets.put(target.name(), TargetStatistics.from(target, statistics.coldStarts));
        }
        return statistics;
    }

    @Override
    public LearnedSnapshot snapshot() {
        ImmutableList.Builder<LearnedSnapshot.OfWorkflow> ofWorkflows = ImmutableList.builder();
        workflows.forEach((name, histories) -> ofWorkflows.add(histories.snapshot(name)));
        ImmutableList.Builder<LearnedSnapshot.OfTarget> ofTargets = ImmutableList.builder();
        targets.forEach((name, target) -> ofTargets.add(target.snapshot()));
        return new LearnedSnapshot(ofWorkflows.build(), ofTargets.build(), shapes.snapshot());
    }

    /** What is in these statistics, which are none but ours. */
    public static LearnedStatistics of(Statistics statistics) {
        return (LearnedStatistics) statistics;
    }

    @Override
    public Shapes shapes() {
        return shapes;
    }

    @Override
    public Estimate duration(Workflow workflow, Task task) {
        return of(workflow).duration(task);
    }

    @Override
    public Estimate coldStart(Target target, int instances) {
        return of(target).coldStarts().forBurst(instances);
    }

    @Override
    public void addDuration(Workflow workflow, Task task, Duration duration) {
        of(workflow).warm(task).add(duration.toNanos() / 1e9);
    }

    @Override
    public void addColdStart(Target target, int instances, Duration duration) {
        of(target).coldStarts().add(instances, duration.toNanos() / 1e9);
    }

    @Override
    public Function<RunView, Forecast> forecaster() {
        return new Forecaster(this)::forecast;
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
            statistics = TargetStatistics.of(target, coldStarts);
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

    /** A target is used whose statistics were obtained before: it is the last to be forgotten, and remembered again if it was. */
    public void keep(Target target, TargetStatistics statistics) {
        targets.put(target.name(), statistics);
    }

    @Override
    public String toString() {
        return "statistics of " + workflows.size() + " workflows and " + targets.size() + " targets";
    }
}
