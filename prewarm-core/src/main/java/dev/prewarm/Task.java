package dev.prewarm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link Workflow}: a step that calls a target, or a local step, a wait, an approval, which has none.
 *
 * <p>Made by {@link Workflow.Builder}; two tasks are equal only if they are the same one. Immutable.
 */
public final class Task {
    /** The most parallel calls that a task is believed to make: far more than a platform serves. */
    public static final int WIDEST = 1_000_000;

    private final int index;
    private final String id;
    private final Optional<Target> target;
    private final int width;
    private final Optional<Prior> duration;
    private final int needs;
    private final boolean passes;
    private final int limit;

    Task(
            int index,
            String id,
            @Nullable Target target,
            int width,
            @Nullable Prior duration,
            int needs,
            boolean passes,
            int limit) {
        this.index = index;
        this.id = id;
        // Each event asks for them.
        this.target = Optional.ofNullable(target);
        this.width = width;
        this.duration = Optional.ofNullable(duration);
        this.needs = needs;
        this.passes = passes;
        this.limit = limit;
    }

    /** The task's place in {@link Workflow#tasks()}, which is a topological order. */
    public int index() {
        return index;
    }

    /** What identifies the task within its workflow. */
    public String id() {
        return id;
    }

    /** The service that the task calls; empty for a local step. */
    public Optional<Target> target() {
        return target;
    }

    @Nullable
    Target targetOrNull() {
        return target.orElse(null);
    }

    /** Parallel calls, 1 to {@value #WIDEST}; a run may learn another number of that range, see {@link WorkflowRun#width}. */
    public int width() {
        return width;
    }

    /** What is believed of the task's duration, warm, until it has been measured. */
    public Optional<Prior> duration() {
        return duration;
    }

    /** How many predecessors must finish before the task's inputs are ready; 0 stands for all live ones. */
    public int needs() {
        return needs;
    }

    /** Whether the task takes no time, and need not be told of: a join, a switch. */
    public boolean passes() {
        return passes;
    }

    /** How many of the task's instances run at a time, at most; {@link Integer#MAX_VALUE} if that is not limited. */
    public int limit() {
        return limit;
    }

    @Override
    public String toString() {
        return id;
    }
}
