package dev.prewarm.server.track;

import dev.prewarm.Announcement;
import dev.prewarm.Prewarmer;
import dev.prewarm.server.event.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs that were announced and have not started. One that is to be left cold is known here only, so that nothing is warmed for it,
 * and the run that takes it up is left cold as well. Not thread-safe.
 */
final class Announcements {
    /** How long after its time an announcement is believed. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST = 10_000;

    private final Prewarmer prewarmer;
    private final Holdout holdout;
    private final Map<Key, Expected> expected = new LinkedHashMap<>();
    /** What was said last of each, also of those that are past, or were called off. */
    private final Map<Key, Word> lastWords = new Latest<>(MOST);

    Announcements(Prewarmer prewarmer, Holdout holdout) {
        this.prewarmer = prewarmer;
        this.holdout = holdout;
    }

    private record Key(String source, String workflow, String key) {}

    /**
     * What was said of an announcement.
     *
     * @param at when
     * @param due null if it was called off
     */
    private record Word(Instant at, @Nullable Instant due) {
        /** Whether it says more than another one that was heard before: it is later, and not the same again. */
        boolean isNews(@Nullable Word before) {
            return before == null || (!at.isBefore(before.at) && !equals(before));
        }
    }

    /**
     * A run that is expected.
     *
     * @param told null for one that is to be left cold
     */
    record Expected(Instant due, @Nullable Announcement told) {
        boolean heldOut() {
            return told == null;
        }
    }

    /**
     * Announces a run, or moves the announcement with that key; one that is past already is not believed.
     *
     * @param at when that was said; what is older than the last word changes nothing
     */
    void expect(String source, String key, Instant at, RunGraph graph, Instant due, Duration uncertainty, Instant now) {
        String workflow = graph.workflow().name();
        Key of = new Key(source, workflow, key);
        if (!says(of, new Word(at, due))) {
            return;
        }
        remove(of);
        if (due.plus(PATIENCE).isBefore(now) || expected.size() >= MOST) {
            return;
        }
        boolean cold = holdout.covers(new RunId(source, workflow, due.toString()));
        Announcement told = cold ? null : prewarmer.expect(graph.workflow(), due, uncertainty);
        expected.put(of, new Expected(due, told));
    }

    /** Calls an announcement off, unless there was a later word of it. */
    void withdraw(String source, String workflow, String key, Instant at) {
        Key of = new Key(source, workflow, key);
        if (says(of, new Word(at, null))) {
            remove(of);
        }
    }

    private boolean says(Key of, Word word) {
        if (!word.isNews(lastWords.get(of))) {
            return false;
        }
        lastWords.put(of, word);
        return true;
    }

    private void remove(Key of) {
        Expected before = expected.remove(of);
        if (before != null && before.told() != null) {
            before.told().cancel();
        }
    }

    /** The announcement that a run takes up: that of its workflow which is due nearest to its start; empty if there is none. */
    Optional<Expected> takeUp(RunId run, Instant startedAt) {
        Optional<Map.Entry<Key, Expected>> nearest = expected.entrySet().stream()
                .filter(entry -> entry.getKey().source().equals(run.source())
                        && entry.getKey().workflow().equals(run.workflow()))
                .min(Comparator.comparing(entry ->
                        Duration.between(entry.getValue().due(), startedAt).abs()));
        nearest.ifPresent(entry -> expected.remove(entry.getKey()));
        return nearest.map(Map.Entry::getValue);
    }

    void forgetPast(Instant now) {
        expected.values().removeIf(run -> {
            boolean past = run.due().plus(PATIENCE).isBefore(now);
            if (past && run.told() != null) {
                run.told().cancel();
            }
            return past;
        });
    }

    int size() {
        return expected.size();
    }
}
