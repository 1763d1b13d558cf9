package dev.prewarm.engine;

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.engine.Call.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of one run's tasks, as wholes or by instances: which there are, which have not ended, and which the latest event was about. Confined to one thread. */
final class RunCalls {
    /** By so much at most two machines see the start and the end of one call in the wrong order. */
    private static final long SKEW_NANOS = 1_000_000_000;

    private final Workflow workflow;
    /** By task: its latest call, or that of its instance which began last. */
    private @Nullable Call @Nullable [] latest;

    private @Nullable Map<Task, Members> members;
    /** All calls there ever were, if that is wanted. */
    private @Nullable List<Call> history;

    private final List<Call> touched = new ArrayList<>(1);

    RunCalls(Workflow workflow) {
        this.workflow = workflow;
    }

    /** A copy of what was told of the calls, without a history. */
    RunCalls(RunCalls other) {
        workflow = other.workflow;
        if (other.members != null) {
            Map<Task, Members> copies = new HashMap<>();
            other.members.forEach((task, some) -> copies.put(task, new Members(some)));
            members = copies;
        }
        if (other.latest != null) {
            latest = new Call[other.latest.length];
            for (int i = 0; i < latest.length; i++) {
                latest[i] = copy(other.latest[i]);
            }
        }
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
        List<Call> known = new ArrayList<>();
        if (latest != null) {
            for (Call call : latest) {
                if (call != null && call.instance == null) {
                    known.add(call);
                }
            }
        }
        if (members != null) {
            members.values().forEach(some -> known.addAll(some.all()));
        }
        history = known;
    }

    /** The calls since {@link #keepHistory}, in the order in which they became known. */
    List<Call> history() {
        return (history == null) ? List.of() : history;
    }

    /** Another event is applied. */
    void begin() {
        touched.clear();
    }

    /** The calls that have begun, ended or changed since {@link #begin}. */
    List<Call> touched() {
        return touched;
    }

    void touch(Call call) {
        touched.add(call);
    }

    /** The latest call of the task; null if none is known. */
    @Nullable
    Call latest(Task task) {
        return (latest == null) ? null : latest[task.index()];
    }

    private @Nullable Members members(Task task) {
        return (members == null) ? null : members.get(task);
    }

    /** The instances of the task, if its latest call is that of one; null if it is that of the whole, or there is none. */
    @Nullable
    Members instances(Task task) {
        Call call = latest(task);
        return (call == null || call.instance == null) ? null : members(task);
    }

    /** The instances of the task, of which there will be some. */
    Members membersOf(Task task) {
        if (members == null) {
            members = new HashMap<>(2);
        }
        return members.computeIfAbsent(task, key -> new Members());
    }

    /** The call of the task as a whole, or of that instance; null if there was none. */
    @Nullable
    Call latest(Task task, @Nullable String instance) {
        Members some = members(task);
        if (instance == null) {
            return latest(task);
        }
        return (some == null) ? null : some.of(instance);
    }

    /** The calls of the task that have not ended. */
    List<Call> open(Task task) {
        Members some = instances(task);
        if (some != null) {
            return some.open();
        }
        Call call = latest(task);
        return (call == null || !call.open()) ? List.of() : List.of(call);
    }

    /**
     * A call begins.
     *
     * @param until when it will end; {@link TaskChange#UNKNOWN} if that is not known
     */
    void began(Call call, long until) {
        call.until = until;
        if (call.instance != null) {
            membersOf(call.task).began(call.instance, call);
        }
        add(call);
    }

    /** Another call of the task is the latest. What ran as a whole goes on by its instances from the first that is told of, and its place is theirs. */
    void add(Call call) {
        if (latest == null) {
            latest = new Call[workflow.tasks().size()];
        }
        Call before = latest[call.task.index()];
        if (call.instance != null && before != null && before.instance == null && before.open()) {
            end(before, End.CONCLUDED, call.seen() ? call.start : call.end);
            membersOf(call.task).wholeRuns();
            call.inPlaceOf = before;
        }
        latest[call.task.index()] = call;
        keep(call);
    }

    private void keep(Call call) {
        if (history != null) {
            history.add(call);
        }
        touch(call);
    }

    /**
     * Whether the start is told only now of a task whose end is known; then it is a call that has ended.
     *
     * @param told whether it carries its instant, by whichever clock
     */
    boolean lateStart(Task task, long at, boolean told, int width) {
        Call call = latest(task);
        boolean clocksDiffer = told && call != null && at < call.end + SKEW_NANOS;
        if (call == null || call.seen() || (at >= call.end && !clocksDiffer)) {
            return false;
        }
        Call whole = new Call(task, null, Math.min(at, call.end), width);
        whole.end(End.FINISHED, call.end);
        add(whole);
        return true;
    }

    /** The task, or that instance of it, has ended, though nothing was heard of its beginning. */
    Call unseen(Task task, @Nullable String instance, End how, long at) {
        Call call = new Call(task, instance, Call.UNSEEN, 0);
        call.end(how, at);
        if (instance != null) {
            membersOf(task).unseen(instance, call);
            Call whole = latest(task);
            if (whole != null && whole.instance == null && !whole.open()) {
                // The task has ended since, and when it is started again was said of the whole.
                keep(call);
                return call;
            }
        }
        add(call);
        return call;
    }

    /** The task has failed as a whole, and will be started again then. */
    void again(Task task, long at, long instant) {
        Call call = latest(task);
        if (instant != TaskChange.UNKNOWN) {
            Call whole = (call == null || call.instance != null) ? unseen(task, null, End.FAILED, at) : call;
            whole.until = instant;
        }
    }

    /** When the task, which has failed, is started again, or the first of its instances that are; {@link TaskChange#UNKNOWN} if that was not said. */
    long againAt(Task task) {
        Members some = instances(task);
        Call call = latest(task);
        return (some != null) ? some.againAt() : (call == null) ? TaskChange.UNKNOWN : call.until;
    }

    void end(Call call, End how, long at) {
        call.end(how, at);
        touch(call);
    }

    /** @param ran whether it counted as running until now */
    private void end(Call call, End how, long at, boolean ran) {
        end(call, how, at);
        if (call.instance != null) {
            membersOf(call.task).ended(call, ran);
        }
    }

    /**
     * That instance of the task has ended.
     *
     * @param again when it will be called again; {@link TaskChange#UNKNOWN} if that is not known
     * @return whether it ran, or nothing was heard of its end but what followed it
     */
    boolean end(Task task, String instance, End how, long at, long again) {
        Members some = membersOf(task);
        Call call = some.of(instance);
        boolean ran = call != null && call.open();
        boolean known = ran || (call != null && call.how == End.CONCLUDED);
        if (call != null && known) {
            end(call, how, at, ran);
        } else {
            call = unseen(task, instance, how, at);
        }
        call.until = again;
        return known;
    }

    /**
     * The task as a whole has ended; what ended must have been started, even if nobody said so.
     *
     * @param ran whether it was known to run
     */
    void endWhole(Task task, boolean ran, End how, long at) {
        Call call = latest(task);
        if (instances(task) != null) {
            endAll(task, End.CONCLUDED, at);
        } else if (ran && call != null) {
            end(call, how, at);
        } else {
            unseen(task, null, how, at);
        }
    }

    /** Whether the end of the task is only known from what came after it. */
    boolean concluded(Task task) {
        Call call = latest(task);
        return call != null && call.how == End.CONCLUDED;
    }

    /** The task is not done: what of its calls is open ends, and so does what was taken to have ended otherwise. */
    void skip(Task task, long at) {
        Call call = latest(task);
        if (call != null && call.how == End.CONCLUDED) {
            end(call, End.SKIPPED, at, false);
        }
        endAll(task, End.SKIPPED, at);
    }

    /** All calls of the task have ended, as something else shows. */
    void endAll(Task task, End how, long at) {
        open(task).forEach(call -> end(call, how, at, true));
        Members some = members(task);
        if (some != null) {
            some.noneRuns();
        }
    }
}
