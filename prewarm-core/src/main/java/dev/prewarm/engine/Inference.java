package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the start of a task shows of those that it waits for, where nobody has said that they ended: which of them were passed
 * over, and which have ended. Confined to one thread.
 */
final class Inference {
    private final Workflow workflow;
    private final TaskStates tasks;
    /** Those of which it is known whether they are avoidable, as the tasks stand. */
    private final BitSet looked = new BitSet();

    private final BitSet avoidable = new BitSet();
    /** What has ended, and of that what has failed. */
    private final BitSet ended = new BitSet();

    private final BitSet failed = new BitSet();

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
        List<Dependency> incoming = workflow.incoming(task);
        boolean oneFinished = incoming.stream().anyMatch(in -> tasks.is(in.from(), TaskState.FINISHED));
        if (!oneFinished && passed(incoming, at)) {
            oneFinished = true;
        }
        if (task.needs() > 0 && tasks.inputsReady(task)) {
            return List.of();
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
        return conclusions();
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
        ArrayDeque<Task> open = new ArrayDeque<>();
        open.push(task);
        while (!open.isEmpty()) {
            Task next = open.element();
            if (looked.get(next.index()) || !openBefore(next, open)) {
                open.remove();
                looked.set(next.index());
                avoidable.set(next.index(), allWaysAvoidable(next));
            }
        }
        return avoidable.get(task.index());
    }

    /** Whether it is open of a task before that one whether it is avoidable; it is to be looked at first then. */
    private boolean openBefore(Task task, ArrayDeque<Task> open) {
        boolean found = false;
        for (Dependency in : workflow.incoming(task)) {
            if (certainlyWaits(in) && !looked.get(in.from().index())) {
                open.push(in.from());
                found = true;
            }
        }
        return found;
    }

    private boolean certainlyWaits(Dependency in) {
        return in.certain() && tasks.is(in.from(), TaskState.PENDING);
    }

    private boolean allWaysAvoidable(Task task) {
        List<Dependency> incoming = workflow.incoming(task);
        boolean all = !incoming.isEmpty() && !tasks.chosen(task);
        for (int i = 0; all && i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            TaskState from = tasks.of(in.from());
            all = !in.certain()
                    || from == TaskState.SKIPPED
                    || from == TaskState.FAILED
                    || (from == TaskState.PENDING && avoidable.get(in.from().index()));
        }
        return all;
    }

    /** The task does not run, and what it would certainly have followed has not run either. */
    private void passOver(Task last, long at) {
        ArrayDeque<Task> open = new ArrayDeque<>();
        open.push(last);
        while (!open.isEmpty()) {
            Task task = open.pop();
            if (tasks.is(task, TaskState.PENDING)) {
                tasks.skip(task, at);
                List<Dependency> incoming = workflow.incoming(task);
                for (int i = incoming.size() - 1; i >= 0; i--) {
                    if (certainlyWaits(incoming.get(i))) {
                        open.push(incoming.get(i).from());
                    }
                }
            }
        }
        looked.clear();
    }

    /** The task has ended, and so has all that it certainly waited for. */
    private void conclude(Task last, boolean failure) {
        failed.set(last.index(), failure || failed.get(last.index()));
        ArrayDeque<Task> found = new ArrayDeque<>();
        found.add(last);
        while (!found.isEmpty()) {
            Task task = found.remove();
            boolean first = !ended.get(task.index());
            ended.set(task.index());
            if (first && tasks.is(task, TaskState.PENDING) && task.needs() == 0) {
                for (Dependency in : workflow.incoming(task)) {
                    if (open(in.from()) && in.certain()) {
                        found.add(in.from());
                    }
                }
            }
        }
    }

    private List<Conclusion> conclusions() {
        List<Conclusion> conclusions = new ArrayList<>(ended.cardinality());
        for (int i = ended.nextSetBit(0); i >= 0; i = ended.nextSetBit(i + 1)) {
            conclusions.add(new Conclusion(workflow.tasks().get(i), failed.get(i)));
        }
        return conclusions;
    }
}
