package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A wish: have instances of a task's target ready for the task.
 *
 * <p>The pair of task and round names the need; within a run each is served once.
 *
 * @param task the task that is to find its target warm
 * @param round 0 for the first warm-up of the task, 1 for the first refresh of instances that would lapse, and so on
 * @param instances how many instances the task needs in all; the engine asks only for those that are missing
 * @param sendAt when to send it, not before the view's now
 * @param neededAt when the task is expected to start
 * @param reason why
 */
public record Warmup(Task task, int round, int instances, Instant sendAt, Instant neededAt, Rationale reason) {
    /** @throws IllegalArgumentException if the task has no target, the round is negative or no instance is asked for */
    public Warmup {
        requireNonNull(sendAt, "sendAt");
        requireNonNull(neededAt, "neededAt");
        requireNonNull(reason, "reason");
        checkArgument(task.target().isPresent(), "task %s has no target to warm", task);
        checkArgument(round >= 0, "round: %s, but at least 0 is needed", round);
        checkArgument(instances >= 1, "instances: %s, but at least 1 is needed", instances);
    }

    /** The service to warm. */
    public Target target() {
        return task.target().orElseThrow();
    }
}
