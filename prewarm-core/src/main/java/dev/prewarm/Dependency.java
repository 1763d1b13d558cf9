package dev.prewarm;

import java.util.Locale;

/**
 * An edge of a {@link Workflow}: a task that waits for another. Two dependencies are equal only if they are the same
 * one. Immutable.
 */
public final class Dependency {
    private final Task from;
    private final Task to;
    private final double probability;
    private final boolean alternative;
    private final Trigger trigger;

    Dependency(Task from, Task to, double probability, boolean alternative, Trigger trigger) {
        this.from = from;
        this.to = to;
        this.probability = probability;
        this.alternative = alternative;
        this.trigger = trigger;
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

    /** Which end of {@link #from} lets {@link #to} go on. */
    public Trigger trigger() {
        return trigger;
    }

    /** The ends of a task that let a next one go on. */
    public enum Trigger {
        /** It has ended well. */
        SUCCESS,
        /** It has failed, and will not be started again. */
        FAILURE,
        /** It has ended in either way, or will not run. */
        COMPLETION
    }

    /** Whether the step is taken in every run. */
    public boolean certain() {
        return probability == 1.0;
    }

    @Override
    public String toString() {
        String on = (trigger == Trigger.SUCCESS) ? "" : " on " + trigger.name().toLowerCase(Locale.ROOT);
        return from + " → " + to + on + (certain() ? "" : " (" + probability + ")");
    }
}
