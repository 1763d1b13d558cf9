package dev.prewarm.simulator.contestant;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Seconds;

/**
 * The pre-warming of ORION: one fixed delay a task from the start of the run, tuned offline by {@link OrionTuning}. Open
 * loop: what happens in a run changes nothing.
 *
 * <p>Source: Mahgoub et al., <i>ORION and the three rights: sizing, bundling, and prewarming for serverless DAGs</i>,
 * OSDI 2022.
 */
final class OrionStrategy implements PrewarmStrategy {
    private static final Rationale REASON = Rationale.of("its delay from the start of the run has passed");

    private final double[] delays;

    private OrionStrategy(double[] delays) {
        this.delays = delays;
    }

    /** Tuned for the scenario; reading it is safe for any thread. */
    static OrionStrategy tuned(Scenario scenario, long seed) {
        return new OrionStrategy(OrionTuning.delays(scenario, seed));
    }

    @Override
    public Plan plan(RunView run) {
        if (!run.started()) {
            return Plan.empty();
        }
        Plan.Builder plan = Plan.builder();
        for (Task task : run.workflow().tasks()) {
            boolean root = run.workflow().incoming(task).isEmpty();
            boolean wanted = !root && task.target().isPresent() && run.rounds(task) == 0;
            if (wanted && run.state(task) == TaskState.PENDING) {
                plan.warm(
                        Warmups.at(run, task, 0, run.startsAt().plus(Seconds.duration(delays[task.index()])), REASON));
            }
        }
        return plan.build();
    }
}
