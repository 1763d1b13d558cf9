package dev.prewarm.server.track;

import dev.prewarm.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was told of a task of a run, or of one of its instances: its attempts, each with a start and an end.
 *
 * <p>Events may come in any order and more than once. Each tells what of it is news to the Prewarmer, as functions from the task's
 * id there to an event. Not thread-safe.
 */
final class TaskStory {
    /** What an attempt, or the task, has come to. */
    enum End {
        FINISHED,
        FAILED,
        SKIPPED
    }

    private final NavigableMap<Integer, Attempt> attempts = new TreeMap<>();
    private @Nullable Instant skippedAt;

    /** One attempt at the task. */
    static final class Attempt {
        @Nullable
        Instant start;

        @Nullable
        Instant end;

        @Nullable
        End how;

        /** Whether the end was concluded from a later attempt's start. */
        boolean concluded;

        /** Whether it was told when the next one is due. */
        boolean again;
    }

    /** An attempt has begun; of several beginnings of one attempt the earliest holds. */
    List<Function<String, TaskEvent>> started(int number, Instant at) {
        Attempt attempt = (number == 0) ? unnumberedStart(at) : attempt(number);
        Instant known = attempt.start;
        if (known != null && !at.isBefore(known)) {
            return List.of();
        }
        List<Function<String, TaskEvent>> news = new ArrayList<>();
        attempt.start = at;
        news.add(task -> TaskEvent.started(task).at(at));
        for (Map.Entry<Integer, Attempt> other : attempts.entrySet()) {
            Map.Entry<Integer, Attempt> next = attempts.higherEntry(other.getKey());
            Instant nextStart = (next == null) ? null : next.getValue().start;
            if (other.getValue().start != null && other.getValue().end == null && nextStart != null) {
                news.add(concludeFailure(other.getValue(), nextStart.minusMillis(1)));
            }
        }
        return news;
    }

    private static Function<String, TaskEvent> concludeFailure(Attempt attempt, Instant at) {
        attempt.end = at;
        attempt.how = End.FAILED;
        attempt.concluded = true;
        return task -> TaskEvent.failed(task, new AttemptFailed()).at(at);
    }

    List<Function<String, TaskEvent>> finished(int number, Instant at, @Nullable Collection<String> chosen) {
        if (ended(number, at, End.FINISHED) == null) {
            return List.of();
        }
        return List.of(task -> (chosen == null)
                ? TaskEvent.finished(task).at(at)
                : TaskEvent.finished(task).at(at).choosing(chosen));
    }

    List<Function<String, TaskEvent>> failed(int number, Instant at, @Nullable Instant againAt) {
        Attempt attempt = ended(number, at, End.FAILED);
        if (attempt == null) {
            return List.of();
        }
        attempt.again = againAt != null;
        return List.of(task -> {
            TaskEvent event = TaskEvent.failed(task, new AttemptFailed()).at(at);
            return (againAt == null) ? event : event.againAt(againAt);
        });
    }

    List<Function<String, TaskEvent>> skipped(Instant at) {
        if (skippedAt != null || state() == End.FINISHED) {
            return List.of();
        }
        skippedAt = at;
        return List.of(task -> TaskEvent.skipped(task).at(at));
    }

    /** The attempt that has ended; null if that is no news. */
    private @Nullable Attempt ended(int number, Instant at, End how) {
        Attempt attempt = (number == 0) ? unnumberedEnd(at) : attempt(number);
        if (attempt.end != null && !attempt.concluded) {
            return null;
        }
        attempt.end = at;
        attempt.how = how;
        attempt.concluded = false;
        return attempt;
    }

    private Attempt attempt(int number) {
        return attempts.computeIfAbsent(number, n -> new Attempt());
    }

    /** The attempt that a start without a number belongs to. */
    private Attempt unnumberedStart(Instant at) {
        for (Attempt attempt : attempts.values()) {
            Instant end = attempt.end;
            if (end == null || (attempt.start == null && !at.isAfter(end)) || at.equals(attempt.start)) {
                return attempt;
            }
        }
        return attempt(attempts.isEmpty() ? 1 : attempts.lastKey() + 1);
    }

    private Attempt unnumberedEnd(Instant at) {
        for (Attempt attempt : attempts.values()) {
            Instant start = attempt.start;
            if (at.equals(attempt.end) || (attempt.end == null && (start == null || !start.isAfter(at)))) {
                return attempt;
            }
        }
        return attempt(attempts.isEmpty() ? 1 : attempts.lastKey() + 1);
    }

    /** The attempts that are known of, the first one first. */
    Collection<Attempt> attempts() {
        return attempts.values();
    }

    /** What it has come to so far; null if it has not started, or runs. */
    @Nullable
    End state() {
        Map.Entry<Integer, Attempt> last = attempts.lastEntry();
        if (last != null) {
            return last.getValue().how;
        }
        return (skippedAt == null) ? null : End.SKIPPED;
    }

    boolean running() {
        Map.Entry<Integer, Attempt> last = attempts.lastEntry();
        return last != null && last.getValue().start != null && last.getValue().end == null;
    }

    /** Whether its last attempt has failed, and the next one is due at an instant that was told. */
    boolean retrying() {
        Map.Entry<Integer, Attempt> last = attempts.lastEntry();
        return last != null && last.getValue().again;
    }

    boolean begun() {
        return !attempts.isEmpty();
    }

    /** What an orchestrator tells of a failure is that there was one. */
    private static final class AttemptFailed extends Exception {
        private static final long serialVersionUID = 1;

        AttemptFailed() {
            super("the orchestrator told of a failure", null, false, false);
        }
    }
}
