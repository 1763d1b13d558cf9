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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
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
        Next next = new Next(run);
        if (!run.started()) {
            for (Task root : run.workflow().roots()) {
                next.add(root);
            }
            return Immediate.atAnnouncement(run, next.tasks);
        }
        List<Task> running = run.running();
        for (int i = 0; i < running.size(); i++) {
            next.addAfter(running.get(i));
        }
        // What has no target may pass at once: what is ready, or about to be, behind it is next, too.
        List<Task> ready = run.ready();
        for (int i = 0; i < ready.size(); i++) {
            if (ready.get(i).target().isEmpty()) {
                next.addAfter(ready.get(i));
            }
        }
        return Immediate.plan(run, next.tasks, NextHopStrategy::endOfWaiting, REASON);
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

    /** What comes next in one run; tasks without a target are looked through at what comes after them. */
    private static final class Next {
        final List<Task> tasks = new ArrayList<>();
        private final RunView run;
        private final Stuck stuck;
        private final BitSet known = new BitSet();
        /** Those that are still to be looked at, the first one on top. */
        private final ArrayDeque<Task> open = new ArrayDeque<>(4);

        Next(RunView run) {
            this.run = run;
            this.stuck = new Stuck(run);
        }

        void add(Task first) {
            open.push(first);
            look();
        }

        void addAfter(Task task) {
            openAfter(task);
            look();
        }

        private void openAfter(Task task) {
            List<Dependency> outgoing = run.workflow().outgoing(task);
            for (int i = outgoing.size() - 1; i >= 0; i--) {
                // Few tasks fail; what follows a failure can wait until one has.
                if (outgoing.get(i).trigger() != Trigger.FAILURE) {
                    open.push(outgoing.get(i).to());
                }
            }
        }

        private void look() {
            while (!open.isEmpty()) {
                Task task = open.pop();
                if (run.state(task) == TaskState.PENDING && !known.get(task.index()) && !stuck.is(task)) {
                    known.set(task.index());
                    tasks.add(task);
                    if (task.target().isEmpty()) {
                        openAfter(task);
                    }
                }
            }
        }
    }

    private static final Rationale REASON = Rationale.of("a task before it is running");

    @Override
    public String toString() {
        return "next-hop";
    }
}
