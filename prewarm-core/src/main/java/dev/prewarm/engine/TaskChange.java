package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Task;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task, as an orchestrator tells it, and what it does to the state of its run. A new kind is a
 * record here and a method of {@link RunState}; what follows for targets and for what is learned is read from the calls that
 * have changed, see {@link TaskEvents}. Instants are nanoseconds of the scheduler.
 */
public sealed interface TaskChange {
    /** Stands for an instant that was not said. */
    long UNKNOWN = Long.MIN_VALUE;

    /**
     * The instants of an event as they were told, by the wall clock: what they are by the scheduler depends on when they are read.
     *
     * @param at when it happened
     * @param until when the task will end, or be started again; null if that was not said
     */
    record Told(Instant at, @Nullable Instant until) {}

    /** What happened, as in "task a started". */
    String verb();

    /** When it happened. */
    long at();

    /** Moves the state, and returns the problem that the event is; null for a legal one. */
    Problem.@Nullable Kind apply(RunState state, Task task);

    /** The same, whenever it happened: what of an event does not depend on how the clocks are read. */
    TaskChange undated();

    /** Among events of one task at the same instant, which comes first: what is decided, what begins, what ends. */
    int rank();

    /** Whether it ends the task, or that instance of it. */
    default boolean ends(@Nullable String instance) {
        return false;
    }

    private static String of(@Nullable String instance) {
        return (instance == null) ? "" : " instance " + abbreviated(instance);
    }

    private static String abbreviated(String instance) {
        return (instance.length() <= 64) ? instance : instance.substring(0, 64) + "…";
    }

    /**
     * The task is, or was, called.
     *
     * @param until when it will end; {@link #UNKNOWN} if that is not known
     */
    record Started(@Nullable String instance, long at, long until) implements TaskChange {
        @Override
        public String verb() {
            return "started" + of(instance);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.started(task, instance, at, until);
        }

        @Override
        public TaskChange undated() {
            return new Started(instance, 0, 0);
        }

        @Override
        public int rank() {
            return 1;
        }
    }

    /**
     * The task has ended well.
     *
     * @param chosen what comes after it and will run, if it has decided that; null if it has not
     */
    record Finished(
            @Nullable String instance, long at, @Nullable List<Task> chosen) implements TaskChange {
        @Override
        public String verb() {
            return "finished" + of(instance);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            Problem.Kind problem = state.finished(task, instance, at);
            if (chosen != null) {
                for (Task next : chosen) {
                    Problem.Kind choice = state.choose(next, at);
                    problem = (problem == null) ? choice : problem;
                }
                state.passOver(task, chosen, at);
            }
            return problem;
        }

        @Override
        public TaskChange undated() {
            return new Finished(instance, 0, chosen);
        }

        @Override
        public int rank() {
            return 2;
        }

        @Override
        public boolean ends(@Nullable String other) {
            return Objects.equals(instance, other);
        }
    }

    /**
     * The task has ended with an error.
     *
     * @param again when it will be started again; {@link #UNKNOWN} if that is not known
     */
    record Failed(@Nullable String instance, long at, long again) implements TaskChange {
        @Override
        public String verb() {
            return "failed" + of(instance);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.failed(task, instance, at, again);
        }

        @Override
        public TaskChange undated() {
            return new Failed(instance, 0, 0);
        }

        @Override
        public int rank() {
            return 2;
        }

        @Override
        public boolean ends(@Nullable String other) {
            return Objects.equals(instance, other);
        }
    }

    /** The task will not run, or it has begun and skipped itself. */
    record Skipped(@Nullable String instance, long at) implements TaskChange {
        @Override
        public String verb() {
            return "skipped" + of(instance);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.skipped(task, instance, at);
        }

        @Override
        public TaskChange undated() {
            return new Skipped(instance, 0);
        }

        @Override
        public int rank() {
            return 2;
        }

        @Override
        public boolean ends(@Nullable String other) {
            return Objects.equals(instance, other);
        }
    }

    /** The task will run. */
    record Chosen(long at) implements TaskChange {
        @Override
        public String verb() {
            return "chosen";
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.chosen(task, at);
        }

        @Override
        public TaskChange undated() {
            return new Chosen(0);
        }

        @Override
        public int rank() {
            return 0;
        }
    }

    /** The task makes so many calls in parallel. */
    record Widened(int calls, long at) implements TaskChange {
        @Override
        public String verb() {
            return "given width " + calls;
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.widen(task, calls, at);
        }

        @Override
        public TaskChange undated() {
            return new Widened(calls, 0);
        }

        @Override
        public int rank() {
            return 0;
        }
    }
}
