package dev.prewarm.simulator.contestant;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.simulator.workload.TaskLevels;
import java.util.List;

/**
 * The pre-warming of Fission Workflows: at every evaluation, all tasks that have not started are warmed at once, or
 * those of the next level only.
 *
 * <p>An evaluation takes place when the run starts, and each time a level of tasks has finished; a task's level is the
 * number of steps on the longest way to it. What is believed warm is not warmed again. Nothing is learned, and branches
 * are all taken for certain.
 *
 * <p>Source: the scheduler policies {@code prewarm-all} and {@code prewarm-horizon} of Fission Workflows 0.6, 2018.
 */
final class FissionStrategy implements PrewarmStrategy {
    private static final Rationale REASON = Rationale.of("a level of tasks has finished");

    private final boolean all;
    private final TaskLevels levels;

    private FissionStrategy(Observations observations, boolean all) {
        this.all = all;
        this.levels = TaskLevels.of(observations.scenario().workload().workflow());
    }

    /** Warms everything that has not started. */
    static PrewarmStrategy all(Observations observations) {
        return new FissionStrategy(observations, true);
    }

    /** Warms the next level. */
    static PrewarmStrategy horizon(Observations observations) {
        return new FissionStrategy(observations, false);
    }

    @Override
    public Plan plan(RunView run) {
        if (!run.started()) {
            return Plan.empty();
        }
        int finished = levels.finished(run);
        List<Task> ready = run.ready();
        Plan.Builder plan = Plan.builder();
        for (Task task : run.workflow().tasks()) {
            boolean within = all || levels.of(task) <= finished + 1;
            boolean wanted = within && task.target().isPresent() && run.state(task) == TaskState.PENDING;
            // Each evaluation is a round of its own, which the engine serves once.
            if (wanted && run.rounds(task) <= finished && !ready.contains(task)) {
                plan.warm(Warmups.at(run, task, finished, run.now(), REASON));
            }
        }
        return plan.build();
    }
}
