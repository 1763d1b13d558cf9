package dev.prewarm;

/**
 * An edge of a {@link Workflow}: a task that waits for another. Two dependencies are equal only if they are the same
 * one. Immutable.
 */
public final class Dependency {
    private final Task from;
    private final Task to;
    private final double probability;
    private final boolean alternative;

    Dependency(Task from, Task to, double probability, boolean alternative) {
        this.from = from;
        this.to = to;
        this.probability = probability;
        this.alternative = alternative;
    }

    /** The task that comes first. */
    public Task from() {
        return from;
    }

    /** The task that waits. */
    public Task to() {
        return to;
    }

    /** How probable it is, a priori, that {@link #to} follows {@link #from}. */
    public double probability() {
        return probability;
    }

    /** Whether at most one of the alternatives after {@link #from} is taken. */
    public boolean alternative() {
        return alternative;
    }

    /** Whether the step is taken in every run. */
    public boolean certain() {
        return probability == 1.0;
    }

    @Override
    public String toString() {
        return from + " → " + to + (certain() ? "" : " (" + probability + ")");
    }
}
