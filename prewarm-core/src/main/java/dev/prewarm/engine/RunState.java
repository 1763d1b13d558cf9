package dev.prewarm.engine;

import static com.google.common.base.Verify.verifyNotNull;

import dev.prewarm.Dependency;
import dev.prewarm.Problem.Kind;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of one run stand, and the rules by which events move them.
 *
 * <p>Each event method returns the kind of problem that the event is, or null for a legal one. An event out of order is
 * still believed where it says more than was known, because the orchestrator was there and this object was not: a task
 * that is said to run does run. Confined to one thread.
 */
public final class RunState {
    private static final TaskState[] STATES = TaskState.values();

    private final Workflow workflow;
    private final byte[] states;
    private final long[] startedAt;
    /** Per task, how many of its predecessors have finished, and how many are dead (skipped). */
    private final int[] finishedBefore;

    private final int[] deadBefore;
    private final List<Task> running = new ArrayList<>(2);
    private final List<Task> ready = new ArrayList<>(2);
    private @Nullable BitSet chosen;
    /** Tasks that were said to be skipped, as opposed to those found to be out of reach. */
    private @Nullable BitSet saidSkipped;

    private int @Nullable [] widths;
    private List<Task> skippedLast = List.of();
    private List<Task> concludedLast = List.of();
    /** Tasks that ran, and whose end is only known from the start of a task that waited for it. */
    private @Nullable BitSet concluded;
    /** Tasks that are known to have ended, but of whose start nothing was heard. */
    private @Nullable BitSet unseen;

    private long lateFrom = -1;

    RunState(Workflow workflow) {
        this.workflow = workflow;
        int size = workflow.tasks().size();
        states = new byte[size];
        startedAt = new long[size];
        finishedBefore = new int[size];
        deadBefore = new int[size];
        ready.addAll(workflow.roots());
    }

    /** Where the task stands. */
    public TaskState state(Task task) {
        return STATES[states[task.index()]];
    }

    boolean is(Task task, TaskState state) {
        return states[task.index()] == state.ordinal();
    }

    /** When the task was started last; only meaningful if it was. */
    long startedAt(Task task) {
        return startedAt[task.index()];
    }

    /** The tasks that run, in topological order. */
    public List<Task> running() {
        return running;
    }

    /** The tasks that could start now, in topological order. */
    public List<Task> ready() {
        return ready;
    }

    boolean chosen(Task task) {
        return chosen != null && chosen.get(task.index());
    }

    /** The tasks that the latest event has led to be skipped. */
    List<Task> skippedLast() {
        return skippedLast;
    }

    /** The tasks that must have ended, as the latest event shows. */
    List<Task> concludedLast() {
        return concludedLast;
    }

    /** Whether the task ran, and its end is only known from what came after it. */
    boolean concluded(Task task) {
        return concluded != null && concluded.get(task.index());
    }

    boolean anyFailed() {
        for (byte state : states) {
            if (state == TaskState.FAILED.ordinal()) {
                return true;
            }
        }
        return false;
    }

    int width(Task task) {
        return (widths == null) ? task.width() : widths[task.index()];
    }

    @Nullable
    Kind started(Task task, long at) {
        begin();
        TaskState before = state(task);
        if (before == TaskState.RUNNING) {
            return Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.FINISHED && lateStart(task, at)) {
            return null;
        }
        if (before == TaskState.FINISHED) {
            again(task);
        }
        boolean legal = before == TaskState.FAILED
                || before == TaskState.FINISHED
                || (before == TaskState.PENDING && inputsReady(task));
        if (before == TaskState.SKIPPED) {
            revive(task);
        }
        set(task, TaskState.RUNNING);
        startedAt[task.index()] = at;
        skipOtherAlternatives(task);
        if (!legal && before == TaskState.PENDING) {
            legal = inputsReady(task) || explain(task, at);
        }
        if (!legal) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        return concludedLast.isEmpty() ? null : Kind.LOST_EVENT;
    }

    /** Whether the start is told only now of a task whose end is known. */
    private boolean lateStart(Task task, long at) {
        if (unseen == null || !unseen.get(task.index()) || at >= startedAt[task.index()]) {
            return false;
        }
        unseen.clear(task.index());
        lateFrom = at;
        return true;
    }

    /** If the latest event was the start of a task that is known to have ended since, when that was; else negative. */
    long lateFrom() {
        return lateFrom;
    }

    /** A task that has finished starts another round: what comes after it waits again. */
    private void again(Task task) {
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            finishedBefore[next.index()]--;
            if (is(next, TaskState.PENDING) && !inputsReady(next)) {
                ready.remove(next);
            }
        }
        if (concluded != null) {
            concluded.clear(task.index());
        }
    }

    private void begin() {
        lateFrom = -1;
        skippedLast = List.of();
        concludedLast = List.of();
    }

    /**
     * A task has started that waits for others, of which it was not known that they had ended: those that could be passed
     * over were, and the others have ended. Returns false if it should not have started all the same.
     */
    private boolean explain(Task task, long at) {
        List<Dependency> incoming = workflow.incoming(task);
        boolean oneFinished = incoming.stream().anyMatch(in -> is(in.from(), TaskState.FINISHED));
        boolean oneFailed = incoming.stream().anyMatch(in -> is(in.from(), TaskState.FAILED) && in.certain());
        if (task.needs() > 0 || oneFailed) {
            return false;
        }
        for (Dependency in : incoming) {
            Task from = in.from();
            boolean running = is(from, TaskState.RUNNING);
            if (is(from, TaskState.PENDING) && avoidable(from)) {
                passOver(from);
            } else if ((running || is(from, TaskState.PENDING)) && (in.certain() || !oneFinished)) {
                conclude(from, at);
            }
        }
        return true;
    }

    /** Whether all ways to a pending task are branches that may not have been taken. */
    private boolean avoidable(Task task) {
        List<Dependency> incoming = workflow.incoming(task);
        boolean avoidable = !incoming.isEmpty() && !chosen(task);
        for (int i = 0; avoidable && i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            TaskState from = state(in.from());
            avoidable = !in.certain()
                    || from == TaskState.SKIPPED
                    || from == TaskState.FAILED
                    || (from == TaskState.PENDING && avoidable(in.from()));
        }
        return avoidable;
    }

    /** The task does not run, and what it would certainly have followed has not run either. */
    private void passOver(Task task) {
        skip(task);
        for (Dependency in : workflow.incoming(task)) {
            if (in.certain() && is(in.from(), TaskState.PENDING)) {
                passOver(in.from());
            }
        }
    }

    /** The task has ended by then, and so has all that it certainly waited for. */
    private void conclude(Task last, long at) {
        if (concludedLast.isEmpty()) {
            concludedLast = new ArrayList<>(1);
        }
        int first = concludedLast.size();
        concludedLast.add(last);
        for (int i = first; i < concludedLast.size(); i++) {
            Task task = concludedLast.get(i);
            if (is(task, TaskState.PENDING)) {
                for (Dependency in : workflow.incoming(task)) {
                    TaskState before = state(in.from());
                    boolean open = before == TaskState.PENDING || before == TaskState.RUNNING;
                    if (open && task.needs() == 0 && in.certain() && !concludedLast.contains(in.from())) {
                        concludedLast.add(in.from());
                    }
                }
            }
        }
        for (int i = concludedLast.size() - 1; i >= first; i--) {
            Task task = concludedLast.get(i);
            if (is(task, TaskState.RUNNING)) {
                if (concluded == null) {
                    concluded = new BitSet();
                }
                concluded.set(task.index());
            } else {
                startedAt[task.index()] = at;
            }
            end(task);
        }
    }

    @Nullable
    Kind finished(Task task, long at) {
        begin();
        TaskState before = state(task);
        if (before == TaskState.FINISHED) {
            boolean late = concluded(task);
            if (late) {
                verifyNotNull(concluded).clear(task.index());
            }
            return late ? null : Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.SKIPPED) {
            revive(task);
        }
        end(task);
        ranUnseen(task, before, at);
        return (before == TaskState.RUNNING) ? null : Kind.IMPOSSIBLE_ORDER;
    }

    private void end(Task task) {
        set(task, TaskState.FINISHED);
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            finishedBefore[next.index()]++;
            // A task that needs only some of its predecessors may have been ready before.
            if (is(next, TaskState.PENDING) && inputsReady(next) && !ready.contains(next)) {
                insert(ready, next);
            }
        }
    }

    /** A task has finished and said what comes next: of what may follow it, the rest will not, as far as there is no other way to it. */
    void passOver(Task task, List<Task> chosen) {
        begin();
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            boolean onlyWay = workflow.incoming(next).size() == 1;
            if (!dependency.certain() && onlyWay && is(next, TaskState.PENDING) && !chosen.contains(next)) {
                skip(next);
            }
        }
    }

    @Nullable
    Kind failed(Task task, long at) {
        begin();
        TaskState before = state(task);
        if (before == TaskState.FAILED) {
            return Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.FINISHED || before == TaskState.SKIPPED) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        set(task, TaskState.FAILED);
        ranUnseen(task, before, at);
        return (before == TaskState.RUNNING) ? null : Kind.IMPOSSIBLE_ORDER;
    }

    /** What ended must have been started, even if nobody said so. */
    private void ranUnseen(Task task, TaskState before, long at) {
        if (before == TaskState.PENDING || before == TaskState.SKIPPED) {
            startedAt[task.index()] = at;
            if (unseen == null) {
                unseen = new BitSet();
            }
            unseen.set(task.index());
            skipOtherAlternatives(task);
        }
    }

    @Nullable
    Kind skipped(Task task) {
        begin();
        TaskState before = state(task);
        if (before == TaskState.RUNNING || before == TaskState.FINISHED) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        if (saidSkipped == null) {
            saidSkipped = new BitSet();
        }
        saidSkipped.set(task.index());
        // That it is skipped already is not a fault of the caller's: it may have been found out of reach here.
        if (before != TaskState.SKIPPED) {
            skip(task);
        }
        return null;
    }

    @Nullable
    Kind choose(Task task) {
        begin();
        if (!is(task, TaskState.PENDING)) {
            return is(task, TaskState.SKIPPED) ? Kind.IMPOSSIBLE_ORDER : Kind.DUPLICATE_EVENT;
        }
        if (chosen == null) {
            chosen = new BitSet();
        }
        if (chosen.get(task.index())) {
            return Kind.DUPLICATE_EVENT;
        }
        chosen.set(task.index());
        skipOtherAlternatives(task);
        return null;
    }

    @Nullable
    Kind widen(Task task, int calls) {
        if (calls < 1) {
            return Kind.INVALID_VALUE;
        }
        boolean grows = is(task, TaskState.RUNNING) && calls >= width(task);
        if (!is(task, TaskState.PENDING) && !grows) {
            return is(task, TaskState.RUNNING) ? Kind.INVALID_VALUE : Kind.IMPOSSIBLE_ORDER;
        }
        if (widths == null) {
            widths = workflow.tasks().stream().mapToInt(Task::width).toArray();
        }
        widths[task.index()] = calls;
        return null;
    }

    /** Whether it can be known how the task found its target. */
    @Nullable
    Kind observed(Task task) {
        return (is(task, TaskState.PENDING) || is(task, TaskState.SKIPPED)) ? Kind.IMPOSSIBLE_ORDER : null;
    }

    private void set(Task task, TaskState state) {
        TaskState before = state(task);
        states[task.index()] = (byte) state.ordinal();
        if (before == TaskState.RUNNING) {
            running.remove(task);
        } else if (before == TaskState.PENDING) {
            ready.remove(task);
        }
        if (state == TaskState.RUNNING) {
            insert(running, task);
        }
    }

    /** Keeps the lists in topological order; they are short. */
    private static void insert(List<Task> tasks, Task task) {
        int place = tasks.size();
        while (place > 0 && tasks.get(place - 1).index() > task.index()) {
            place--;
        }
        tasks.add(place, task);
    }

    private boolean inputsReady(Task task) {
        int live = workflow.incoming(task).size() - deadBefore[task.index()];
        int needed = (task.needs() == 0) ? live : Math.min(task.needs(), live);
        return finishedBefore[task.index()] >= needed;
    }

    /** Skips the task and all that can be reached only through it; iterative, since chains may be long. */
    private void skip(Task first) {
        if (skippedLast.isEmpty()) {
            skippedLast = new ArrayList<>(1);
        }
        List<Task> dead = skippedLast;
        int start = dead.size();
        set(first, TaskState.SKIPPED);
        dead.add(first);
        for (int i = start; i < dead.size(); i++) {
            for (Dependency dependency : workflow.outgoing(dead.get(i))) {
                Task next = dependency.to();
                deadBefore[next.index()]++;
                if (is(next, TaskState.PENDING)) {
                    if (deadBefore[next.index()] == workflow.incoming(next).size()) {
                        set(next, TaskState.SKIPPED);
                        dead.add(next);
                    } else if (inputsReady(next) && !ready.contains(next)) {
                        insert(ready, next);
                    }
                }
            }
        }
    }

    /** A skipped task turned out to run: its successors can be reached again. */
    private void revive(Task first) {
        if (saidSkipped != null) {
            saidSkipped.clear(first.index());
        }
        List<Task> alive = new ArrayList<>();
        alive.add(first);
        for (int i = 0; i < alive.size(); i++) {
            for (Dependency dependency : workflow.outgoing(alive.get(i))) {
                Task next = dependency.to();
                boolean wasUnreachable =
                        deadBefore[next.index()] == workflow.incoming(next).size();
                deadBefore[next.index()]--;
                boolean said = saidSkipped != null && saidSkipped.get(next.index());
                if (is(next, TaskState.SKIPPED) && wasUnreachable && !said) {
                    set(next, TaskState.PENDING);
                    alive.add(next);
                } else if (is(next, TaskState.PENDING) && !inputsReady(next)) {
                    ready.remove(next);
                }
            }
        }
    }

    private void skipOtherAlternatives(Task taken) {
        for (Dependency in : workflow.incoming(taken)) {
            if (in.alternative()) {
                for (Dependency other : workflow.outgoing(in.from())) {
                    Task sibling = verifyNotNull(other.to());
                    boolean onlyWay = workflow.incoming(sibling).size() == 1;
                    if (other.alternative() && sibling != taken && onlyWay && is(sibling, TaskState.PENDING)) {
                        skip(sibling);
                    }
                }
            }
        }
    }
}
