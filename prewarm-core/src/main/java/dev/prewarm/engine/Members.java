package dev.prewarm.engine;

import dev.prewarm.TaskState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instances of one task in one run, each by its key: mapped ones, rounds of a loop, parallel calls. Confined to one thread. */
final class Members {
    /** More of one task are not kept apart. */
    static final int MOST = 100_000;

    private final Map<String, Call> calls = new LinkedHashMap<>();
    private int running;
    private int failed;
    /** Whether the task was said to run as a whole, and not to have ended. */
    private boolean wholeRuns;

    Members() {}

    Members(Members other) {
        other.calls.forEach((key, call) -> calls.put(key, call.copy()));
        running = other.running;
        failed = other.failed;
        wholeRuns = other.wholeRuns;
    }

    /** The latest call of the instance, if there was one. */
    @Nullable
    Call of(String key) {
        return calls.get(key);
    }

    int size() {
        return calls.size();
    }

    int running() {
        return running;
    }

    int ended() {
        return calls.size() - running;
    }

    boolean full(String key) {
        return calls.size() >= MOST && !calls.containsKey(key);
    }

    void began(String key, Call call) {
        Call before = calls.put(key, call);
        failed -= (before != null && before.how == Call.End.FAILED) ? 1 : 0;
        running++;
    }

    /** The end of an instance of whose beginning nothing was heard. */
    void unseen(String key, Call call) {
        Call before = calls.put(key, call);
        failed -= (before != null && before.how == Call.End.FAILED) ? 1 : 0;
        failed += (call.how == Call.End.FAILED) ? 1 : 0;
    }

    /** @param ran whether it counted as running until now */
    void ended(Call call, boolean ran) {
        running -= ran ? 1 : 0;
        failed += (call.how == Call.End.FAILED) ? 1 : 0;
    }

    /** The task was said to run as a whole: it does not end with its instances. */
    void wholeRuns() {
        wholeRuns = true;
    }

    /** None runs any more, nor the whole, as something else shows. */
    void noneRuns() {
        running = 0;
        wholeRuns = false;
    }

    /** The latest calls of all instances. */
    Collection<Call> all() {
        return calls.values();
    }

    /** The calls that have not ended. */
    List<Call> open() {
        return calls.values().stream().filter(Call::open).toList();
    }

    /** How many have failed and will be called again. */
    int again() {
        return (int) calls.values().stream().filter(Call::again).count();
    }

    /** When the first of them is called again; {@link TaskChange#UNKNOWN} if none is, or it was not said. */
    long againAt() {
        return calls.values().stream()
                .filter(Call::again)
                .mapToLong(call -> call.until)
                .min()
                .orElse(TaskChange.UNKNOWN);
    }

    /**
     * Where the task stands.
     *
     * @param expected how many instances there will be; 0 if that is not known
     */
    TaskState state(int expected) {
        if (running > 0 || wholeRuns || calls.size() < expected) {
            return TaskState.RUNNING;
        }
        return (failed > 0) ? TaskState.FAILED : TaskState.FINISHED;
    }
}
