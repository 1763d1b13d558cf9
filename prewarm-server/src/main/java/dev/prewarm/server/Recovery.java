package dev.prewarm.server;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.StatisticsStore;
import dev.prewarm.WarmupResult;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.journal.JournalReader;
import dev.prewarm.server.observe.RunMeasure;
import dev.prewarm.server.observe.Savings;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.track.Holdout;
import dev.prewarm.server.track.QuietRuns;
import dev.prewarm.server.track.Tracker;
import dev.prewarm.server.track.TrackerLimits;
import dev.prewarm.server.track.TrackerListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What a journal says to a process that has just started: runs that are still under way, announcements that still hold, what workflows
 * look like, what runs have saved, and what was learned after the statistics were saved for the last time.
 */
final class Recovery {
    private static final System.Logger LOGGER = System.getLogger(Recovery.class.getName());
    private static final Duration STILL_UNDER_WAY = Duration.ofHours(6);
    private static final int MOST_RUNS = 20_000;

    /** The events of a run, and whether it has ended. */
    private static final class Heard {
        final List<Event.OfRun> events = new ArrayList<>();
        Instant latest = Instant.MIN;
        boolean ended;
    }

    private final Map<RunId, Heard> runs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, Heard> eldest) {
            return size() > MOST_RUNS;
        }
    };
    private final Map<RunId, Event.RunStarted> shapes = new LinkedHashMap<>();
    private final Map<String, Event.RunExpected> expected = new LinkedHashMap<>();

    private Recovery() {}

    /** What is known without a journal. */
    static Recovery nothing() {
        return new Recovery();
    }

    /**
     * Reads a journal.
     *
     * @param savings is told what runs have saved
     */
    static Recovery read(Path journal, Savings savings) {
        Recovery recovery = new Recovery();
        try {
            JournalReader.Count count = new JournalReader()
                    .read(
                            journal,
                            recovery::take,
                            other -> RunMeasure.fromLine(other).ifPresent(savings::add));
            if (count.unreadable() > 0) {
                LOGGER.log(
                        Level.WARNING,
                        count.unreadable() + " lines of the journal in " + journal
                                + " are no events, and were left out");
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the journal in " + journal + " cannot be read, and is not looked at", e);
        }
        return recovery;
    }

    private void take(Event event) {
        if (event instanceof Event.RunExpected announced) {
            expected.put(announced.source() + "\n" + announced.workflow() + "\n" + announced.key(), announced);
        } else if (event instanceof Event.OfRun ofRun) {
            Heard heard = runs.computeIfAbsent(ofRun.run(), id -> new Heard());
            heard.events.add(ofRun);
            heard.latest = heard.latest.isAfter(ofRun.at()) ? heard.latest : ofRun.at();
            heard.ended |= ofRun instanceof Event.RunFinished;
            if (ofRun instanceof Event.RunStarted started && started.shape() != null) {
                shapes.put(new RunId(started.source(), started.workflow(), ""), started);
            }
        }
    }

    /**
     * Learns from the runs that have ended after that instant.
     *
     * @param store has what was learned before, and is given what is learned now
     */
    void learn(Instant after, StatisticsStore store, Services services, Scheduler scheduler) {
        List<Heard> unlearned = runs.values().stream()
                .filter(run -> run.ended && run.latest.isAfter(after))
                .toList();
        if (unlearned.isEmpty()) {
            return;
        }
        LOGGER.log(Level.INFO, "learning from " + unlearned.size() + " runs that the statistics do not have yet");
        Prewarmer learning = Prewarmer.builder(request -> CompletableFuture.completedStage(
                        WarmupResult.failed("nothing is warmed while learning", false)))
                .strategy(PrewarmStrategy.none())
                .statisticsStore(store)
                .build();
        TrackerLimits atOnce = new TrackerLimits(
                MOST_RUNS, MOST_RUNS, 1, 20_000, 10_000, Duration.ZERO, STILL_UNDER_WAY, STILL_UNDER_WAY);
        try (Tracker tracker = new Tracker(
                learning,
                services,
                new Holdout(0),
                new QuietRuns(),
                scheduler,
                atOnce,
                TrackerListener.NONE,
                run -> Set.of())) {
            shapes.values().forEach(tracker::remember);
            unlearned.forEach(run -> run.events.forEach(tracker::accept));
            tracker.closeEnded();
        }
        learning.close(Duration.ofSeconds(30));
    }

    /** Tells a tracker of what is still under way, or still to come. */
    void resume(Tracker tracker, Instant now) {
        shapes.values().forEach(tracker::remember);
        for (Heard run : runs.values()) {
            if (!run.ended && run.latest.plus(STILL_UNDER_WAY).isAfter(now)) {
                run.events.forEach(tracker::accept);
            }
        }
        expected.values().stream()
                .filter(run -> run.due() != null && run.due().isAfter(now))
                .forEach(tracker::accept);
        for (Heard run : runs.values()) {
            for (Event.OfRun event : run.events) {
                if (run.ended
                        && event instanceof Event.RunStarted started
                        && started.next() != null
                        && started.next().isAfter(now)) {
                    tracker.expectNext(started);
                }
            }
        }
    }
}
