package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An edge of a {@link Workload}: what a step comes after, how probable that is believed to be, and how probable it is.
 *
 * @param task the id of the task before
 * @param probability how probable the step really is; 1 for certain
 * @param declared how probable the workflow declares it to be
 * @param alternative whether at most one of the alternatives after that task is taken
 * @param resolvedBy the id of the task whose finish decides whether the step is taken; null for the task before
 */
public record Predecessor(
        String task,
        double probability,
        double declared,
        boolean alternative,
        @Nullable String resolvedBy) {
    /** @throws IllegalArgumentException if a probability is outside of [0, 1], or a task decides a step that is certain */
    public Predecessor {
        checkArgument(
                probability >= 0 && probability <= 1,
                "after %s: probability %s, but 0 to 1 is allowed",
                task,
                probability);
        checkArgument(
                declared >= 0 && declared <= 1, "after %s: probability %s, but 0 to 1 is allowed", task, declared);
        checkArgument(
                resolvedBy == null || probability < 1,
                "after %s: resolvedBy goes with a probability below 1; this step is certain",
                task);
    }

    /** A certain step after the task. */
    public static Predecessor of(String task) {
        return new Predecessor(task, 1, 1, false, null);
    }

    /** A step that is taken with a probability that the workflow declares. */
    public static Predecessor of(String task, double probability) {
        return new Predecessor(task, probability, probability, false, null);
    }

    /** The id of the task whose finish decides; empty for the task before. */
    public Optional<String> resolver() {
        return Optional.ofNullable(resolvedBy);
    }
}
