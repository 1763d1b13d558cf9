package dev.prewarm.engine;

import static com.google.common.base.Preconditions.checkState;

import dev.prewarm.Problem;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;

/** The state of a run as its orchestrator tells it, to throw at once on what is otherwise counted. Safe for use by any thread. */
public final class StrictRun {
    private final String name;
    /** Guarded by itself, as is what follows. */
    private final RunState state;

    private boolean closed;

    /** A run of the workflow to which nothing has happened. */
    public StrictRun(String name, Workflow workflow) {
        this.name = name;
        this.state = new RunState(workflow);
    }

    /**
     * Something has happened to a task.
     *
     * @throws IllegalStateException if the event is not possible now
     */
    public void tell(Task task, TaskChange event) {
        synchronized (state) {
            checkState(!closed, "%s is closed, but task %s is said to have %s", name, task, event.verb());
            TaskState before = state.state(task);
            Problem.Kind problem = event.apply(state, task);
            if (problem != null) {
                throw new IllegalStateException(problem + ": event " + event.verb() + " (" + task
                        + ") is not possible while the task is " + before);
            }
        }
    }

    /**
     * The run has ended.
     *
     * @throws IllegalStateException if it was closed before
     */
    public void close() {
        synchronized (state) {
            checkState(!closed, "%s was closed already", name);
            closed = true;
        }
    }
}
