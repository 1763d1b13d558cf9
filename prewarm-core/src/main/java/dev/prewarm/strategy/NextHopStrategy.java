package dev.prewarm.strategy;

import dev.prewarm.Dependency;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.util.ArrayList;
import java.util.List;

/**
 * Warms the tasks that come directly after one that is being called, at once; the tasks at the beginning when a run is
 * announced.
 *
 * <p>Assumes nothing and learns nothing. It loses where a predecessor is shorter than the cold start of what follows
 * (the warm-up comes too late: see {@link FullPathStrategy}), where it is much longer (instances idle), and on branches
 * that are not taken (all are warmed).
 *
 * <p>Source: Kim, Yhu, Yu, <i>Mitigating Cold Start Chain by Pre-Warming Containers in Serverless Platform</i>, 2022.
 */
public final class NextHopStrategy implements PrewarmStrategy {
    /** The strategy; it has no settings. */
    public NextHopStrategy() {}

    @Override
    public Plan plan(RunView run) {
        if (!run.started()) {
            return Immediate.atAnnouncement(run, run.workflow().roots());
        }
        List<Task> running = run.running();
        if (running.isEmpty()) {
            return Plan.empty();
        }
        List<Task> next = new ArrayList<>();
        for (Task task : running) {
            for (Dependency dependency : run.workflow().outgoing(task)) {
                Task successor = dependency.to();
                if (run.state(successor) == TaskState.PENDING && !next.contains(successor)) {
                    next.add(successor);
                }
            }
        }
        return Immediate.plan(run, next, REASON);
    }

    private static final Rationale REASON = Rationale.of("a task before it is running");

    @Override
    public String toString() {
        return "next-hop";
    }
}
