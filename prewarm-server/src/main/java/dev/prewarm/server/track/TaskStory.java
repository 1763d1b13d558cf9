package dev.prewarm.server.track;

import dev.prewarm.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was told of a task of a run, or of one of its instances: its attempts, each with a start and an end.
 *
 * <p>Events may come in any order and more than once. All that was told is kept, and the attempts are put together anew from it: those
 * with numbers first, then starts and ends without, in the order of their instants. Each event tells what of it is news to the
 * Prewarmer, as functions from the task's id there to an event. Not thread-safe.
 */
final class TaskStory {
    /** How many starts, and how many ends, are kept, of those with a number and of those without. */
    private static final int MOST = 1_000;

    /** What an attempt, or the task, has come to. */
    enum End {
        FINISHED,
        FAILED,
        SKIPPED
    }

    private final NavigableMap<Integer, Instant> starts = new TreeMap<>();
    private final NavigableMap<Integer, Ended> ends = new TreeMap<>();
    private final NavigableSet<Instant> unnumberedStarts = new TreeSet<>();
    private final NavigableMap<Instant, Ended> unnumberedEnds = new TreeMap<>();
    private @Nullable Instant skippedAt;
    private List<Attempt> attempts = List.of();
    private final Set<Fact> told = new HashSet<>();

    /**
     * An end that was told.
     *
     * @param chosen null if it is not known, or chooses nothing
     * @param againAt when the next attempt is due; null if none is known of
     */
    private record Ended(
            End how,
            Instant at,
            @Nullable Collection<String> chosen,
            @Nullable Instant againAt) {
        TaskEvent event(String task) {
            return switch (how) {
                case FINISHED -> {
                    TaskEvent event = TaskEvent.finished(task).at(at);
                    yield (chosen == null) ? event : event.choosing(chosen);
                }
                case FAILED -> {
                    TaskEvent event =
                            TaskEvent.failed(task, new AttemptFailed()).at(at);
                    yield (againAt == null) ? event : event.againAt(againAt);
                }
                case SKIPPED -> TaskEvent.skipped(task).at(at);
            };
        }
    }

    /** What the Prewarmer was told: a start, or an end that came to something. */
    private record Fact(Instant at, @Nullable End how) {}

    /** One attempt at the task. */
    static final class Attempt {
        @Nullable
        Instant start;

        @Nullable
        Instant end;

        @Nullable
        End how;

        private @Nullable Ended told;

        private void end(Ended ended) {
            told = ended;
            end = ended.at();
            how = ended.how();
        }

        /** When it was first heard of. */
        private Instant first() {
            Instant first = (start == null) ? end : start;
            return (first == null) ? Instant.MAX : first;
        }
    }

    /** An attempt has begun; of several beginnings of one attempt the earliest holds. */
    List<Function<String, TaskEvent>> started(int number, Instant at) {
        if (number == 0 && unnumberedStarts.size() < MOST) {
            unnumberedStarts.add(at);
        } else if (number > 0 && (starts.size() < MOST || starts.containsKey(number))) {
            starts.merge(number, at, (one, other) -> one.isBefore(other) ? one : other);
        }
        return news();
    }

    List<Function<String, TaskEvent>> finished(int number, Instant at, @Nullable Collection<String> chosen) {
        return ended(number, new Ended(End.FINISHED, at, chosen, null));
    }

    List<Function<String, TaskEvent>> failed(int number, Instant at, @Nullable Instant againAt) {
        return ended(number, new Ended(End.FAILED, at, null, againAt));
    }

    /** An attempt has ended; of several ends of one attempt the earliest holds. */
    private List<Function<String, TaskEvent>> ended(int number, Ended end) {
        if (number == 0 && unnumberedEnds.size() < MOST) {
            unnumberedEnds.putIfAbsent(end.at(), end);
        } else if (number > 0 && (ends.size() < MOST || ends.containsKey(number))) {
            ends.merge(number, end, (one, other) -> other.at().isBefore(one.at()) ? other : one);
        }
        return news();
    }

    /** The task is not done; an attempt that runs has ended so. Of several times that this was told the earliest holds. */
    List<Function<String, TaskEvent>> skipped(Instant at) {
        if (skippedAt == null || at.isBefore(skippedAt)) {
            skippedAt = at;
        }
        return news();
    }

    private List<Function<String, TaskEvent>> news() {
        attempts = together();
        List<Function<String, TaskEvent>> news = new ArrayList<>();
        for (Attempt attempt : attempts) {
            Instant start = attempt.start;
            if (start != null && told.add(new Fact(start, null))) {
                news.add(task -> TaskEvent.started(task).at(start));
            }
            Ended end = attempt.told;
            if (end != null && told.add(new Fact(end.at(), end.how()))) {
                news.add(end::event);
            }
        }
        Instant skip = skippedAt;
        // Told once, since another instant of it says no more.
        if (skip != null && state() == End.SKIPPED && told.stream().noneMatch(fact -> fact.how() == End.SKIPPED)) {
            told.add(new Fact(skip, End.SKIPPED));
            news.add(task -> TaskEvent.skipped(task).at(skip));
        }
        return news;
    }

    /** The attempts that all that was told makes, the first one first. */
    private List<Attempt> together() {
        List<Attempt> all = numbered();
        NavigableSet<Instant> instants = new TreeSet<>(unnumberedStarts);
        instants.addAll(unnumberedEnds.keySet());
        for (Instant at : instants) {
            // What fails, and is tried again at once, has ended first.
            Ended end = unnumberedEnds.get(at);
            if (end != null) {
                placeEnd(all, end);
            }
            if (unnumberedStarts.contains(at)) {
                placeStart(all, at);
            }
        }
        Instant skip = skippedAt;
        Attempt running = (skip == null) ? null : lastBegunBy(all, skip);
        if (running != null && skip != null && running.end == null) {
            running.end(new Ended(End.SKIPPED, skip, null, null));
        }
        conclude(all);
        return all;
    }

    /** Those with numbers, in their order. */
    private List<Attempt> numbered() {
        NavigableMap<Integer, Attempt> numbered = new TreeMap<>();
        starts.forEach((number, at) -> numbered.computeIfAbsent(number, n -> new Attempt()).start = at);
        ends.forEach((number, end) ->
                numbered.computeIfAbsent(number, n -> new Attempt()).end(end));
        return new ArrayList<>(numbered.values());
    }

    private static void placeStart(List<Attempt> all, Instant at) {
        Attempt before = lastBegunBy(all, at);
        if (before != null && (before.end == null || at.isBefore(before.end) || at.equals(before.start))) {
            return;
        }
        for (Attempt attempt : all) {
            if (attempt.start == null && attempt.end != null && !at.isAfter(attempt.end)) {
                attempt.start = at;
                return;
            }
        }
        Attempt begun = new Attempt();
        begun.start = at;
        insert(all, begun);
    }

    private static void placeEnd(List<Attempt> all, Ended end) {
        Attempt open = lastBegunBy(all, end.at());
        if (open != null && (open.end == null || open.end.equals(end.at()))) {
            if (open.end == null) {
                open.end(end);
            }
            return;
        }
        Attempt ended = new Attempt();
        ended.end(end);
        insert(all, ended);
    }

    private static @Nullable Attempt lastBegunBy(List<Attempt> all, Instant at) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Instant start = all.get(i).start;
            if (start != null && !start.isAfter(at)) {
                return all.get(i);
            }
        }
        return null;
    }

    private static void insert(List<Attempt> all, Attempt attempt) {
        int i = 0;
        while (i < all.size() && !all.get(i).first().isAfter(attempt.first())) {
            i++;
        }
        all.add(i, attempt);
    }

    /** An attempt of which no end was told has failed when the next one starts. */
    private static void conclude(List<Attempt> all) {
        for (int i = 0; i + 1 < all.size(); i++) {
            Instant next = all.get(i + 1).start;
            if (all.get(i).start != null && all.get(i).end == null && next != null) {
                all.get(i).end(new Ended(End.FAILED, next.minusMillis(1), null, null));
            }
        }
    }

    /** The attempts that are known of, the first one first. */
    Collection<Attempt> attempts() {
        return attempts;
    }

    private @Nullable Attempt last() {
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    /** What it has come to so far; null if it has not started, or runs. */
    @Nullable
    End state() {
        Attempt last = last();
        if (last == null) {
            return (skippedAt == null) ? null : End.SKIPPED;
        }
        boolean givenUp = last.how == End.FAILED && skippedAt != null && skippedAt.isAfter(last.end);
        return givenUp ? End.SKIPPED : last.how;
    }

    boolean running() {
        Attempt last = last();
        return last != null && last.start != null && last.end == null;
    }

    /** Whether its last attempt has failed, and the next one is due at an instant that was told. */
    boolean retrying() {
        Attempt last = last();
        return last != null && last.told != null && last.told.againAt() != null && state() == End.FAILED;
    }

    /** The highest number of an attempt; 0 if none has one. */
    int highest() {
        return Math.max(starts.isEmpty() ? 0 : starts.lastKey(), ends.isEmpty() ? 0 : ends.lastKey());
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
