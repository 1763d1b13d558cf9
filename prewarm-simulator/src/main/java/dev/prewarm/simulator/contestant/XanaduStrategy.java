package dev.prewarm.simulator.contestant;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import dev.prewarm.simulator.workload.Seconds;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The just-in-time speculation of Xanadu: when a run arrives, its most likely path is predicted, and each task of it is
 * warmed at the sum of the mean durations before it, less its mean cold start.
 *
 * <p>The schedule is made once, of the means at the arrival. If the run leaves the path (a task of it is skipped, or
 * another one starts) no more is warmed in that run. Tasks that lie behind one that has never run are not warmed: in the
 * first run nothing is known of any.
 *
 * <p>Source: Daw, Bellur, Kulkarni, <i>Xanadu: Mitigating cascading cold starts in serverless function chain
 * deployments</i>, Middleware 2020.
 */
final class XanaduStrategy implements PrewarmStrategy {
    private static final Rationale REASON = Rationale.of("it lies on the most likely path");
    private static final int MOST_SCHEDULES = 1_000;

    private final Observations observations;
    /** By the arrival of the run. */
    private final Map<Instant, LikelyPath> schedules = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Instant, LikelyPath> eldest) {
            return size() > MOST_SCHEDULES;
        }
    };

    XanaduStrategy(Observations observations) {
        this.observations = observations;
    }

    @Override
    public Plan plan(RunView run) {
        if (!run.started()) {
            return Plan.empty();
        }
        Workflow workflow = run.workflow();
        LikelyPath path = schedules.computeIfAbsent(run.startsAt(), arrival -> LikelyPath.of(workflow, observations));
        if (missed(run, path)) {
            return Plan.empty();
        }
        Plan.Builder plan = Plan.builder();
        for (Task task : workflow.tasks()) {
            if (path.warms(task) && run.state(task) == TaskState.PENDING && run.rounds(task) == 0) {
                Instant sendAt = run.startsAt().plus(Seconds.duration(path.warmAt(task)));
                plan.warm(Warmups.at(run, task, 0, sendAt, REASON));
            }
        }
        return plan.build();
    }

    private static boolean missed(RunView run, LikelyPath path) {
        for (Task task : run.workflow().tasks()) {
            TaskState state = run.state(task);
            boolean left = path.contains(task)
                    ? state == TaskState.SKIPPED
                    : state != TaskState.SKIPPED && state != TaskState.PENDING;
            if (left) {
                return true;
            }
        }
        return false;
    }
}
