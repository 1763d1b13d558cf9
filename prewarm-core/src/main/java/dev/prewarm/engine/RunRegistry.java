package dev.prewarm.engine;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Cancellable;
import dev.prewarm.Problem;
import dev.prewarm.Rationale;
import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The runs that are announced or open: how they come, how they end, and when they are forgotten. Confined to the loop. */
final class RunRegistry {
    /** An announced run that does not come is given up so long after its time. */
    private static final Duration ANNOUNCEMENT_GRACE = Duration.ofMinutes(10);
    /** A run in which a task runs, or is to be tried again, is not forgotten for so long after its last event: some steps last for days. */
    private static final Duration RUNNING_TIME_TO_LIVE = Duration.ofDays(30);
    /** How often it is looked whether the calls of a run of which nothing is heard should have ended by far. */
    private static final Duration SILENCE = Duration.ofMinutes(1);
    /** How often it is looked whether the wall clock has been stepped, while runs are announced by it. */
    private static final Duration CLOCK_WATCH = Duration.ofSeconds(1);

    private static final long CLOCK_STEP_NANOS = 50_000_000;

    private final Scheduler scheduler;
    private final Duration timeToLive;
    /** After how long without an event it is looked at a run first, whether tasks of it run or not: so that the timer is set once. */
    private final Duration firstLook;

    private final Planner planner;
    private final Targets targets;
    private final TaskEvents events;
    private final Ledger ledger;
    private final Consumer<Problem> problems;
    private final Runnable afterTimer;
    private final Map<String, List<Run>> announced = new HashMap<>();
    private final OpenRuns idle = new OpenRuns();
    private final OpenRuns running = new OpenRuns();
    private @Nullable Cancellable silenceTimer;
    private long lookAt;
    private @Nullable Cancellable clockTimer;
    /** By how much {@link Scheduler#now} was ahead of the wall clock when announced instants were converted last. */
    private long offset;

    /** @param afterTimer is run after a timer has changed something */
    RunRegistry(
            Scheduler scheduler,
            Duration timeToLive,
            Planner planner,
            Targets targets,
            TaskEvents events,
            Ledger ledger,
            Consumer<Problem> problems,
            Runnable afterTimer) {
        this.scheduler = scheduler;
        this.timeToLive = timeToLive;
        this.firstLook = (timeToLive.compareTo(SILENCE) < 0) ? timeToLive : SILENCE;
        this.planner = planner;
        this.targets = targets;
        this.events = events;
        this.ledger = ledger;
        this.problems = problems;
        this.afterTimer = afterTimer;
    }

    private long now() {
        return Nanos.of(scheduler.now());
    }

    // Announced runs.

    /**
     * A run will start, unless it has.
     *
     * @param expected by the wall clock
     */
    void announce(Run run, Instant expected, Duration uncertainty) {
        if (run.started) {
            return;
        }
        long now = now();
        targets.declare(run, now);
        run.startUncertainty = Nanos.seconds(uncertainty.toNanos());
        Run earlier = announcedAs(run);
        if (earlier != null) {
            takeOver(run, earlier);
        }
        announced
                .computeIfAbsent(run.workflow.name(), name -> new ArrayList<>(1))
                .add(run);
        ledger.runOpened();
        watchClock();
        expect(run, expected, now);
    }

    /** The announced run is expected at another instant now. */
    void move(Run run, Instant expected) {
        if (isExpected(run)) {
            expect(run, expected, now());
        }
    }

    /** An instant of the wall clock is converted anew whenever that turns out to have been stepped. */
    private void expect(Run run, Instant expected, long now) {
        run.expected = expected;
        run.startsAt = Nanos.shift(Nanos.of(expected), offset);
        long giveUp = Nanos.plus(Math.max(now, run.startsAt), ANNOUNCEMENT_GRACE);
        if (run.giveUpTimer != null) {
            run.giveUpTimer.cancel();
        }
        run.giveUpTimer = scheduler.schedule(Duration.ofNanos(giveUp - now), () -> giveUp(run));
        planner.touch(run);
    }

    private void giveUp(Run run) {
        if (isExpected(run)) {
            forget(run, "it was announced, but did not start within " + ANNOUNCEMENT_GRACE);
            afterTimer.run();
        }
    }

    /** The announced run does not come after all. */
    void withdraw(Run run) {
        if (isExpected(run)) {
            close(run, false);
        }
    }

    private static boolean isExpected(Run run) {
        return run.expected != null && !run.started && !run.closed;
    }

    private void watchClock() {
        if (clockTimer == null) {
            offset = aheadOfWall();
            clockTimer = scheduler.schedule(CLOCK_WATCH, this::lookAtClock);
        }
    }

    private long aheadOfWall() {
        return Nanos.of(scheduler.now()) - Nanos.of(scheduler.wallClock());
    }

    private void lookAtClock() {
        clockTimer = null;
        if (announced.isEmpty()) {
            return;
        }
        clockTimer = scheduler.schedule(CLOCK_WATCH, this::lookAtClock);
        long latest = aheadOfWall();
        if (Math.abs(latest - offset) > CLOCK_STEP_NANOS) {
            offset = latest;
            long now = now();
            announced.values().forEach(runs -> runs.forEach(run -> expect(run, requireNonNull(run.expected), now)));
            planner.planTouched();
            afterTimer.run();
        }
    }

    /** The announcement that the run takes up: its own, or else of those of no run in particular the one expected nearest to now. */
    private @Nullable Run expected(Run run, long now) {
        Run nearest = announcedAs(run);
        if (nearest != null) {
            return nearest;
        }
        for (Run other : announced.getOrDefault(run.workflow.name(), List.of())) {
            boolean nearer = nearest == null || Math.abs(other.startsAt - now) < Math.abs(nearest.startsAt - now);
            if (!other.keyed && nearer) {
                nearest = other;
            }
        }
        return nearest;
    }

    private @Nullable Run announcedAs(Run run) {
        for (Run other : announced.getOrDefault(run.workflow.name(), List.of())) {
            if (run.keyed && other.keyed && other.id().equals(run.id())) {
                return other;
            }
        }
        return null;
    }

    /** What was done for an announced run is now done for the other. */
    private void takeOver(Run run, Run expected) {
        for (Need orphan : run.adopt(expected)) {
            if (orphan.pending()) {
                ledger.cancelled(orphan, Rationale.of("the workflow that has started has no such task"));
            }
        }
        release(expected);
    }

    // Open runs.

    /**
     * The run has started, unless that is known; what was done for an announced one is now done for it.
     *
     * @param catchingUp whether nothing is planned for it before {@link #caughtUp}
     */
    void start(Run run, long at, boolean told, boolean catchingUp) {
        if (run.started) {
            return;
        }
        ledger.runStarted();
        run.catchingUp = catchingUp;
        run.startsAt = at;
        run.startTold = told;
        targets.declare(run, at);
        Run expected = expected(run, at);
        if (expected != null) {
            if (expected.startUncertainty == 0) {
                events.announcedStarted(run, at - expected.startsAt);
            }
            takeOver(run, expected);
        }
        run.started = true;
        run.chronicle.open(at);
        ledger.runOpened();
        touch(run);
    }

    /** All that had happened to the run has been told. */
    void caughtUp(Run run) {
        if (run.catchingUp) {
            run.catchingUp = false;
            planner.touch(run);
        }
    }

    /** Something has happened to the run. */
    void touch(Run run) {
        run.lastEventAt = now();
        run.lookedAt = run.lastEventAt;
        if (run.started) {
            boolean active = !run.state.running().isEmpty() || run.state.againAt() != TaskChange.UNKNOWN;
            (active ? running : idle).touch(run);
            lookAt(Nanos.plus(run.lastEventAt, firstLook));
        }
        planner.touch(run);
    }

    /** There are runs of which nothing has been heard for long then, or earlier. */
    private void lookAt(long instant) {
        if (silenceTimer != null && lookAt <= instant) {
            return;
        }
        if (silenceTimer != null) {
            silenceTimer.cancel();
            silenceTimer = null;
        }
        lookAt = instant;
        silenceTimer = scheduler.schedule(Duration.ofNanos(instant - now()), this::lookAtSilent);
    }

    /** Whether the run takes events; one that was only forgotten is taken up again, and its calls are believed to go on. */
    boolean takesEvents(Run run) {
        if (run.closed && run.forgotten) {
            run.closed = false;
            run.forgotten = false;
            ledger.runOpened();
        }
        run.lost = false;
        if (!run.closed && run.givenUp) {
            run.givenUp = false;
            events.resumed(run, now());
        }
        return !run.closed;
    }

    /**
     * Nothing more will be heard of the run.
     *
     * @param ended whether it has ended, or may go on elsewhere
     */
    void end(Run run, boolean ended) {
        try {
            events.judge(run);
        } finally {
            close(run, ended);
        }
    }

    /** @param teaches whether what has not happened in the run will not happen any more */
    private void close(Run run, boolean teaches) {
        long now = now();
        for (Need need : List.copyOf(run.pending)) {
            ledger.calledOff(need, Rationale.of("the run was closed"));
        }
        try {
            events.ended(run, teaches && run.started, now);
        } finally {
            // Whatever it teaches, it is over.
            release(run);
        }
    }

    private void release(Run run) {
        if (run.expected != null) {
            announced.computeIfPresent(
                    run.workflow.name(), (name, all) -> (all.remove(run) && all.isEmpty()) ? null : all);
        }
        run.closed = true;
        ledger.runClosed();
        run.cancelTimers();
        OpenRuns.remove(run);
        if (idle.oldest() == null && running.oldest() == null && silenceTimer != null) {
            silenceTimer.cancel();
            silenceTimer = null;
        }
    }

    /** Forgets the runs that have had no event for their time to live, and gives up calls that should have ended by far. */
    private void lookAtSilent() {
        silenceTimer = null;
        long now = now();
        long next = Math.min(forgetIdle(now), lookAtRunning(now));
        if (next != Long.MAX_VALUE) {
            lookAt(next);
        }
        afterTimer.run();
    }

    /** Returns when the next one is to be forgotten; the largest value for never. */
    private long forgetIdle(long now) {
        for (Run run = idle.oldest(); run != null; run = idle.oldest()) {
            long end = Nanos.plus(run.lastEventAt, timeToLive);
            if (end > now) {
                return end;
            }
            forget(run, timeToLive);
        }
        return Long.MAX_VALUE;
    }

    /** Returns when it is to be looked at the next ones; the largest value for never. */
    private long lookAtRunning(long now) {
        for (Run run = running.oldest(); run != null; run = running.oldest()) {
            long look = Nanos.plus(run.lookedAt, SILENCE);
            if (look > now) {
                // Not for each of many runs by itself.
                return Math.max(look, Nanos.plus(now, SILENCE.dividedBy(8)));
            }
            Duration last = silence(run);
            if (Nanos.plus(run.lastEventAt, last) <= now) {
                forget(run, last);
            } else {
                run.givenUp |= events.giveUp(run, now);
                if (!run.lost && events.lost(run, now)) {
                    planner.rest(run, now);
                }
                run.lookedAt = now;
                running.touch(run);
            }
        }
        return Long.MAX_VALUE;
    }

    /** For how long after its latest event it is waited for a run in which a task runs, or is to be tried again: of the latter until then. */
    private Duration silence(Run run) {
        Duration longest = (timeToLive.compareTo(RUNNING_TIME_TO_LIVE) > 0) ? timeToLive : RUNNING_TIME_TO_LIVE;
        if (!run.state.running().isEmpty()) {
            return longest;
        }
        Duration again = Duration.ofNanos(Math.max(run.state.againAt(), run.lastEventAt) - run.lastEventAt);
        return (again.compareTo(longest.minus(timeToLive)) > 0) ? longest : again.plus(timeToLive);
    }

    /** It may go on all the same, so nothing is learned from its end. */
    private void forget(Run run, Duration after) {
        forget(run, "it was not closed within " + after + " after its last event");
    }

    private void forget(Run run, String why) {
        problems.accept(Problem.of(Problem.Kind.RUN_FORGOTTEN, run.id(), why));
        close(run, false);
        run.forgotten = run.started;
        run.givenUp = run.started;
    }

    /** All runs end without having ended. */
    void closeAll() {
        for (OpenRuns runs : List.of(idle, running)) {
            for (Run run = runs.oldest(); run != null; run = runs.oldest()) {
                close(run, false);
            }
        }
        announced.values().stream().flatMap(List::stream).toList().forEach(run -> close(run, false));
        if (clockTimer != null) {
            clockTimer.cancel();
        }
    }
}
