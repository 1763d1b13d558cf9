package dev.prewarm.simulator.workload;

import dev.prewarm.Dependency;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;

/** The levels of a workflow: a task's level is the number of steps on the longest way to it, 0 for a root. */
public final class TaskLevels {
    private final int[] levels;
    private final int count;

    private TaskLevels(int[] levels, int count) {
        this.levels = levels;
        this.count = count;
    }

    /** The levels of that workflow. */
    public static TaskLevels of(Workflow workflow) {
        int[] levels = new int[workflow.tasks().size()];
        int deepest = 0;
        for (Task task : workflow.tasks()) {
            for (Dependency dependency : workflow.incoming(task)) {
                levels[task.index()] =
                        Math.max(levels[task.index()], levels[dependency.from().index()] + 1);
            }
            deepest = Math.max(deepest, levels[task.index()]);
        }
        return new TaskLevels(levels, deepest + 1);
    }

    /** The level of the task, from 0. */
    public int of(Task task) {
        return levels[task.index()];
    }

    /** How many levels, from the first on, have nothing left that is running or may still run. */
    public int finished(RunView run) {
        int finished = count;
        for (Task task : run.workflow().tasks()) {
            TaskState state = run.state(task);
            if (state != TaskState.FINISHED && state != TaskState.SKIPPED) {
                finished = Math.min(finished, levels[task.index()]);
            }
        }
        return finished;
    }
}
