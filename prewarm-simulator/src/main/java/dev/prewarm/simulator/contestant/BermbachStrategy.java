package dev.prewarm.simulator.contestant;

import dev.prewarm.Dependency;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.Arrays;

/**
 * The global approach of Bermbach, Karakaya and Buchholz: when a task starts, what comes after it is warmed at once,
 * along all paths, as far as one mean cold start of look-ahead reaches; what is believed warm is not.
 *
 * <p>A task lies within the look-ahead if the mean durations on the shortest way from the start of the running task sum
 * to less than the task's own mean cold start. Direct successors are always warmed: no later start would do it. Means
 * are learned online; what has never run counts as nothing.
 *
 * <p>Source: Bermbach, Karakaya, Buchholz, <i>Using application knowledge to reduce cold starts in FaaS services</i>,
 * SAC 2020.
 */
final class BermbachStrategy implements PrewarmStrategy {
    private static final Rationale REASON = Rationale.of("a task within one cold start before it has started");

    private final Observations observations;

    BermbachStrategy(Observations observations) {
        this.observations = observations;
    }

    @Override
    public Plan plan(RunView run) {
        if (!run.started() || run.running().isEmpty()) {
            return Plan.empty();
        }
        Workflow workflow = run.workflow();
        double[] ahead = new double[workflow.tasks().size()];
        Arrays.fill(ahead, Double.POSITIVE_INFINITY);
        run.running().forEach(task -> ahead[task.index()] = 0);
        Plan.Builder plan = Plan.builder();
        for (Task task : workflow.tasks()) {
            if (run.state(task) == TaskState.PENDING) {
                boolean next = false;
                for (Dependency dependency : workflow.incoming(task)) {
                    Task before = dependency.from();
                    next |= run.state(before) == TaskState.RUNNING;
                    ahead[task.index()] =
                            Math.min(ahead[task.index()], ahead[before.index()] + observations.meanDuration(before));
                }
                Target target = task.target().orElse(null);
                boolean near = target != null && (next || ahead[task.index()] < observations.meanColdStart(target));
                if (near && run.rounds(task) == 0) {
                    plan.warm(Warmups.at(run, task, 0, run.now(), REASON));
                }
            }
        }
        return plan.build();
    }
}
