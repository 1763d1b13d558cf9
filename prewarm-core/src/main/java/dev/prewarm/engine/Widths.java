package dev.prewarm.engine;

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import org.jspecify.annotations.Nullable;

/** How many calls the tasks of one run make: as declared, as told, or as many as there have been. Confined to one thread. */
final class Widths {
    private final Workflow workflow;
    private int @Nullable [] total;
    private int @Nullable [] told;

    Widths(Workflow workflow) {
        this.workflow = workflow;
    }

    Widths(Widths other) {
        workflow = other.workflow;
        total = (other.total == null) ? null : other.total.clone();
        told = (other.told == null) ? null : other.told.clone();
    }

    /** The calls of the task in all. */
    int total(Task task) {
        return (total == null) ? task.width() : total[task.index()];
    }

    /** The calls of the task at a time. */
    int atATime(Task task) {
        return Math.min(total(task), task.limit());
    }

    /** How often in turn the task makes so many calls, when so many have ended already; at least 1. */
    int turns(Task task, int ended) {
        int left = Math.max(1, total(task) - ended);
        return (int) Math.min(Integer.MAX_VALUE, ((long) left + task.limit() - 1) / task.limit());
    }

    /** How many calls of the task the orchestrator has spoken of; 0 if it has not. */
    int told(Task task) {
        return (told == null) ? 0 : told[task.index()];
    }

    void tell(Task task, int calls) {
        if (told == null) {
            told = new int[workflow.tasks().size()];
        }
        told[task.index()] = calls;
        set(task, calls);
    }

    /** There are at least so many. */
    void grow(Task task, int calls) {
        if (calls > total(task)) {
            set(task, calls);
        }
    }

    private void set(Task task, int calls) {
        if (total == null) {
            total = workflow.tasks().stream().mapToInt(Task::width).toArray();
        }
        total[task.index()] = calls;
    }
}
