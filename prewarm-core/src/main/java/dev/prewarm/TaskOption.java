package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * Something said of a task when it is added to a workflow, such as what it comes after. Meant to be imported statically.
 *
 * <pre>{@code
 * .task("resize", resize, after("fetch"), width(20), lasting(Duration.ofSeconds(3)))
 * }</pre>
 */
public sealed interface TaskOption {
    /** The task comes after these, certainly. With several predecessors it waits for all that are live. */
    static After after(String... predecessors) {
        ImmutableList<String> ids = ImmutableList.copyOf(predecessors);
        checkArgument(!ids.isEmpty(), "after() needs the id of at least one predecessor");
        return new After(ids, 1.0, false);
    }

    /** So many calls are made in parallel; 1 is the default. */
    static TaskOption width(int calls) {
        checkArgument(calls >= 1, "width: %s, but at least 1 is needed", calls);
        return new Width(calls);
    }

    /** The task takes about this long when warm: a prior until it has been measured. */
    static TaskOption lasting(Duration median) {
        return lasting(Prior.of(median));
    }

    /** The task takes about this long when warm: a prior until it has been measured. */
    static TaskOption lasting(Prior duration) {
        return new Lasting(requireNonNull(duration, "duration"));
    }

    /** The task starts when any so many of its predecessors have finished, not all. */
    static TaskOption needing(int predecessors) {
        checkArgument(predecessors >= 1, "needing: %s, but at least 1 is needed", predecessors);
        return new Needing(predecessors);
    }

    /** Predecessors of a task, and how probable the step from them to the task is. */
    record After(ImmutableList<String> predecessors, double probability, boolean alternative) implements TaskOption {
        /** @throws IllegalArgumentException if the probability is outside [0, 1] */
        public After {
            checkArgument(
                    probability >= 0 && probability <= 1,
                    "after %s: probability %s, but 0 to 1 is allowed",
                    predecessors,
                    probability);
        }

        /**
         * The task follows each predecessor with this probability, independently of what else follows. It is a prior:
         * what happens is counted.
         */
        public After withProbability(double probability) {
            return new After(predecessors, probability, false);
        }

        /**
         * The task is one of its predecessors' alternatives, of which at most one is taken. The probabilities of the
         * alternatives after one predecessor must not sum above 1.
         */
        public After asAlternative(double probability) {
            return new After(predecessors, probability, true);
        }
    }

    /** See {@link #width}. */
    record Width(int calls) implements TaskOption {}

    /** See {@link #lasting(Prior)}. */
    record Lasting(Prior duration) implements TaskOption {}

    /** See {@link #needing}. */
    record Needing(int predecessors) implements TaskOption {}
}
