package dev.prewarm.strategy;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Warms every task of a run when the run starts, or is announced; those that follow a failure once that is known, and those
 * that will be started again at an instant that is known as if they were announced for it.
 *
 * <p>Nothing comes earlier, so nothing hides more of the cold starts, as long as instances are kept until their task
 * comes. It loses by idling: each instance waits from the start of the run to its task, those of branches that are not
 * taken wait in vain, and in workflows longer than the platform's retention the later tasks find their instances gone.
 *
 * <p>Source: Kim, Yhu, Yu, <i>Mitigating Cold Start Chain by Pre-Warming Containers in Serverless Platform</i>, 2022.
 */
public final class FullPathStrategy implements PrewarmStrategy {
    private static final Rationale REASON = Rationale.of("the run has started");

    /** The strategy; it has no settings. */
    public FullPathStrategy() {}

    @Override
    public Plan plan(RunView run) {
        Expected expected = new Expected(run);
        List<Task> pending = new ArrayList<>();
        for (Task task : run.workflow().tasks()) {
            // A task that could start now is about to: a warm-up would only meet it on the way.
            if (expected.next(task) && !run.ready().contains(task)) {
                pending.add(task);
            }
        }
        return run.started() ? Immediate.plan(run, pending, REASON) : Immediate.atAnnouncement(run, pending);
    }

    @Override
    public String toString() {
        return "full-path";
    }
}
