package dev.prewarm.server.track;

import com.google.common.hash.Hashing;
import dev.prewarm.Cancellable;
import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.WorkflowRun;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into runs of a Prewarmer.
 *
 * <p>Events may come late, doubled, in any order, and of runs that were never heard of. A run is opened when its workflow's shape is
 * known: told with the run, or with an earlier run. If it is told after tasks of the run were, and differs from the one that was
 * assumed, the run is opened anew and told all that has happened. A run that has ended is closed some seconds later, since others
 * tell of its last tasks, or when it starts again; until then nothing is warmed for it any more.
 *
 * <p>Safe for use by any thread; nothing here waits.
 */
@SuppressWarnings("exports") // who is outside reads histories, and makes no tracker
public final class Tracker implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(10);
    /** What a Prewarmer takes for the name of a run. */
    private static final int LONGEST_NAME = 1_024;

    private final Prewarmer prewarmer;
    private final Holdout holdout;
    private final QuietRuns quiet;
    private final Scheduler scheduler;
    private final TrackerLimits limits;
    private final TrackerListener listener;
    private final Function<String, Set<String>> coldTasks;
    private final Announcements announcements;
    /** The least lately heard of first. */
    private final Map<RunId, TrackedRun> open = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<RunId> unknown = new LinkedHashSet<>();
    private final Map<RunId, TrackedRun> closed = new LinkedHashMap<>();
    private final KnownWorkflows workflows;
    private final Map<RunId, Boolean> assigned = new HashMap<>();
    private final Map<RunId, Ended> endedBefore;
    private Cancellable sweep;
    private boolean ended;
    private final LongAdder discarded = new LongAdder();
    /** How many are open, for whoever must not wait for what is being handled. */
    private volatile int openRuns;

    private volatile int unknownRuns;

    /**
     * A tracker that tells this Prewarmer.
     *
     * @param quiet what the Prewarmer's strategy is {@linkplain QuietRuns#silence silenced} by
     * @param coldTasks which tasks of a run, by the Prewarmer's name of it, are believed to have met a cold start
     */
    public Tracker(
            Prewarmer prewarmer,
            Services services,
            Holdout holdout,
            QuietRuns quiet,
            Scheduler scheduler,
            TrackerLimits limits,
            TrackerListener listener,
            Function<String, Set<String>> coldTasks) {
        this.prewarmer = prewarmer;
        this.holdout = holdout;
        this.quiet = quiet;
        this.scheduler = scheduler;
        this.limits = limits;
        this.listener = listener;
        this.coldTasks = coldTasks;
        this.announcements = new Announcements(prewarmer, holdout);
        this.endedBefore = new Latest<>(Math.max(1, limits.closedRuns()));
        this.workflows = new KnownWorkflows(services, limits.workflows(), listener);
        this.sweep = scheduler.schedule(SWEEP, this::sweep);
    }

    /** By which the Prewarmer knows a run: another one for each run, also for runs of several workflows that are called the same. */
    public static String nameOf(RunId run) {
        String name = escaped(run.source()) + "/" + escaped(run.workflow()) + "/" + run.run();
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        String hash = Hashing.sha256().hashUnencodedChars(name).toString();
        return name.substring(0, LONGEST_NAME - hash.length()) + hash;
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace("/", "%2F");
    }

    /** Takes an event. */
    public synchronized void accept(Event told) {
        if (ended) {
            return;
        }
        Event event = NotAhead.of(told, scheduler.wallClock());
        if (event instanceof Event.RunExpected expected) {
            expected(expected);
        } else if (event instanceof Event.OfRun ofRun) {
            ofRun(ofRun, told.at());
        }
    }

    /** Remembers what was told of workflows before; nobody else uses it any more. */
    public synchronized void remember(KnownWorkflows heard) {
        workflows.learn(heard);
    }

    /** Remembers that a run has ended before a restart: what comes late of it opens none. */
    public synchronized void remember(RunId run, Ended end) {
        endedBefore.put(run, end);
    }

    /** Says of a run that is going to be told of whether it is left cold, as was found before a restart. */
    public synchronized void assign(RunId run, boolean heldOut) {
        assigned.put(run, heldOut);
    }

    /** Announces what is still to come of what was said before a restart, when the runs are known that were under way. */
    public synchronized void expect(Expectations heard) {
        announcements.resume(
                heard,
                of -> {
                    RunId by = new RunId(of.source(), of.workflow(), "");
                    return workflows.graph(workflows.of(of.source(), of.workflow()), by);
                },
                scheduler.wallClock());
    }

    /** Closes the runs that have ended, without waiting for late events. */
    public synchronized void closeEnded() {
        List.copyOf(open.values()).stream()
                .filter(run -> run.finishedAt != null)
                .forEach(this::close);
    }

    /**
     * Takes the events of a run that was under way before a restart, and opens it when all of them are known. What they say of workflows,
     * and of runs that are to come, has been {@linkplain #remember(KnownWorkflows) remembered}, or is announced later.
     *
     * @param learned those of them that were learned from; of what they begin and end the Prewarmer hears that it has ended, not when it began
     */
    public synchronized void resume(List<Event.OfRun> events, Set<Event.OfTask> learned) {
        if (ended || events.isEmpty() || open.containsKey(events.get(0).run())) {
            return;
        }
        TrackedRun run = again(events.get(0), events.get(0).at());
        if (run == null) {
            return;
        }
        run.learnedFrom = Set.copyOf(learned);
        KnownWorkflow workflow = workflows.of(events.get(0));
        for (Event event : events) {
            if (event instanceof Event.OfTask ofTask) {
                take(run, ofTask);
            } else if (event instanceof Event.RunStarted started) {
                begin(run, started, started.at());
            }
        }
        attach(run, workflow);
        makeRoom();
        count();
    }

    private void expected(Event.RunExpected event) {
        workflows.learn(event);
        announce(event, new RunId(event.source(), event.workflow(), ""));
    }

    /** Announces the run that is to come, if the event says so and it is known what it will look like; or calls it off. */
    private void announce(Event event, RunId by) {
        Expectations.Said said = Expectations.Said.in(event).orElse(null);
        Instant now = scheduler.wallClock();
        if (said != null && said.word().due() == null) {
            announcements.withdraw(said.of(), said.word(), now);
        } else if (said != null) {
            workflows
                    .graph(workflows.of(event), by)
                    .ifPresent(graph -> announcements.expect(said.of(), said.word(), graph, now));
        }
    }

    /** @param toldAt when it happened by the clock of who told it, which may be ahead */
    private void ofRun(Event.OfRun event, Instant toldAt) {
        TrackedRun run = open.get(event.run());
        if (run != null && run.isBegunAnewBy(event, toldAt)) {
            close(run);
            run = null;
        }
        if (run == null) {
            run = again(event, toldAt);
        }
        if (run == null) {
            return;
        }
        if (run.isOfFormer(event, toldAt)) {
            discarded.increment();
            return;
        }
        run.heardAt = scheduler.wallClock();
        take(run, event, toldAt);
        makeRoom();
        count();
    }

    private void take(TrackedRun run, Event.OfRun event, Instant toldAt) {
        KnownWorkflow workflow = workflows.of(event);
        if (event instanceof Event.RunStarted started) {
            started(run, workflow, started, toldAt);
        } else if (event instanceof Event.RunFinished finished) {
            finished(run, finished, toldAt);
        } else if (event instanceof Event.OfTask ofTask) {
            workflows.learn(ofTask);
            take(run, ofTask);
        }
        attach(run, workflow);
    }

    private void take(TrackedRun run, Event.OfTask event) {
        if (!run.take(event, limits.eventsPerRun())) {
            discarded.increment();
        }
    }

    private void count() {
        openRuns = open.size();
        unknownRuns = unknown.size();
    }

    /** The run that an event of none that is open opens; null if it tells nothing new of one that has ended. */
    private @Nullable TrackedRun again(Event.OfRun event, Instant toldAt) {
        TrackedRun before = closed.get(event.run());
        if (before != null && !before.isBegunAnewBy(event, toldAt)) {
            if (event instanceof Event.OfTask ofTask) {
                // Too late to be learned from, but people want to see it.
                before.take(ofTask, limits.eventsPerRun());
            }
            return null;
        }
        Ended longAgo = (before == null) ? endedBefore.get(event.run()) : null;
        if (longAgo != null && !longAgo.beginsAnew(event)) {
            return null;
        }
        endedBefore.remove(event.run());
        closed.remove(event.run());
        quiet.remove(nameOf(event.run()));
        TrackedRun run = new TrackedRun(event.run(), scheduler.wallClock());
        if (before != null) {
            run.follow(before, event.at());
        }
        open.put(event.run(), run);
        unknown.add(event.run());
        return run;
    }

    private void started(TrackedRun run, KnownWorkflow workflow, Event.RunStarted event, Instant toldAt) {
        begin(run, event, toldAt);
        attach(run, workflow);
        announce(event, run.id);
    }

    private void begin(TrackedRun run, Event.RunStarted event, Instant toldAt) {
        run.starts(event.at(), toldAt);
        Shape told = event.shape();
        if (workflows.learn(event, run.id, told)) {
            run.shape = told;
        } else if (told != null) {
            run.refused = told;
        }
    }

    /** Opens the run at the Prewarmer, or anew there if its shape is not what was assumed. */
    private void attach(TrackedRun run, KnownWorkflow workflow) {
        Shape shape = (run.shape != null) ? run.shape : (run.graph != null) ? run.graph.shape() : workflow.shape();
        if (shape == null
                || shape.equals(run.refused)
                || (run.graph != null && run.graph.shape().equals(shape))) {
            return;
        }
        RunGraph graph = workflows.graph(workflow, run.id, shape).orElse(null);
        if (graph == null) {
            run.refused = shape;
            return;
        }
        if (run.run == null) {
            run.heldOut = isLeftCold(run);
        } else {
            run.run.abandon();
        }
        if (run.heldOut || run.finishedAt != null) {
            quiet.add(nameOf(run.id));
        }
        WorkflowRun opened = prewarmer.catchUp(graph.workflow(), nameOf(run.id), run.begin());
        run.attach(graph, opened);
        opened.caughtUp();
        unknown.remove(run.id);
    }

    /** As was said before; else as the announcement that it takes up, for which nothing was warmed if so; else as its name says. */
    private boolean isLeftCold(TrackedRun run) {
        Optional<Announcements.Expected> announced = announcements.takeUp(run.id, run.begin());
        Boolean before = assigned.remove(run.id);
        if (before != null) {
            return before;
        }
        boolean byName = holdout.covers(run.id);
        boolean cold = announced.map(Announcements.Expected::heldOut).orElse(byName);
        if (cold != byName) {
            listener.onAssigned(run.id, run.begin(), cold);
        }
        return cold;
    }

    private void finished(TrackedRun run, Event.RunFinished event, Instant toldAt) {
        if (run.finishedAt != null) {
            return;
        }
        run.ends(event.at(), toldAt, event.failed());
        quiet.add(nameOf(run.id));
        scheduler.schedule(limits.linger(), () -> close(run));
    }

    private synchronized void close(TrackedRun run) {
        if (ended || !open.remove(run.id, run)) {
            return;
        }
        unknown.remove(run.id);
        count();
        run.closed = true;
        if (run.run == null) {
            quiet.remove(nameOf(run.id));
            listener.onGivenUp(run.id, "it has ended, and nothing is known of its workflow");
            return;
        }
        run.run.close();
        keep(run);
        listener.onClosed(report(run));
    }

    private void keep(TrackedRun run) {
        closed.put(run.id, run);
        Iterator<TrackedRun> eldest = closed.values().iterator();
        while (closed.size() > limits.closedRuns()) {
            RunId gone = eldest.next().id;
            eldest.remove();
            quiet.remove(nameOf(gone));
        }
    }

    private void makeRoom() {
        if (unknown.size() > limits.unknownRuns()) {
            giveUp(unknown.iterator().next(), "there are too many of workflows that nothing is known of");
        }
        if (open.size() > limits.openRuns()) {
            giveUp(open.keySet().iterator().next(), "there are too many");
        }
    }

    private void giveUp(RunId id, String reason) {
        TrackedRun run = open.remove(id);
        unknown.remove(id);
        count();
        quiet.remove(nameOf(id));
        if (run != null) {
            run.closed = true;
            if (run.run != null) {
                run.run.abandon();
                keep(run);
            }
            listener.onGivenUp(id, reason);
        }
    }

    private synchronized void sweep() {
        if (ended) {
            return;
        }
        Instant now = scheduler.wallClock();
        announcements.forgetPast(now);
        List<RunId> silent = new ArrayList<>();
        for (TrackedRun run : open.values()) {
            Duration patience = run.busy() ? limits.stuck() : limits.idle();
            if (run.heardAt.plus(patience).isBefore(now)) {
                silent.add(run.id);
            }
        }
        silent.forEach(id -> giveUp(id, "nothing was heard of it for long"));
        sweep = scheduler.schedule(SWEEP, this::sweep);
    }

    /** The runs that are known, those that have not ended first, the latest first. */
    public synchronized List<RunReport> runs(int most) {
        List<TrackedRun> runs = new ArrayList<>(open.values());
        List<TrackedRun> past = new ArrayList<>(closed.values());
        java.util.Collections.reverse(runs);
        java.util.Collections.reverse(past);
        runs.addAll(past);
        return runs.stream().limit(most).map(this::report).toList();
    }

    /** A run, if it is known. */
    public synchronized Optional<RunReport> find(RunId id) {
        TrackedRun run = closed.containsKey(id) ? closed.get(id) : open.get(id);
        return Optional.ofNullable(run).map(this::report);
    }

    /** The first run whose id fits. */
    public synchronized Optional<RunReport> find(Predicate<RunId> fits) {
        return Stream.concat(open.keySet().stream(), closed.keySet().stream())
                .filter(fits)
                .findFirst()
                .flatMap(this::find);
    }

    private RunReport report(TrackedRun run) {
        return run.report(coldTasks.apply(nameOf(run.id)));
    }

    /** Runs that have not ended, after the last event that was handled; waits for none. */
    public int openRuns() {
        return openRuns;
    }

    /** Of those, runs of workflows that nothing is known of; waits for no event. */
    public int unknownRuns() {
        return unknownRuns;
    }

    /** Runs that are announced. */
    public synchronized int announcedRuns() {
        return announcements.size();
    }

    /** Events that told nothing new, or for which there was no room. */
    public long discarded() {
        return discarded.sum();
    }

    /** Closes the runs that have ended, and takes no more events. The Prewarmer stays open. */
    @Override
    public synchronized void close() {
        closeEnded();
        ended = true;
        sweep.cancel();
    }
}
