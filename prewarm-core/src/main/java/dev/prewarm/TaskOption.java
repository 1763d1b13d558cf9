package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Dependency.Trigger;
import java.time.Duration;
import java.util.List;

/**
 * Something said of a task when it is added to a workflow, such as what it comes after. Meant to be imported statically.
 *
 * <pre>{@code
 * .task("resize", resize, after("fetch"), width(20), lasting(Duration.ofSeconds(3)))
 * }</pre>
 */
public sealed interface TaskOption
        permits TaskOption.After, OtherOption.Width, OtherOption.Lasting, OtherOption.Limit, OtherOption.Needing {
    /** The task comes after these, certainly. With several predecessors it waits for all that are live. */
    static After after(String... predecessors) {
        List<String> ids = List.of(predecessors);
        checkArgument(!ids.isEmpty(), "after() needs the id of at least one predecessor");
        return new After(ids, 1.0, false, Trigger.SUCCESS);
    }

    /**
     * So many calls are made in parallel; 1 is the default.
     *
     * @param calls 1 to {@value Task#WIDEST}
     * @throws IllegalArgumentException if it is out of that range
     */
    static TaskOption width(int calls) {
        checkArgument(calls >= 1, "width: %s, but at least 1 is needed", calls);
        checkArgument(calls <= Task.WIDEST, "width: %s, but at most %s is allowed", calls, Task.WIDEST);
        return new OtherOption.Width(calls);
    }

    /** The task takes about this long when warm: a prior until it has been measured. */
    static TaskOption lasting(Duration median) {
        return lasting(Prior.of(median));
    }

    /** The task takes about this long when warm: a prior until it has been measured. */
    static TaskOption lasting(Prior duration) {
        return new OtherOption.Lasting(requireNonNull(duration, "duration"));
    }

    /** The task starts when any so many of its predecessors have finished, not all. */
    static TaskOption needing(int predecessors) {
        checkArgument(predecessors >= 1, "needing: %s, but at least 1 is needed", predecessors);
        return new OtherOption.Needing(predecessors);
    }

    /**
     * At most so many of the task's instances run at a time, as in a pool. Only for tasks whose instances are told of one by
     * one, see {@link TaskEvent#instance}.
     */
    static TaskOption limit(int instances) {
        checkArgument(instances >= 1, "limit: %s, but at least 1 is needed", instances);
        return new OtherOption.Limit(instances);
    }

    /** Predecessors of a task, and how probable the step from them to the task is. */
    final class After implements TaskOption {
        /** How probable a failure is of which nothing is known. */
        private static final double FAILURE = 0.05;

        private final List<String> predecessors;
        private final double probability;
        private final boolean alternative;
        private final Trigger trigger;

        private After(List<String> predecessors, double probability, boolean alternative, Trigger trigger) {
            checkArgument(
                    probability >= 0 && probability <= 1,
                    "after %s: probability %s, but 0 to 1 is allowed",
                    predecessors,
                    probability);
            this.predecessors = predecessors;
            this.probability = probability;
            this.alternative = alternative;
            this.trigger = trigger;
        }

        List<String> predecessors() {
            return predecessors;
        }

        double probability() {
            return probability;
        }

        boolean alternative() {
            return alternative;
        }

        Trigger trigger() {
            return trigger;
        }

        /**
         * The task follows a predecessor that has failed, and does not follow one that has ended well. How probable that is, 0.05
         * unless {@link #withProbability} says otherwise, is a prior.
         */
        public After onFailure() {
            return new After(predecessors, certain() ? FAILURE : probability, alternative, Trigger.FAILURE);
        }

        /** The task follows each predecessor however that ends: well, with an error, or by not running at all. */
        public After onCompletion() {
            return new After(predecessors, probability, alternative, Trigger.COMPLETION);
        }

        @Override
        public String toString() {
            return "after " + predecessors;
        }

        private boolean certain() {
            return probability == 1.0;
        }

        /**
         * The task follows each predecessor with this probability, independently of what else follows. It is a prior:
         * what happens is counted.
         */
        public After withProbability(double probability) {
            return new After(predecessors, probability, false, trigger);
        }

        /**
         * The task is one of its predecessors' alternatives, of which at most one is taken. The probabilities of the
         * alternatives after one predecessor must not sum above 1.
         */
        public After asAlternative(double probability) {
            return new After(predecessors, probability, true, trigger);
        }
    }
}
