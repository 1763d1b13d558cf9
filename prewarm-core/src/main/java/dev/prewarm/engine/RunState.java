package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Problem.Kind;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import dev.prewarm.engine.Call.End;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of one run stand, and the rules by which events move them, told in the order in which they happened.
 *
 * <p>Each event method returns the kind of problem that the event is, or null for a legal one. An event out of order is
 * still believed where it says more than was known, because the orchestrator was there and this object was not: a task
 * that is said to run does run. Confined to one thread.
 */
public final class RunState {
    private final Workflow workflow;
    private final TaskStates tasks;
    private final RunCalls calls;
    private final Widths widths;
    private final Alternatives alternatives;
    private final Conclusions conclusions;
    private boolean told;

    RunState(Workflow workflow) {
        this(workflow, new TaskStates(workflow), new RunCalls(workflow), new Widths(workflow));
    }

    /** A copy of a state as it is now. */
    RunState(RunState other) {
        this(other.workflow, new TaskStates(other.tasks), new RunCalls(other.calls), new Widths(other.widths));
    }

    private RunState(Workflow workflow, TaskStates tasks, RunCalls calls, Widths widths) {
        this.workflow = workflow;
        this.tasks = tasks;
        this.calls = calls;
        this.widths = widths;
        this.alternatives = new Alternatives(workflow, tasks);
        this.conclusions = new Conclusions(workflow, tasks, calls);
    }

    /** The states of its tasks, to be read. */
    TaskStates tasks() {
        return tasks;
    }

    /** The calls of its tasks. */
    RunCalls calls() {
        return calls;
    }

    /** Whether the event that comes next carries its instant, by whichever clock. */
    void by(boolean told) {
        this.told = told;
    }

    /** The run has started. */
    void open(long at) {
        tasks.open(at);
    }

    /** Where the task stands. */
    public TaskState state(Task task) {
        return tasks.of(task);
    }

    boolean is(Task task, TaskState state) {
        return tasks.is(task, state);
    }

    /** Whether the task is expected to start: it has not yet, or it has failed and is known to be started again. */
    boolean awaited(Task task) {
        return tasks.is(task, TaskState.PENDING) || tasks.again(task);
    }

    /** Whether all that the task waits for has ended, as far as it does. */
    boolean inputsReady(Task task) {
        return tasks.inputsReady(task);
    }

    /** When the task was started last; only meaningful if it was. */
    long startedAt(Task task) {
        Call call = calls.latest(task);
        return (call == null) ? 0 : call.seen() ? call.start : call.end;
    }

    /** When the task will end, or start again; {@link TaskChange#UNKNOWN} if that was not said. */
    long until(Task task) {
        Call call = calls.latest(task);
        if (is(task, TaskState.RUNNING)) {
            return (call != null && call.open()) ? call.until : TaskChange.UNKNOWN;
        }
        return tasks.again(task) ? calls.againAt(task) : TaskChange.UNKNOWN;
    }

    /** When the last of the tasks that are to be tried again is; {@link TaskChange#UNKNOWN} if none is. */
    long againAt() {
        return tasks.retrying().stream().mapToLong(this::until).max().orElse(TaskChange.UNKNOWN);
    }

    /** When the last of what the task waits for had ended, as far as it has; {@link TaskChange#UNKNOWN} if it waits for nothing. */
    long inputsEndedAt(Task task) {
        return tasks.inputsEndedAt(task);
    }

    /** The tasks that run, in topological order. */
    public List<Task> running() {
        return tasks.running();
    }

    /** The tasks that could start now, in topological order. */
    public List<Task> ready() {
        return tasks.ready();
    }

    /** The tasks that the latest event has led to be skipped. */
    List<Task> skippedLast() {
        return tasks.skippedLast();
    }

    /** The tasks that must have ended, as the latest event shows. */
    List<Task> concludedLast() {
        return conclusions.last();
    }

    /** The calls that the task makes at a time; of one that runs by instances, those that it makes now, or will make again. */
    public int width(Task task) {
        Members some = calls.instances(task);
        if (some == null || !(is(task, TaskState.RUNNING) || tasks.again(task))) {
            return widths.atATime(task);
        }
        return tasks.again(task) ? Math.min(some.again(), task.limit()) : some.running();
    }

    /** How often in turn the task makes so many calls; of one that runs, or is tried again, those that are left. */
    public int turns(Task task) {
        Members some = calls.instances(task);
        if (some != null && tasks.again(task)) {
            return widths.turns(task, widths.total(task) - some.again());
        }
        return widths.turns(task, (some != null && is(task, TaskState.RUNNING)) ? some.ended() : 0);
    }

    private void begin() {
        tasks.begin();
        calls.begin();
        conclusions.begin();
        alternatives.begin();
    }

    /**
     * The task, or an instance of it, has started.
     *
     * @param instance null for the task as a whole
     * @param end when it will end; {@link TaskChange#UNKNOWN} if that is not known
     */
    @Nullable
    Kind started(Task task, @Nullable String instance, long at, long end) {
        begin();
        TaskState before = state(task);
        if (instance != null) {
            Members some = calls.membersOf(task);
            Call known = some.of(instance);
            if (some.full(instance)) {
                return Kind.INVALID_VALUE;
            }
            if (known != null && known.open()) {
                return Kind.DUPLICATE_EVENT;
            }
            calls.began(new Call(task, instance, at, 1), end);
            widths.grow(task, some.size());
            if (before == TaskState.FINISHED && known != null) {
                alternatives.reopen(task, at);
            }
            return (before == TaskState.RUNNING) ? null : started(task, before, at);
        }
        if (before == TaskState.RUNNING) {
            return Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.FINISHED && (task.passes() || calls.lateStart(task, at, told, widths.atATime(task)))) {
            return null;
        }
        calls.began(new Call(task, null, at, widths.atATime(task)), end);
        if (before == TaskState.FINISHED) {
            alternatives.reopen(task, at);
        }
        return started(task, before, at);
    }

    private @Nullable Kind started(Task task, TaskState before, long at) {
        boolean legal = before == TaskState.FAILED
                || before == TaskState.FINISHED
                || (before == TaskState.PENDING && tasks.inputsReady(task));
        tasks.run(task, at);
        List<Dependency> incoming = workflow.incoming(task);
        for (int i = 0; i < incoming.size(); i++) {
            if (incoming.get(i).trigger() != Trigger.SUCCESS) {
                tasks.settle(incoming.get(i).from(), at);
            }
        }
        alternatives.taken(task, at);
        if (!legal && before == TaskState.PENDING) {
            legal = tasks.inputsReady(task) || conclusions.explain(task, at);
        }
        if (!legal) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        return conclusions.last().isEmpty() ? null : Kind.LOST_EVENT;
    }

    /** The task, or an instance of it, has ended well. */
    @Nullable
    Kind finished(Task task, @Nullable String instance, long at) {
        begin();
        if (instance != null) {
            return instanceEnded(task, instance, End.FINISHED, TaskChange.UNKNOWN, at);
        }
        TaskState before = state(task);
        Call call = calls.latest(task);
        if (before == TaskState.FINISHED) {
            if (call != null && call.how == End.CONCLUDED) {
                calls.end(call, End.FINISHED, at);
                tasks.finish(task, at);
                return null;
            }
            return task.passes() ? null : Kind.DUPLICATE_EVENT;
        }
        calls.endWhole(task, before == TaskState.RUNNING, End.FINISHED, at);
        tasks.finish(task, at);
        if (before == TaskState.PENDING || before == TaskState.SKIPPED) {
            alternatives.taken(task, at);
        }
        return (before == TaskState.RUNNING) ? null : Kind.IMPOSSIBLE_ORDER;
    }

    /**
     * The task, or an instance of it, has failed.
     *
     * @param again when it will be started again; {@link TaskChange#UNKNOWN} if that is not known
     */
    @Nullable
    Kind failed(Task task, @Nullable String instance, long at, long again) {
        begin();
        if (instance != null) {
            return instanceEnded(task, instance, End.FAILED, again, at);
        }
        TaskState before = state(task);
        Call call = calls.latest(task);
        boolean concluded = call != null && call.how == End.CONCLUDED;
        if (before == TaskState.FAILED && !concluded) {
            return Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.SKIPPED || (before == TaskState.FINISHED && !concluded)) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        if (call != null && concluded) {
            calls.end(call, End.FAILED, at);
        } else {
            calls.endWhole(task, before == TaskState.RUNNING, End.FAILED, at);
        }
        calls.again(task, at, again);
        tasks.fail(task, again != TaskChange.UNKNOWN, at);
        if (before == TaskState.PENDING) {
            alternatives.taken(task, at);
        }
        return (before == TaskState.RUNNING || concluded) ? null : Kind.IMPOSSIBLE_ORDER;
    }

    private @Nullable Kind instanceEnded(Task task, String instance, End how, long again, long at) {
        Members some = calls.membersOf(task);
        if (some.full(instance)) {
            return Kind.INVALID_VALUE;
        }
        Call call = some.of(instance);
        if (call != null && call.how == how) {
            return Kind.DUPLICATE_EVENT;
        }
        boolean failure = how == End.FAILED || (call != null && call.how == End.FAILED);
        boolean known = calls.end(task, instance, how, at, again);
        if (failure || !some.wholeEnded()) {
            settleInstances(task, at);
        }
        return known ? null : Kind.IMPOSSIBLE_ORDER;
    }

    /** What follows for the task from where its instances stand; nothing if it has begun as a whole since. */
    private void settleInstances(Task task, long at) {
        Members some = calls.instances(task);
        if (some == null) {
            return;
        }
        TaskState state = some.state(widths.told(task));
        if (state == TaskState.SKIPPED) {
            tasks.skip(task, at);
        } else if (state == TaskState.FINISHED) {
            tasks.finish(task, at);
        } else if (state == TaskState.FAILED) {
            tasks.fail(task, some.againAt() != TaskChange.UNKNOWN, at);
        } else if (!is(task, TaskState.RUNNING)) {
            tasks.run(task, at);
        }
    }

    /** A task has finished and said what comes next: of what may follow it, the rest will not, as far as there is no other way to it. */
    void passOver(Task task, List<Task> chosen, long at) {
        alternatives.passOver(task, chosen, at);
    }

    /**
     * The task, or an instance of it, will not run; or it has begun and skipped itself, which ends it. That it is skipped already
     * is no fault: it may have been found out of reach here.
     */
    @Nullable
    Kind skipped(Task task, @Nullable String instance, long at) {
        begin();
        if (instance != null) {
            return instanceSkipped(task, instance, at);
        }
        if (is(task, TaskState.FINISHED) && !calls.concluded(task)) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        calls.skip(task, at);
        tasks.skip(task, at);
        return null;
    }

    private @Nullable Kind instanceSkipped(Task task, String instance, long at) {
        Members some = calls.membersOf(task);
        if (some.full(instance)) {
            return Kind.INVALID_VALUE;
        }
        Call call = some.of(instance);
        if (call != null && call.how == End.FINISHED) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        End before = (call == null) ? null : call.how;
        boolean ofAWhole = call == null && calls.latest(task) != null && calls.instances(task) == null;
        if (before != End.SKIPPED && !ofAWhole) {
            calls.end(task, instance, End.SKIPPED, at, TaskChange.UNKNOWN);
            if (before == End.FAILED || !some.allSkipped() || is(task, TaskState.RUNNING)) {
                settleInstances(task, at);
            } else if (some.size() == widths.told(task)) {
                tasks.skip(task, at);
            }
        }
        return null;
    }

    /** The task will run. */
    @Nullable
    Kind chosen(Task task, long at) {
        begin();
        return choose(task, at);
    }

    /** As {@link #chosen(Task, long)}, as a part of another event. */
    @Nullable
    Kind choose(Task task, long at) {
        return alternatives.choose(task, at);
    }

    /** What the latest event has chosen that could not be chosen then; null if nothing. */
    Alternatives.@Nullable Refused refusedChoice() {
        return alternatives.refused();
    }

    /** The task makes so many calls, as will be told. */
    void foretell(Task task, int width) {
        widths.tell(task, width);
    }

    /** The task makes so many calls. */
    @Nullable
    Kind widen(Task task, int width, long at) {
        begin();
        if (width < 1 || width > Task.WIDEST) {
            return Kind.INVALID_VALUE;
        }
        Members some = calls.instances(task);
        boolean grows = is(task, TaskState.RUNNING) && width >= ((some == null) ? widths.total(task) : some.size());
        if (!is(task, TaskState.PENDING) && !grows) {
            return is(task, TaskState.RUNNING) ? Kind.INVALID_VALUE : Kind.IMPOSSIBLE_ORDER;
        }
        widths.tell(task, width);
        Call call = calls.latest(task);
        if (some == null && call != null && call.open()) {
            call.width = widths.atATime(task);
            calls.touch(call);
        }
        if (some != null && is(task, TaskState.RUNNING)) {
            settleInstances(task, at);
        }
        return null;
    }
}
