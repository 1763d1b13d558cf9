package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Problem.Kind;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import dev.prewarm.engine.Call.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of one run stand, and the rules by which events move them, told in the order in which they happened.
 *
 * <p>Each event method returns the kind of problem that the event is, or null for a legal one. An event out of order is
 * still believed where it says more than was known, because the orchestrator was there and this object was not: a task
 * that is said to run does run. Confined to one thread.
 */
public final class RunState {
    /** By so much at most two machines see the start and the end of one call in the wrong order. */
    private static final long SKEW_NANOS = 1_000_000_000;

    private final Workflow workflow;
    private final TaskStates tasks;
    private final Inference inference;
    /** By task: its latest call, or that of its instance which began last. */
    private @Nullable Call @Nullable [] latest;

    private @Nullable Map<Task, Members> members;
    private final Widths widths;
    /** By task: when it will end, or start again. */
    private long @Nullable [] until;
    /** All calls there ever were, if that is wanted. */
    private @Nullable List<Call> history;

    private boolean told;
    private final List<Call> touched = new ArrayList<>(2);
    private List<Task> concludedLast = List.of();

    RunState(Workflow workflow) {
        this.workflow = workflow;
        this.tasks = new TaskStates(workflow);
        this.inference = new Inference(workflow, tasks);
        this.widths = new Widths(workflow);
    }

    /** A copy of a state as it is now. */
    RunState(RunState other) {
        workflow = other.workflow;
        tasks = new TaskStates(other.tasks);
        inference = new Inference(workflow, tasks);
        widths = new Widths(other.widths);
        until = (other.until == null) ? null : other.until.clone();
        if (other.members != null) {
            members = new HashMap<>();
            other.members.forEach((task, some) -> verifyMembers().put(task, new Members(some)));
        }
        if (other.latest != null) {
            latest = new Call[other.latest.length];
            for (int i = 0; i < latest.length; i++) {
                latest[i] = copy(other.latest[i]);
            }
        }
    }

    private Map<Task, Members> verifyMembers() {
        if (members == null) {
            members = new HashMap<>(2);
        }
        return members;
    }

    private @Nullable Call copy(@Nullable Call call) {
        if (call == null) {
            return null;
        }
        Members some = members(call.task);
        Call known = (some == null || call.instance == null) ? null : some.of(call.instance);
        return (known == null) ? call.copy() : known;
    }

    /** Keeps all calls from now on, those that are known included. */
    void keepHistory() {
        history = new ArrayList<>();
        if (latest != null) {
            for (Call call : latest) {
                if (call != null && call.instance == null) {
                    history.add(call);
                }
            }
        }
        if (members != null) {
            members.values().forEach(some -> some.all().forEach(history::add));
        }
    }

    /** The calls since {@link #keepHistory}, in the order in which they became known. */
    List<Call> history() {
        return (history == null) ? List.of() : history;
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

    /** The latest call of the task; null if none is known. */
    @Nullable
    Call call(Task task) {
        return (latest == null) ? null : latest[task.index()];
    }

    /** Whether the task, or that instance of it, runs. */
    boolean runs(Task task, @Nullable String instance) {
        Members some = members(task);
        Call call = (instance == null) ? call(task) : (some == null) ? null : some.of(instance);
        return call != null && call.open();
    }

    /** The calls of the task that have not ended. */
    List<Call> openCalls(Task task) {
        Members some = members(task);
        if (some != null) {
            return some.open();
        }
        Call call = call(task);
        return (call == null || !call.open()) ? List.of() : List.of(call);
    }

    /** Whether all that the task waits for has ended, as far as it does. */
    boolean inputsReady(Task task) {
        return tasks.inputsReady(task);
    }

    /** When the task was started last; only meaningful if it was. */
    long startedAt(Task task) {
        Call call = call(task);
        return (call == null) ? 0 : call.seen() ? call.start : call.end;
    }

    /** When the task, or the first of its instances, was started; {@link Call#UNSEEN} if that is not known. */
    long firstStart(Task task) {
        Members some = members(task);
        Call call = call(task);
        return (some != null) ? some.firstStart() : (call == null) ? Call.UNSEEN : call.start;
    }

    /** When the task will end, or start again; {@link TaskChange#UNKNOWN} if that was not said. */
    long until(Task task) {
        boolean told = until != null && (is(task, TaskState.RUNNING) || is(task, TaskState.FAILED));
        return told ? until[task.index()] : TaskChange.UNKNOWN;
    }

    /** When the last of what the task waits for had ended, as far as it has; {@link TaskChange#UNKNOWN} if it waits for nothing. */
    long inputsEndedAt(Task task) {
        long last = TaskChange.UNKNOWN;
        for (Dependency in : workflow.incoming(task)) {
            if (tasks.is(in.from(), TaskState.FINISHED) || tasks.is(in.from(), TaskState.FAILED)) {
                last = Math.max(last, tasks.endedAt(in.from()));
            }
        }
        return last;
    }

    /** The tasks that run, in topological order. */
    public List<Task> running() {
        return tasks.running();
    }

    /** The tasks that could start now, in topological order. */
    public List<Task> ready() {
        return tasks.ready();
    }

    boolean chosen(Task task) {
        return tasks.chosen(task);
    }

    /** The tasks that the latest event has led to be skipped. */
    List<Task> skippedLast() {
        return tasks.skippedLast();
    }

    /** The tasks that must have ended, as the latest event shows. */
    List<Task> concludedLast() {
        return concludedLast;
    }

    /** The calls that the latest event has begun or ended. */
    List<Call> touched() {
        return touched;
    }

    /** Whether the end of the task is only known from what came after it. */
    boolean concluded(Task task) {
        Call call = call(task);
        return call != null && call.how == End.CONCLUDED;
    }

    boolean anyFailed() {
        return tasks.any(TaskState.FAILED);
    }

    /** The calls that the task makes at a time; of one that runs by instances, those that it makes now. */
    public int width(Task task) {
        Members some = members(task);
        return (some != null && is(task, TaskState.RUNNING)) ? some.running() : widths.atATime(task);
    }

    /** How often in turn the task makes so many calls; of one that runs, those that are left. */
    public int turns(Task task) {
        Members some = members(task);
        return widths.turns(task, (some != null && is(task, TaskState.RUNNING)) ? some.ended() : 0);
    }

    private @Nullable Members members(Task task) {
        return (members == null) ? null : members.get(task);
    }

    private void begin() {
        tasks.begin();
        touched.clear();
        concludedLast = List.of();
    }

    private void touch(Call call) {
        touched.add(call);
    }

    private void became(Call call) {
        if (latest == null) {
            latest = new Call[workflow.tasks().size()];
        }
        latest[call.task.index()] = call;
        if (history != null) {
            history.add(call);
        }
        touch(call);
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
            Members some = verifyMembers().computeIfAbsent(task, key -> new Members());
            Call known = some.of(instance);
            if (some.full(instance)) {
                return Kind.INVALID_VALUE;
            }
            if (known != null && known.open()) {
                return Kind.DUPLICATE_EVENT;
            }
            Call call = new Call(task, instance, at, 1);
            some.began(instance, call);
            widths.grow(task, some.size());
            became(call);
            until(task, end);
            return (before == TaskState.RUNNING) ? null : started(task, before, at);
        }
        if (before == TaskState.RUNNING) {
            return Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.FINISHED && (task.passes() || lateStart(task, at))) {
            return null;
        }
        became(new Call(task, null, at, widths.atATime(task)));
        until(task, end);
        return started(task, before, at);
    }

    private @Nullable Kind started(Task task, TaskState before, long at) {
        boolean legal = before == TaskState.FAILED
                || before == TaskState.FINISHED
                || (before == TaskState.PENDING && tasks.inputsReady(task));
        tasks.run(task, at);
        for (Dependency in : workflow.incoming(task)) {
            if (in.trigger() != Trigger.SUCCESS) {
                tasks.settle(in.from(), at);
            }
        }
        skipOtherAlternatives(task, at);
        if (!legal && before == TaskState.PENDING) {
            legal = tasks.inputsReady(task) || explain(task, at);
        }
        if (!legal) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        return concludedLast.isEmpty() ? null : Kind.LOST_EVENT;
    }

    /** Whether the start is told only now of a task whose end is known. */
    private boolean lateStart(Task task, long at) {
        Call call = call(task);
        boolean clocksDiffer = told && call != null && at < call.end + SKEW_NANOS;
        if (call == null || call.seen() || (at >= call.end && !clocksDiffer)) {
            return false;
        }
        Call whole = new Call(task, null, Math.min(at, call.end), widths.atATime(task));
        whole.end(End.FINISHED, call.end);
        became(whole);
        return true;
    }

    private boolean explain(Task task, long at) {
        List<Inference.Conclusion> conclusions = inference.explain(task, at);
        if (conclusions == null) {
            return false;
        }
        for (Inference.Conclusion conclusion : conclusions) {
            Task before = conclusion.task();
            if (before.passes()) {
                tasks.finish(before, at);
            } else {
                conclude(before, conclusion.failed(), at);
            }
        }
        return true;
    }

    private void conclude(Task task, boolean failed, long at) {
        if (concludedLast.isEmpty()) {
            concludedLast = new ArrayList<>(1);
        }
        concludedLast.add(task);
        endAll(task, at);
        if (!is(task, TaskState.RUNNING)) {
            Call unseen = new Call(task, null, Call.UNSEEN, 0);
            unseen.end(End.CONCLUDED, at);
            became(unseen);
        }
        if (failed) {
            tasks.fail(task, false, at);
        } else {
            tasks.finish(task, at);
        }
    }

    /** All calls of the task have ended, as something else shows. */
    private void endAll(Task task, long at) {
        openCalls(task).forEach(call -> {
            call.end(End.CONCLUDED, at);
            touch(call);
        });
        Members some = members(task);
        if (some != null) {
            some.noneRuns();
        }
    }

    /** The task, or an instance of it, has ended well. */
    @Nullable
    Kind finished(Task task, @Nullable String instance, long at) {
        begin();
        if (instance != null) {
            return instanceEnded(task, instance, End.FINISHED, TaskChange.UNKNOWN, at);
        }
        TaskState before = state(task);
        Call call = call(task);
        if (before == TaskState.FINISHED) {
            if (call != null && call.how == End.CONCLUDED) {
                call.end(End.FINISHED, at);
                touch(call);
                tasks.finish(task, at);
                return null;
            }
            return task.passes() ? null : Kind.DUPLICATE_EVENT;
        }
        endCalls(task, before, End.FINISHED, at);
        tasks.finish(task, at);
        if (before == TaskState.PENDING || before == TaskState.SKIPPED) {
            skipOtherAlternatives(task, at);
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
        Call call = call(task);
        boolean concluded = call != null && call.how == End.CONCLUDED;
        if (before == TaskState.FAILED && !concluded) {
            return Kind.DUPLICATE_EVENT;
        }
        if (before == TaskState.SKIPPED || (before == TaskState.FINISHED && !concluded)) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        if (concluded) {
            call.end(End.FAILED, at);
            touch(call);
        } else {
            endCalls(task, before, End.FAILED, at);
        }
        until(task, again);
        tasks.fail(task, again != TaskChange.UNKNOWN, at);
        if (before == TaskState.PENDING) {
            skipOtherAlternatives(task, at);
        }
        return (before == TaskState.RUNNING || concluded) ? null : Kind.IMPOSSIBLE_ORDER;
    }

    /** Ends what runs of the task; what ended must have been started, even if nobody said so. */
    private void endCalls(Task task, TaskState before, End how, long at) {
        Call call = call(task);
        if (members(task) != null) {
            endAll(task, at);
        } else if (before == TaskState.RUNNING && call != null) {
            call.end(how, at);
            touch(call);
        } else {
            Call unseen = new Call(task, null, Call.UNSEEN, 0);
            unseen.end(how, at);
            became(unseen);
        }
    }

    private @Nullable Kind instanceEnded(Task task, String instance, End how, long again, long at) {
        Members some = verifyMembers().computeIfAbsent(task, key -> new Members());
        if (some.full(instance)) {
            return Kind.INVALID_VALUE;
        }
        Call call = some.of(instance);
        boolean begun = call != null && call.open();
        if (call != null && call.how == how) {
            return Kind.DUPLICATE_EVENT;
        }
        boolean concluded = call != null && call.how == End.CONCLUDED;
        if (call != null && (begun || concluded)) {
            call.end(how, at);
            some.ended(call, begun);
            touch(call);
        } else {
            Call unseen = new Call(task, instance, Call.UNSEEN, 0);
            unseen.end(how, at);
            some.unseen(instance, unseen);
            became(unseen);
        }
        until(task, again);
        settleInstances(task, some, again, at);
        return (begun || concluded) ? null : Kind.IMPOSSIBLE_ORDER;
    }

    /** What follows for the task from where its instances stand. */
    private void settleInstances(Task task, Members some, long again, long at) {
        TaskState state = some.state(widths.told(task));
        if (state == TaskState.FINISHED) {
            tasks.finish(task, at);
        } else if (state == TaskState.FAILED) {
            tasks.fail(task, again != TaskChange.UNKNOWN, at);
        } else if (!is(task, TaskState.RUNNING)) {
            tasks.run(task, at);
        }
    }

    /** A task has finished and said what comes next: of what may follow it, the rest will not, as far as there is no other way to it. */
    void passOver(Task task, List<Task> chosen, long at) {
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            boolean onlyWay = workflow.incoming(next).size() == 1;
            if (!dependency.certain() && onlyWay && is(next, TaskState.PENDING) && !chosen.contains(next)) {
                tasks.skip(next, at);
            }
        }
    }

    /** The task will not run. That it is skipped already is no fault: it may have been found out of reach here. */
    @Nullable
    Kind skipped(Task task, long at) {
        begin();
        if (is(task, TaskState.RUNNING) || is(task, TaskState.FINISHED)) {
            return Kind.IMPOSSIBLE_ORDER;
        }
        tasks.skip(task, at);
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
        if (!is(task, TaskState.PENDING)) {
            return is(task, TaskState.SKIPPED) ? Kind.IMPOSSIBLE_ORDER : Kind.DUPLICATE_EVENT;
        }
        if (tasks.chosen(task)) {
            return Kind.DUPLICATE_EVENT;
        }
        tasks.choose(task, at);
        skipOtherAlternatives(task, at);
        return null;
    }

    /** The task makes so many calls. */
    @Nullable
    Kind widen(Task task, int calls, long at) {
        begin();
        if (calls < 1) {
            return Kind.INVALID_VALUE;
        }
        Members some = members(task);
        boolean grows = is(task, TaskState.RUNNING) && calls >= ((some == null) ? widths.total(task) : some.size());
        if (!is(task, TaskState.PENDING) && !grows) {
            return is(task, TaskState.RUNNING) ? Kind.INVALID_VALUE : Kind.IMPOSSIBLE_ORDER;
        }
        widths.tell(task, calls);
        Call call = call(task);
        if (some == null && call != null && call.open()) {
            call.width = widths.atATime(task);
            touch(call);
        }
        if (some != null && is(task, TaskState.RUNNING)) {
            settleInstances(task, some, TaskChange.UNKNOWN, at);
        }
        return null;
    }

    /** Whether it can be known how the task found its target. */
    @Nullable
    Kind observed(Task task) {
        return (is(task, TaskState.PENDING) || is(task, TaskState.SKIPPED)) ? Kind.IMPOSSIBLE_ORDER : null;
    }

    private void until(Task task, long instant) {
        if (instant != TaskChange.UNKNOWN && until == null) {
            until = new long[workflow.tasks().size()];
            Arrays.fill(until, TaskChange.UNKNOWN);
        }
        if (until != null) {
            until[task.index()] = instant;
        }
    }

    private void skipOtherAlternatives(Task taken, long at) {
        for (Dependency in : workflow.incoming(taken)) {
            if (in.alternative()) {
                for (Dependency other : workflow.outgoing(in.from())) {
                    Task sibling = other.to();
                    boolean onlyWay = workflow.incoming(sibling).size() == 1;
                    if (other.alternative() && sibling != taken && onlyWay && is(sibling, TaskState.PENDING)) {
                        tasks.skip(sibling, at);
                    }
                }
            }
        }
    }
}
