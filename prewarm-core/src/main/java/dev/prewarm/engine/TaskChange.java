package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task, as an orchestrator tells it. Each kind says here what it does to a run, and which problem
 * it would be in the state of a strict one: a new kind is a record here, and what it does in {@link TaskEvents} and {@link
 * RunState}. Instants are nanoseconds of the scheduler.
 */
public sealed interface TaskChange {
    /** What happened, as in "task a started". */
    String verb();

    /** Does it. */
    void apply(TaskEvents events, Run run, Task task);

    /** Moves the state, and returns the problem that the event is; null for a legal one. */
    Problem.@Nullable Kind apply(RunState state, Task task);

    /** The task is, or was, called. */
    record Started(long at) implements TaskChange {
        @Override
        public String verb() {
            return "started";
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.started(run, task, at);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.started(task, at);
        }
    }

    /**
     * The task has ended well.
     *
     * @param chosen what comes after it and will run, if it has decided that; null if it has not
     */
    record Finished(long at, @Nullable List<Task> chosen) implements TaskChange {
        @Override
        public String verb() {
            return "finished";
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.finished(run, task, chosen, at);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            Problem.Kind problem = state.finished(task, at);
            if (chosen != null) {
                for (Task next : chosen) {
                    Problem.Kind choice = state.choose(next);
                    problem = (problem == null) ? choice : problem;
                }
                state.passOver(task, chosen);
            }
            return problem;
        }
    }

    /** The task has ended with an error. */
    record Failed(long at) implements TaskChange {
        @Override
        public String verb() {
            return "failed";
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.failed(run, task, at);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.failed(task, at);
        }
    }

    /** The task will not run. */
    record Skipped() implements TaskChange {
        @Override
        public String verb() {
            return "skipped";
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.skipped(run, task);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.skipped(task);
        }
    }

    /** The task will run. */
    record Chosen() implements TaskChange {
        @Override
        public String verb() {
            return "chosen";
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.chosen(run, task);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.choose(task);
        }
    }

    /** The task makes so many calls in parallel. */
    record Widened(int calls, long at) implements TaskChange {
        @Override
        public String verb() {
            return "given width " + calls;
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.width(run, task, calls, at);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.widen(task, calls);
        }
    }

    /**
     * It is known how a call of the task found its target.
     *
     * @param coldStartNanos 0 if it was warm
     */
    record Observed(long coldStartNanos) implements TaskChange {
        @Override
        public String verb() {
            return "observed";
        }

        @Override
        public void apply(TaskEvents events, Run run, Task task) {
            events.observed(run, task, coldStartNanos);
        }

        @Override
        public Problem.@Nullable Kind apply(RunState state, Task task) {
            return state.observed(task);
        }
    }
}
