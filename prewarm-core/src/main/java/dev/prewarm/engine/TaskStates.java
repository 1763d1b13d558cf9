package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of a run's tasks, and what follows from them through the graph: what could start, what is out of reach, what
 * passes. Each dependency is met, dead or open, as the state of the task before says; a task whose dependencies are all dead
 * is skipped, and comes back when one of them lives again. Confined to one thread.
 */
final class TaskStates {
    private static final TaskState[] STATES = TaskState.values();

    private static final int STATE = 0x07;
    /** It is skipped only because nothing leads to it. */
    private static final int OUT_OF_REACH = 0x08;
    /** It has failed and will be started again. */
    private static final int AGAIN = 0x10;
    /** It has failed for good, as the start of one that follows that has shown. */
    private static final int SETTLED = 0x20;
    /** It will run. */
    private static final int CHOSEN = 0x40;

    /** What a dependency says to the task that waits. */
    private enum Says {
        OPEN,
        MET,
        DEAD
    }

    private final Workflow workflow;
    /** Per task, the ordinal of its state, and flags. */
    private final byte[] states;
    /** Per task, how many of its dependencies are met, and how many are dead. */
    private final int[] met;

    private final int[] dead;
    private final OrderedTasks running;
    private final OrderedTasks ready;
    /** By task: when its state became what it is; made when a task ends. */
    private long @Nullable [] endedAt;

    /** Per task, what its state was before the first event that carries its instant; null if there was none. */
    private byte @Nullable [] live;

    /** How many tasks have failed, and how many of them will be started again. */
    private int failed;

    private int retrying;

    private List<Task> skippedLast = List.of();
    private @Nullable ArrayDeque<Task> affected;

    TaskStates(Workflow workflow) {
        this.workflow = workflow;
        int size = workflow.tasks().size();
        states = new byte[size];
        met = new int[size];
        dead = new int[size];
        running = new OrderedTasks(List.of());
        ready = new OrderedTasks(workflow.roots());
    }

    TaskStates(TaskStates other) {
        workflow = other.workflow;
        states = other.states.clone();
        met = other.met.clone();
        dead = other.dead.clone();
        running = new OrderedTasks(other.running);
        ready = new OrderedTasks(other.ready);
        failed = other.failed;
        retrying = other.retrying;
        live = other.live;
        endedAt = (other.endedAt == null) ? null : other.endedAt.clone();
    }

    TaskState of(Task task) {
        return STATES[states[task.index()] & STATE];
    }

    boolean is(Task task, TaskState state) {
        return (states[task.index()] & STATE) == state.ordinal();
    }

    private boolean has(Task task, int flag) {
        return (states[task.index()] & flag) != 0;
    }

    private void flag(Task task, int flag, boolean set) {
        int others = states[task.index()] & ~flag;
        states[task.index()] = (byte) (set ? others | flag : others);
    }

    /** The tasks that run, in topological order. */
    List<Task> running() {
        return running;
    }

    /** The tasks that could start now, in topological order. */
    List<Task> ready() {
        return ready;
    }

    /** An event comes that carries its instant: from now on it is known in the end only what happened. */
    void noLongerLive() {
        live = states.clone();
    }

    /** Whether what became of the task was told as it happened, before any event carried its instant. */
    boolean toldLive(Task task) {
        TaskState before = (live == null) ? TaskState.PENDING : STATES[live[task.index()] & STATE];
        return before != TaskState.PENDING && (before != TaskState.SKIPPED || is(task, TaskState.SKIPPED));
    }

    private long endedAt(Task task) {
        return (endedAt == null) ? 0 : endedAt[task.index()];
    }

    /** When the last of what the task waits for had ended, as far as it has; {@link TaskChange#UNKNOWN} if none has. */
    long inputsEndedAt(Task task) {
        long last = TaskChange.UNKNOWN;
        List<Dependency> incoming = workflow.incoming(task);
        for (int i = 0; i < incoming.size(); i++) {
            Task before = incoming.get(i).from();
            if (is(before, TaskState.FINISHED) || is(before, TaskState.FAILED)) {
                last = Math.max(last, endedAt(before));
            }
        }
        return last;
    }

    boolean chosen(Task task) {
        return has(task, CHOSEN);
    }

    /** Whether the task has failed and will be started again. */
    boolean again(Task task) {
        return has(task, AGAIN);
    }

    /** Whether a task has failed and has not been started again. */
    boolean anyFailed() {
        return failed > 0;
    }

    /** The tasks that have failed and will be started again, in topological order. */
    List<Task> retrying() {
        return (retrying == 0)
                ? List.of()
                : workflow.tasks().stream().filter(this::again).toList();
    }

    /** The tasks that have come to be skipped since {@link #begin}, and had not run. */
    List<Task> skippedLast() {
        return skippedLast;
    }

    /** Another event is applied. */
    void begin() {
        skippedLast = List.of();
    }

    /** The run has started: passing tasks that wait for nothing pass. */
    void open(long at) {
        for (Task root : workflow.roots()) {
            if (root.passes() && is(root, TaskState.PENDING)) {
                reconsider(root, at);
                follow(at);
            }
        }
    }

    void run(Task task, long at) {
        move(task, TaskState.RUNNING, false, false, at);
    }

    void finish(Task task, long at) {
        ended(task, at);
        move(task, TaskState.FINISHED, false, false, at);
    }

    /** @param again whether it is known that it will be started again */
    void fail(Task task, boolean again, long at) {
        ended(task, at);
        move(task, TaskState.FAILED, again, false, at);
    }

    /** A task that has failed will not be started again, as what has started after it shows. */
    void settle(Task failed, long at) {
        if (is(failed, TaskState.FAILED)) {
            move(failed, TaskState.FAILED, false, true, at);
        }
    }

    /** The task will not run, whatever leads to it; or it has run and was not done. */
    void skip(Task task, long at) {
        flag(task, OUT_OF_REACH, false);
        if (!is(task, TaskState.SKIPPED)) {
            if (is(task, TaskState.PENDING)) {
                noteSkipped(task);
            }
            move(task, TaskState.SKIPPED, false, false, at);
        }
    }

    /** It is open again whether the task will run. */
    void reopen(Task task, long at) {
        flag(task, CHOSEN | OUT_OF_REACH, false);
        if (!is(task, TaskState.PENDING)) {
            move(task, TaskState.PENDING, false, false, at);
        }
    }

    void choose(Task task, long at) {
        flag(task, CHOSEN, true);
        reconsider(task, at);
        follow(at);
    }

    private void ended(Task task, long at) {
        if (endedAt == null) {
            endedAt = new long[states.length];
        }
        endedAt[task.index()] = at;
    }

    private void noteSkipped(Task task) {
        if (skippedLast.isEmpty()) {
            skippedLast = new ArrayList<>(1);
        }
        skippedLast.add(task);
    }

    /** Whether the task could start, were it pending. */
    boolean inputsReady(Task task) {
        int size = workflow.incoming(task).size();
        int live = size - dead[task.index()];
        int needed = (task.needs() == 0) ? live : Math.min(task.needs(), live);
        return met[task.index()] >= needed;
    }

    private boolean reachable(Task task) {
        int size = workflow.incoming(task).size();
        return size == 0 || dead[task.index()] < size;
    }

    private void move(Task task, TaskState to, boolean willStartAgain, boolean forGood, long at) {
        put(task, to, willStartAgain, forGood);
        follow(at);
    }

    /** Changes one state, and what its dependencies say; what that may change further is left in {@link #affected}. */
    private void put(Task task, TaskState to, boolean willStartAgain, boolean forGood) {
        int index = task.index();
        TaskState from = of(task);
        boolean wasAgain = has(task, AGAIN);
        boolean wasSettled = has(task, SETTLED);
        if (from == TaskState.RUNNING) {
            running.drop(task);
        } else if (from == TaskState.PENDING && inputsReady(task)) {
            ready.drop(task);
        }
        states[index] = (byte) ((states[index] & ~STATE) | to.ordinal());
        flag(task, AGAIN, willStartAgain);
        failed += (to == TaskState.FAILED ? 1 : 0) - (from == TaskState.FAILED ? 1 : 0);
        retrying += (willStartAgain ? 1 : 0) - (wasAgain ? 1 : 0);
        flag(task, SETTLED, forGood);
        if (to == TaskState.RUNNING) {
            running.insert(task);
        } else if (to == TaskState.PENDING && inputsReady(task)) {
            ready.insert(task);
        }
        if (silent(from) && silent(to)) {
            return;
        }
        List<Dependency> outgoing = workflow.outgoing(task);
        for (int i = 0; i < outgoing.size(); i++) {
            Dependency dependency = outgoing.get(i);
            Says before = says(dependency.trigger(), from, wasAgain, wasSettled);
            Says after = says(dependency.trigger(), to, willStartAgain, forGood);
            if (before != after) {
                count(dependency.to(), before, after);
            }
        }
    }

    /** Whether nothing follows from the state yet. */
    private static boolean silent(TaskState state) {
        return state == TaskState.PENDING || state == TaskState.RUNNING;
    }

    private static Says says(Trigger trigger, TaskState state, boolean again, boolean settled) {
        return switch (state) {
            case PENDING, RUNNING -> Says.OPEN;
            case FINISHED -> (trigger == Trigger.FAILURE) ? Says.DEAD : Says.MET;
            case SKIPPED -> (trigger == Trigger.COMPLETION) ? Says.MET : Says.DEAD;
            case FAILED -> {
                boolean waits = again || (trigger == Trigger.SUCCESS && !settled);
                yield waits ? Says.OPEN : (trigger == Trigger.SUCCESS) ? Says.DEAD : Says.MET;
            }
        };
    }

    private void count(Task next, Says before, Says after) {
        int index = next.index();
        boolean wasReady = is(next, TaskState.PENDING) && inputsReady(next);
        met[index] += (after == Says.MET ? 1 : 0) - (before == Says.MET ? 1 : 0);
        dead[index] += (after == Says.DEAD ? 1 : 0) - (before == Says.DEAD ? 1 : 0);
        boolean isReady = is(next, TaskState.PENDING) && inputsReady(next);
        if (wasReady != isReady) {
            if (isReady) {
                ready.insert(next);
            } else {
                ready.drop(next);
            }
        }
        if (next.passes() || reachable(next) == is(next, TaskState.SKIPPED) || !reachable(next)) {
            if (affected == null) {
                affected = new ArrayDeque<>(4);
            }
            affected.add(next);
        }
    }

    /** Carries on through the graph; iterative, since chains may be long. */
    private void follow(long at) {
        if (affected != null) {
            for (Task task = affected.poll(); task != null; task = affected.poll()) {
                reconsider(task, at);
            }
        }
    }

    private void reconsider(Task task, long at) {
        if (is(task, TaskState.PENDING) && !reachable(task)) {
            flag(task, OUT_OF_REACH, true);
            noteSkipped(task);
            put(task, TaskState.SKIPPED, false, false);
        } else if (is(task, TaskState.SKIPPED) && has(task, OUT_OF_REACH) && reachable(task)) {
            flag(task, OUT_OF_REACH, false);
            put(task, TaskState.PENDING, false, false);
        }
        if (task.passes() && is(task, TaskState.PENDING) && inputsReady(task) && decided(task)) {
            ended(task, at);
            put(task, TaskState.FINISHED, false, false);
        }
    }

    /** Whether no branch that leads to the task is open. */
    private boolean decided(Task task) {
        if (chosen(task)) {
            return true;
        }
        for (Dependency in : workflow.incoming(task)) {
            boolean uncertain = !in.certain() && in.trigger() != Trigger.FAILURE;
            if (uncertain && !is(in.from(), TaskState.SKIPPED)) {
                return false;
            }
        }
        return true;
    }
}
