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
    private int skipped;
    /** Whether the task was said to run as a whole, and not to have ended. */
    private boolean wholeRuns;
    /** Whether the task has ended as a whole, and none of its instances has begun since. */
    private boolean wholeEnded;

    Members() {}

    Members(Members other) {
        other.calls.forEach((key, call) -> calls.put(key, call.copy()));
        running = other.running;
        failed = other.failed;
        skipped = other.skipped;
        wholeRuns = other.wholeRuns;
        wholeEnded = other.wholeEnded;
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
        count(calls.put(key, call), -1);
        running++;
        wholeEnded = false;
    }

    /** The end of an instance of whose beginning nothing was heard. */
    void unseen(String key, Call call) {
        count(calls.put(key, call), -1);
        count(call, 1);
    }

    private void count(@Nullable Call call, int by) {
        Call.End how = (call == null) ? null : call.how;
        failed += (how == Call.End.FAILED) ? by : 0;
        skipped += (how == Call.End.SKIPPED) ? by : 0;
    }

    /** @param ran whether it counted as running until now */
    void ended(Call call, boolean ran) {
        running -= ran ? 1 : 0;
        count(call, 1);
    }

    /** The task was said to run as a whole: it does not end with its instances. */
    void wholeRuns() {
        wholeRuns = true;
    }

    /** None runs any more, nor the whole, as something else shows. */
    void noneRuns() {
        running = 0;
        wholeRuns = false;
        wholeEnded = true;
    }

    /** Whether the task has ended as a whole, so that an instance which is said to end later changes it no more. */
    boolean wholeEnded() {
        return wholeEnded;
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

    /** Whether all that have been told of were skipped. */
    boolean allSkipped() {
        return skipped == calls.size();
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
        if (running > 0 || wholeRuns || (calls.size() < expected && !wholeEnded)) {
            return TaskState.RUNNING;
        }
        if (expected > 0 && allSkipped()) {
            return TaskState.SKIPPED;
        }
        return (failed > 0) ? TaskState.FAILED : TaskState.FINISHED;
    }
}
