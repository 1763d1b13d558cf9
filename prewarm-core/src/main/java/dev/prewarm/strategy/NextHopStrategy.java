package dev.prewarm.strategy;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Warms the tasks that come directly after one that is being called, at once; the tasks at the beginning when a run is
 * announced. It looks through tasks that have no target. A task that will be started again at an instant that is known is
 * warmed as if it was announced for it; behind one that has failed otherwise nothing is warmed.
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
        List<Task> next = new ArrayList<>();
        if (!run.started()) {
            for (Task root : run.workflow().roots()) {
                add(run, root, next);
            }
            return Immediate.atAnnouncement(run, next);
        }
        List<Task> running = run.running();
        for (int i = 0; i < running.size(); i++) {
            addAfter(run, running.get(i), next);
        }
        // What has no target may pass at once: what is ready, or about to be, behind it is next, too.
        List<Task> ready = run.ready();
        for (int i = 0; i < ready.size(); i++) {
            if (ready.get(i).target().isEmpty()) {
                addAfter(run, ready.get(i), next);
            }
        }
        return Immediate.plan(run, next, NextHopStrategy::endOfWaiting, REASON);
    }

    /** When the task can start at the earliest, as far as that is known: what runs before it ends then. */
    private static @Nullable Instant endOfWaiting(RunView run, Task task) {
        Instant last = null;
        for (Dependency in : run.workflow().incoming(task)) {
            Instant end = (run.state(in.from()) == TaskState.RUNNING)
                    ? run.until(in.from()).orElse(null)
                    : null;
            last = (last == null || (end != null && end.isAfter(last))) ? end : last;
        }
        return last;
    }

    private static void addAfter(RunView run, Task task, List<Task> next) {
        List<Dependency> outgoing = run.workflow().outgoing(task);
        for (int i = 0; i < outgoing.size(); i++) {
            // Few tasks fail; what follows a failure can wait until one has.
            if (outgoing.get(i).trigger() != Trigger.FAILURE) {
                add(run, outgoing.get(i).to(), next);
            }
        }
    }

    /** Looks through tasks without a target at what comes after them. */
    private static void add(RunView run, Task task, List<Task> next) {
        if (run.state(task) == TaskState.PENDING && !next.contains(task) && !Expected.stuck(run, task)) {
            next.add(task);
            if (task.target().isEmpty()) {
                addAfter(run, task, next);
            }
        }
    }

    private static final Rationale REASON = Rationale.of("a task before it is running");

    @Override
    public String toString() {
        return "next-hop";
    }
}
