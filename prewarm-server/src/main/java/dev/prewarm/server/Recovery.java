package dev.prewarm.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.StatisticsStore;
import dev.prewarm.WarmupResult;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.journal.JournalReader;
import dev.prewarm.server.observe.RunArm;
import dev.prewarm.server.observe.RunMeasure;
import dev.prewarm.server.observe.Savings;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.track.Ended;
import dev.prewarm.server.track.Expectations;
import dev.prewarm.server.track.Holdout;
import dev.prewarm.server.track.KnownWorkflows;
import dev.prewarm.server.track.Latest;
import dev.prewarm.server.track.NotAhead;
import dev.prewarm.server.track.QuietRuns;
import dev.prewarm.server.track.Tracker;
import dev.prewarm.server.track.TrackerLimits;
import dev.prewarm.server.track.TrackerListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a journal says to a process that has just started: runs that are still under way, announcements that still hold, what workflows
 * look like, what runs have saved, and what was learned after the statistics were saved for the last time.
 *
 * <p>The journal is read twice, since it may be larger than the memory: first for which runs matter, then for what happened in them. Those
 * that have ended are learned from one by one, and not kept.
 */
final class Recovery {
    private static final System.Logger LOGGER = System.getLogger(Recovery.class.getName());
    private static final int MOST_RUNS = 20_000;
    private static final int MOST_WORKFLOWS = 10_000;

    private final Path journal;
    private final Services services;
    private final Instant now;
    /** Those that were heard of least lately first. */
    private final Map<RunId, HeardRun> runs = new Latest<>(MOST_RUNS);

    private final KnownWorkflows workflows;
    private final Expectations expectations = new Expectations();
    /** The latest instant that was read of: about when what is being read was heard. */
    private Instant read = Instant.MIN;

    private final Map<RunId, RunArm> arms = new Latest<>(MOST_RUNS);
    private final Map<RunId, Ended> ended = new Latest<>(TrackerLimits.DEFAULT.closedRuns());

    private final Optional<MarkedStatistics.Saved> saved;
    /** Of the line that is being read. */
    private long line;

    /** The lines that tell of the statistics that there are, and of any; 0 if there are none. */
    private long marked;

    private long markedLast;

    private Recovery(Path journal, Optional<MarkedStatistics.Saved> saved, Services services, Instant now) {
        this.journal = journal;
        this.saved = saved;
        this.services = services;
        this.now = now;
        this.workflows = new KnownWorkflows(services, MOST_WORKFLOWS, TrackerListener.NONE);
    }

    /**
     * Reads a journal, for what matters in it.
     *
     * @param saved the statistics that there are
     * @param savings is told what runs have saved
     */
    static Recovery read(
            Path journal, Optional<MarkedStatistics.Saved> saved, Savings savings, Services services, Instant now) {
        Recovery recovery = new Recovery(journal, saved, services, now);
        JournalReader.Count count = recovery.read(recovery::notice, other -> {
            RunMeasure.fromLine(other).ifPresent(savings::add);
            RunArm.fromLine(other).ifPresent(arm -> recovery.arms.put(arm.run(), arm));
            StatisticsMark.fromLine(other).ifPresent(recovery::notice);
        });
        if (count.unreadable() > 0) {
            LOGGER.log(
                    Level.WARNING,
                    count.unreadable() + " lines of the journal in " + journal + " are no events, and were left out");
        }
        return recovery;
    }

    private JournalReader.Count read(Consumer<Event> listener, Consumer<JsonNode> others) {
        line = 0;
        try {
            return new JournalReader()
                    .read(
                            journal,
                            event -> {
                                line++;
                                listener.accept(NotAhead.of(event, now));
                            },
                            other -> {
                                line++;
                                others.accept(other);
                            });
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the journal in " + journal + " cannot be read, and is not looked at", e);
            return new JournalReader.Count(0, 0, 0);
        }
    }

    /** As a tracker hears of it: a run takes up its announcement before it says of the next one. */
    private void notice(Event event) {
        read = event.at().isAfter(read) ? event.at() : read;
        workflows.learn(event);
        if (event instanceof Event.OfRun ofRun
                && runs.computeIfAbsent(ofRun.run(), id -> new HeardRun()).notice(ofRun, line)) {
            expectations.readBegin(ofRun.run(), event.at(), read);
        }
        expectations.read(event, read);
    }

    private void notice(StatisticsMark mark) {
        markedLast = line;
        if (saved.isPresent() && saved.get().sha256().equals(mark.sha256())) {
            marked = line;
        }
    }

    /** Statistics of which no line tells are taken to have what those had of which the last one tells. */
    private Learned learned() {
        long until = (marked > 0) ? marked : markedLast;
        return saved.map(of -> new Learned(until, (until > 0) ? Instant.MIN : of.at()))
                .orElse(Learned.NOTHING);
    }

    /**
     * Reads the journal again, learns from the runs that have ended and that the statistics do not have, and keeps those that are under way.
     *
     * @param store has what was learned before, and is given what is learned now
     */
    void learn(StatisticsStore store, Scheduler scheduler) {
        Learned learned = learned();
        runs.forEach((id, run) -> {
            if (run.ended()) {
                ended.put(id, run.end());
            }
        });
        runs.values().removeIf(run -> !run.matters(learned, now));
        long unlearned = runs.values().stream().filter(HeardRun::ended).count();
        if (unlearned == 0) {
            readAgain(learned, run -> {});
            return;
        }
        LOGGER.log(Level.INFO, "learning from " + unlearned + " runs that the statistics do not have yet");
        Prewarmer learning = Prewarmer.builder(request -> CompletableFuture.completedStage(
                        WarmupResult.failed("nothing is warmed while learning", false)))
                .strategy(PrewarmStrategy.none())
                .statisticsStore(store)
                .build();
        TrackerLimits oneByOne = oneByOne();
        try (Tracker tracker = new Tracker(
                learning,
                services,
                new Holdout(0),
                new QuietRuns(),
                scheduler,
                oneByOne,
                TrackerListener.NONE,
                run -> Set.of())) {
            tracker.remember(workflows);
            readAgain(learned, run -> learn(run, tracker));
        }
        learning.close(Duration.ofSeconds(30));
    }

    private static TrackerLimits oneByOne() {
        TrackerLimits defaults = TrackerLimits.DEFAULT;
        return new TrackerLimits(
                1, 1, 0, defaults.eventsPerRun(), MOST_WORKFLOWS, Duration.ZERO, defaults.idle(), defaults.stuck());
    }

    /** Hands over each run that has ended as soon as its last event is read. */
    private void readAgain(Learned learned, Consumer<HeardRun> whole) {
        if (runs.isEmpty()) {
            return;
        }
        read(
                event -> {
                    HeardRun run = (event instanceof Event.OfRun ofRun) ? runs.get(ofRun.run()) : null;
                    if (run != null && run.read((Event.OfRun) event, learned.has(event.at(), line)) && run.ended()) {
                        runs.remove(((Event.OfRun) event).run());
                        whole.accept(run);
                    }
                },
                other -> {});
    }

    /** The end is told last: what was heard after it is part of the run. */
    private static void learn(HeardRun run, Tracker tracker) {
        tracker.resume(run.events(), run.learned());
        run.ends().forEach(tracker::accept);
        tracker.closeEnded();
    }

    /** Tells a tracker of what is still under way, or still to come. */
    void resume(Tracker tracker) {
        tracker.remember(workflows);
        ended.forEach(tracker::remember);
        runs.forEach((id, run) -> {
            RunArm arm = arms.get(id);
            if (arm != null) {
                tracker.assign(id, arm.heldOut());
            }
            tracker.resume(run.events(), run.learned());
        });
        tracker.expect(expectations);
    }
}
