package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A wish: have instances of a task's target ready for the task. Made by a {@link PrewarmStrategy} for its {@link Plan}.
 *
 * <pre>{@code
 * plan.warm(Warmup.of(run, task).sendAt(run.now().plusSeconds(5)).because("it is called in 7 s"));
 * }</pre>
 *
 * <p>The pair of task and {@linkplain #round() round} names the need; within a run each is served once. Immutable; two are
 * equal if they wish the same for the same reason.
 */
public final class Warmup {
    private static final Rationale UNSAID = Rationale.of("the strategy wishes it");

    private final Task task;
    private final int round;
    private final int instances;
    private final Instant sendAt;
    private final @Nullable Instant neededAt;
    private final Rationale reason;

    private Warmup(Task task, int round, int instances, Instant sendAt, @Nullable Instant neededAt, Rationale reason) {
        this.task = task;
        this.round = round;
        this.instances = instances;
        this.sendAt = sendAt;
        this.neededAt = neededAt;
        this.reason = reason;
    }

    /**
     * A warm-up that is sent now, of as many instances as the calls of the task need that run {@linkplain RunView#width at a
     * time}: the next round of the task's need, after those that {@linkplain RunView#rounds have been served}.
     *
     * @throws IllegalArgumentException if the task has no target, or is not one of the run's workflow
     */
    public static Warmup of(RunView run, Task task) {
        List<Task> tasks = run.workflow().tasks();
        checkArgument(
                task.index() < tasks.size() && tasks.get(task.index()) == task,
                "task %s is not one of workflow %s",
                task,
                run.workflow().name());
        Target target = task.targetOrNull();
        checkArgument(target != null, "task %s has no target to warm", task);
        int instances = Math.max(1, target.instancesFor(run.width(task)));
        return new Warmup(task, run.rounds(task), instances, run.now(), null, UNSAID);
    }

    /**
     * The same, as another round: 0 for the first warm-up of the task, 1 for the first refresh of instances that would lapse,
     * and so on. What has been served is not sent again.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Warmup round(int round) {
        checkArgument(round >= 0, "round: %s, but at least 0 is needed", round);
        return new Warmup(task, round, instances, sendAt, neededAt, reason);
    }

    /**
     * The same, of so many instances, those that are ready already included: the engine asks only for those that are missing.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Warmup instances(int instances) {
        checkArgument(instances >= 1, "instances: %s, but at least 1 is needed", instances);
        return new Warmup(task, round, instances, sendAt, neededAt, reason);
    }

    /** The same, sent at that instant, or at once if it has passed. */
    public Warmup sendAt(Instant instant) {
        return new Warmup(task, round, instances, requireNonNull(instant, "sendAt"), neededAt, reason);
    }

    /** The same, for a task that is expected to start at that instant; without this, when the warm-up is sent. */
    public Warmup neededAt(Instant instant) {
        return new Warmup(task, round, instances, sendAt, requireNonNull(instant, "neededAt"), reason);
    }

    /** The same, with a reason, which {@link WorkflowRun#decisions} will give. */
    public Warmup because(Rationale reason) {
        return new Warmup(task, round, instances, sendAt, neededAt, requireNonNull(reason, "reason"));
    }

    /** The same, with a reason that is just a sentence. */
    public Warmup because(String sentence) {
        return because(Rationale.of(sentence));
    }

    /** The task that is to find its target warm. */
    public Task task() {
        return task;
    }

    /** The service to warm. */
    public Target target() {
        return task.target().orElseThrow();
    }

    /** Which warm-up of the task it is, refreshes included; 0 for the first. */
    public int round() {
        return round;
    }

    /** How many instances the task needs in all; at least 1. */
    public int instances() {
        return instances;
    }

    /** When to send it. */
    public Instant sendAt() {
        return sendAt;
    }

    /** When the task is expected to start. */
    public Instant neededAt() {
        return (neededAt == null) ? sendAt : neededAt;
    }

    /** Why. */
    public Rationale reason() {
        return reason;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof Warmup other)
                && task == other.task
                && round == other.round
                && instances == other.instances
                && sendAt.equals(other.sendAt)
                && neededAt().equals(other.neededAt())
                && reason.equals(other.reason);
    }

    @Override
    public int hashCode() {
        return Objects.hash(task, round, instances, sendAt, neededAt(), reason);
    }

    @Override
    public String toString() {
        return instances + " of " + target() + " for task " + task + ", round " + round + ", at " + sendAt
                + ", needed at " + neededAt() + ": " + reason.sentence();
    }
}
