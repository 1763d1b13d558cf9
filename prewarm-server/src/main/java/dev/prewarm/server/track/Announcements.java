package dev.prewarm.server.track;

import dev.prewarm.Announcement;
import dev.prewarm.Prewarmer;
import dev.prewarm.server.event.RunId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs that were announced and have not started, as the Prewarmer is told of them. One that is to be left cold is not told of, so that
 * nothing is warmed for it, and the run that takes it up is left cold as well. Not thread-safe.
 */
final class Announcements {
    private final Prewarmer prewarmer;
    private final Holdout holdout;
    private final Expectations expectations = new Expectations();
    /** Those that are open, each as it was told. */
    private final Map<Expectations.Key, Expected> expected = new HashMap<>();

    Announcements(Prewarmer prewarmer, Holdout holdout) {
        this.prewarmer = prewarmer;
        this.holdout = holdout;
    }

    /**
     * A run that is expected.
     *
     * @param told null for one that is to be left cold
     */
    record Expected(@Nullable Announcement told) {
        boolean heldOut() {
            return told == null;
        }
    }

    /**
     * Announces a run, or moves the announcement with that key; one that is past already is not believed, and what is older than the last
     * word changes nothing.
     */
    void expect(Expectations.Key of, Expectations.Word word, RunGraph graph, Instant now) {
        if (expectations.say(of, word, now)) {
            cancel(of);
            if (expectations.isOpen(of)) {
                tell(of, word, graph);
            }
        }
    }

    private void tell(Expectations.Key of, Expectations.Word word, RunGraph graph) {
        Instant due = word.due();
        if (due != null) {
            boolean cold = holdout.covers(new RunId(of.source(), of.workflow(), due.toString()));
            expected.put(of, new Expected(cold ? null : prewarmer.expect(graph.workflow(), due, word.uncertainty())));
        }
    }

    /** Calls an announcement off, unless there was a later word of it. */
    void withdraw(Expectations.Key of, Expectations.Word word, Instant now) {
        if (expectations.say(of, word, now)) {
            cancel(of);
        }
    }

    /** Takes over what was said before a restart, when nothing was said since, and announces what is still to come. */
    void resume(Expectations before, Function<Expectations.Key, Optional<RunGraph>> graphs, Instant now) {
        expectations.addAll(before);
        forgetPast(now);
        expectations
                .open()
                .forEach((of, word) -> graphs.apply(of)
                        .ifPresentOrElse(graph -> tell(of, word, graph), () -> expectations.forget(of)));
    }

    private void cancel(Expectations.Key of) {
        Expected before = expected.remove(of);
        if (before != null && before.told() != null) {
            before.told().cancel();
        }
    }

    /** The announcement that a run takes up; empty if there is none. */
    Optional<Expected> takeUp(RunId run, Instant startedAt) {
        return expectations.takeUp(run, startedAt).map(expected::remove);
    }

    void forgetPast(Instant now) {
        expectations.forgetPast(now).forEach(this::cancel);
    }

    int size() {
        return expectations.size();
    }
}
