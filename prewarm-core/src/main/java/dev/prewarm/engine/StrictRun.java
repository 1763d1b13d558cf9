package dev.prewarm.engine;

import static com.google.common.base.Preconditions.checkState;

import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run as its orchestrator tells it, to throw at once on what is otherwise counted; of events that carry their
 * instants when the run is closed. Safe for use by any thread.
 */
public final class StrictRun {
    private final String name;
    /** Guarded by itself, as is what follows. */
    private final Chronicle chronicle;

    private boolean closed;

    /** A run of the workflow that starts, and to which nothing has happened. */
    public StrictRun(String name, Workflow workflow) {
        this.name = name;
        this.chronicle = new Chronicle(workflow);
        chronicle.open(0);
    }

    /**
     * Something has happened to a task.
     *
     * @param told the instants that were told of it; null if it has happened now
     * @throws IllegalStateException if the event is not possible now
     */
    public void tell(Task task, TaskChange change, TaskChange.@Nullable Told told) {
        synchronized (chronicle) {
            checkState(!closed, "%s is closed, but task %s is said to have %s", name, task, change.verb());
            TaskState before = chronicle.state().state(task);
            chronicle.tell(task, change, told);
            for (Chronicle.Fault fault : chronicle.faultsNow()) {
                throw new IllegalStateException(fault.kind() + ": event " + change.verb() + " (" + task
                        + ") is not possible while the task is " + before);
            }
        }
    }

    /**
     * It is known how a call of the task found its target.
     *
     * @throws IllegalStateException if it has not been called
     */
    public void observed(Task task) {
        synchronized (chronicle) {
            checkState(
                    chronicle.state().calls().latest(task) != null,
                    "task %s of %s is said to have met its target warm or cold, but it is %s",
                    task,
                    name,
                    chronicle.state().state(task));
        }
    }

    /**
     * The run has ended.
     *
     * @throws IllegalStateException if it was closed before, or an event that carried its instant was not possible then
     */
    public void close() {
        synchronized (chronicle) {
            checkState(!closed, "%s was closed already", name);
            closed = true;
            for (Chronicle.Fault fault : chronicle.faults()) {
                throw new IllegalStateException(fault.kind() + " in " + name + ": " + fault.detail());
            }
        }
    }
}
