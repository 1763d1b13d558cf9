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

    Announcements(Prewarmer prewarmer, Holdout holdout) {
        this.prewarmer = prewarmer;
        this.holdout = holdout;
    }

    private record Key(String source, String workflow, String key) {}

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

    /** Announces a run, or moves the announcement with that key; one that is past already is not believed. */
    void expect(String source, String key, RunGraph graph, Instant due, Duration uncertainty, Instant now) {
        String workflow = graph.workflow().name();
        withdraw(source, workflow, key);
        if (due.plus(PATIENCE).isBefore(now) || expected.size() >= MOST) {
            return;
        }
        boolean cold = holdout.covers(new RunId(source, workflow, due.toString()));
        Announcement told = cold ? null : prewarmer.expect(graph.workflow(), due, uncertainty);
        expected.put(new Key(source, workflow, key), new Expected(due, told));
    }

    void withdraw(String source, String workflow, String key) {
        Expected before = expected.remove(new Key(source, workflow, key));
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
