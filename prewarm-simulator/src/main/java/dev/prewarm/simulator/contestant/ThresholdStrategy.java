package dev.prewarm.simulator.contestant;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Seconds;
import java.time.Instant;
import java.util.List;

/**
 * The near-optimal policy of a chain whose true distributions are known: for each task, and each one before it, for how
 * long that one must have been running for the task to be warmed.
 *
 * <p>As long as a task runs, nothing is learned but that it does; so the best policy is a threshold for each, which
 * {@link ThresholdSearch} finds by descent on draws from the true distributions. For two tasks it is the solution of the
 * dynamic programme; for more, what lies further back than the running task is not looked at.
 */
public final class ThresholdStrategy implements PrewarmStrategy {
    private static final Rationale REASON = Rationale.of("the threshold of the running task has passed");

    /** By the task, and the one that runs, both by their index: seconds; infinite for never. */
    private final double[][] thresholds;

    private ThresholdStrategy(double[][] thresholds) {
        this.thresholds = thresholds;
    }

    /**
     * The best policy for a scenario.
     *
     * @throws IllegalArgumentException if its workflow is no chain
     */
    public static ThresholdStrategy best(Scenario scenario, double price, long seed) {
        return new ThresholdStrategy(new ThresholdSearch(scenario, price, seed).thresholds());
    }

    @Override
    public Plan plan(RunView run) {
        List<Task> running = run.running();
        if (running.isEmpty()) {
            return Plan.empty();
        }
        Task last = running.get(running.size() - 1);
        Instant since = run.startedAt(last).orElseThrow();
        Plan.Builder plan = Plan.builder();
        for (Task task : run.workflow().tasks()) {
            double after = thresholds[task.index()][last.index()];
            boolean open = run.state(task) == TaskState.PENDING && run.rounds(task) == 0;
            if (task.index() > last.index() && open && after != Double.POSITIVE_INFINITY) {
                plan.warm(Warmups.at(run, task, 0, since.plus(Seconds.duration(after)), REASON));
            }
        }
        return plan.build();
    }
}
