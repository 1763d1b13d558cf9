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

    /** By when what had ended was learned from. */
    private Instant learnedUntil = Instant.MIN;

    private Recovery(Path journal, Services services, Instant now) {
        this.journal = journal;
        this.services = services;
        this.now = now;
        this.workflows = new KnownWorkflows(services, MOST_WORKFLOWS, TrackerListener.NONE);
    }

    /**
     * Reads a journal, for what matters in it.
     *
     * @param savings is told what runs have saved
     */
    static Recovery read(Path journal, Savings savings, Services services, Instant now) {
        Recovery recovery = new Recovery(journal, services, now);
        JournalReader.Count count = recovery.read(recovery::notice, other -> {
            RunMeasure.fromLine(other).ifPresent(savings::add);
            RunArm.fromLine(other).ifPresent(arm -> recovery.arms.put(arm.run(), arm));
        });
        if (count.unreadable() > 0) {
            LOGGER.log(
                    Level.WARNING,
                    count.unreadable() + " lines of the journal in " + journal + " are no events, and were left out");
        }
        return recovery;
    }

    private JournalReader.Count read(Consumer<Event> listener, Consumer<JsonNode> others) {
        try {
            return new JournalReader().read(journal, event -> listener.accept(NotAhead.of(event, now)), others);
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
                && runs.computeIfAbsent(ofRun.run(), id -> new HeardRun()).notice(ofRun)) {
            expectations.readBegin(ofRun.run(), event.at(), read);
        }
        expectations.read(event, read);
    }

    /**
     * Reads the journal again, learns from the runs that have ended after that instant, and keeps those that are under way.
     *
     * @param store has what was learned before, and is given what is learned now
     */
    void learn(Instant after, StatisticsStore store, Scheduler scheduler) {
        learnedUntil = after;
        runs.values().removeIf(run -> !run.matters(after, now));
        long unlearned = runs.values().stream().filter(HeardRun::ended).count();
        if (unlearned == 0) {
            readAgain(ended -> {});
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
            readAgain(ended -> learn(ended, tracker));
        }
        learning.close(Duration.ofSeconds(30));
    }

    private static TrackerLimits oneByOne() {
        TrackerLimits defaults = TrackerLimits.DEFAULT;
        return new TrackerLimits(
                1, 1, 0, defaults.eventsPerRun(), MOST_WORKFLOWS, Duration.ZERO, defaults.idle(), defaults.stuck());
    }

    /** Hands over each run that has ended as soon as its last event is read. */
    private void readAgain(Consumer<HeardRun> ended) {
        if (runs.isEmpty()) {
            return;
        }
        read(
                event -> {
                    HeardRun run = (event instanceof Event.OfRun ofRun) ? runs.get(ofRun.run()) : null;
                    if (run != null && run.read((Event.OfRun) event) && run.ended()) {
                        runs.remove(((Event.OfRun) event).run());
                        ended.accept(run);
                    }
                },
                other -> {});
    }

    /** The end is told last: what was heard after it is part of the run. */
    private static void learn(HeardRun run, Tracker tracker) {
        run.events().forEach(tracker::accept);
        run.ends().forEach(tracker::accept);
        tracker.closeEnded();
    }

    /** Tells a tracker of what is still under way, or still to come. */
    void resume(Tracker tracker) {
        tracker.remember(workflows);
        runs.forEach((id, run) -> {
            RunArm arm = arms.get(id);
            if (arm != null) {
                tracker.assign(id, arm.heldOut());
            }
            tracker.resume(run.events(), learnedUntil);
        });
        tracker.expect(expectations);
    }
}
