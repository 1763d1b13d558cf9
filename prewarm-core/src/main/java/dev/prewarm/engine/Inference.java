package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the start of a task shows of those that it waits for, where nobody has said that they ended: which of them were passed
 * over, and which have ended. Confined to one thread.
 */
final class Inference {
    private final Workflow workflow;
    private final TaskStates tasks;
    private final List<Conclusion> concluded = new ArrayList<>(1);

    Inference(Workflow workflow, TaskStates tasks) {
        this.workflow = workflow;
        this.tasks = tasks;
    }

    /** A task that has ended, and whether by a failure. */
    record Conclusion(Task task, boolean failed) {}

    /**
     * A task has started that waits for others, of which it was not known that they had ended: those that could be passed over
     * are skipped now, and the others have ended.
     *
     * @return those that have ended, each after those that it waits for itself; null if the task should not have started all
     *     the same
     */
    @Nullable
    List<Conclusion> explain(Task task, long at) {
        concluded.clear();
        List<Dependency> incoming = workflow.incoming(task);
        boolean oneFinished = incoming.stream().anyMatch(in -> tasks.is(in.from(), TaskState.FINISHED));
        if (!oneFinished && passed(incoming, at)) {
            oneFinished = true;
        }
        if (task.needs() > 0 && tasks.inputsReady(task)) {
            return concluded;
        }
        if (task.needs() > 0 || incoming.stream().anyMatch(this::forbids)) {
            return null;
        }
        for (Dependency in : incoming) {
            Task from = in.from();
            if (tasks.is(from, TaskState.PENDING) && avoidable(from)) {
                passOver(from, at);
            } else if (open(from) && (in.certain() || failure(in) || !oneFinished)) {
                conclude(from, failure(in));
            }
        }
        return concluded;
    }

    private static boolean failure(Dependency in) {
        return in.trigger() == Trigger.FAILURE;
    }

    private boolean open(Task task) {
        return tasks.is(task, TaskState.PENDING) || tasks.is(task, TaskState.RUNNING);
    }

    /** Whether a task before has failed that should have ended well. */
    private boolean forbids(Dependency in) {
        return in.certain() && in.trigger() == Trigger.SUCCESS && tasks.is(in.from(), TaskState.FAILED);
    }

    /** Whether a step that takes no time, and of which nobody tells, is the way by which the task was reached. */
    private boolean passed(List<Dependency> incoming, long at) {
        for (Dependency in : incoming) {
            Task from = in.from();
            if (from.passes() && tasks.is(from, TaskState.PENDING) && tasks.inputsReady(from)) {
                tasks.finish(from, at);
                return true;
            }
        }
        return false;
    }

    /** Whether all ways to a pending task are branches that may not have been taken. */
    private boolean avoidable(Task task) {
        List<Dependency> incoming = workflow.incoming(task);
        boolean avoidable = !incoming.isEmpty() && !tasks.chosen(task);
        for (int i = 0; avoidable && i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            TaskState from = tasks.of(in.from());
            avoidable = !in.certain()
                    || from == TaskState.SKIPPED
                    || from == TaskState.FAILED
                    || (from == TaskState.PENDING && avoidable(in.from()));
        }
        return avoidable;
    }

    /** The task does not run, and what it would certainly have followed has not run either. */
    private void passOver(Task task, long at) {
        tasks.skip(task, at);
        for (Dependency in : workflow.incoming(task)) {
            if (in.certain() && tasks.is(in.from(), TaskState.PENDING)) {
                passOver(in.from(), at);
            }
        }
    }

    /** The task has ended, and so has all that it certainly waited for. */
    private void conclude(Task last, boolean failed) {
        List<Conclusion> found = new ArrayList<>(2);
        found.add(new Conclusion(last, failed));
        for (int i = 0; i < found.size(); i++) {
            Task task = found.get(i).task();
            if (tasks.is(task, TaskState.PENDING) && task.needs() == 0) {
                for (Dependency in : workflow.incoming(task)) {
                    Task from = in.from();
                    boolean known = found.stream().anyMatch(other -> other.task() == from)
                            || concluded.stream().anyMatch(other -> other.task() == from);
                    if (open(from) && in.certain() && !known) {
                        found.add(new Conclusion(from, false));
                    }
                }
            }
        }
        for (int i = found.size() - 1; i >= 0; i--) {
            concluded.add(found.get(i));
        }
    }
}
