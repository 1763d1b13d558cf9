package dev.prewarm.engine;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import dev.prewarm.Task;
import dev.prewarm.shape.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The event loop's side of a {@link Prewarmer}, wired from its parts: the runs, what events do, the planner, the
 * dispatcher, the books.
 *
 * <p>Everything here happens on the scheduler's thread, one thing at a time, except {@link #reportFromOutside}.
 */
public final class Engine {
    /** A cold start that is said to take longer is not believed: Knative itself gives up after ten minutes. */
    public static final Duration LONGEST_COLD_START = Duration.ofHours(1);

    /** Clocks of different machines differ a little. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(10);
    /** Nothing that is told of happened earlier; instants that were never set often lie further back. */
    private static final Duration MOST_BACK = Duration.ofDays(3_652);

    private static final String LONG_AGO = "more than ten years ago; it is taken for now";

    private final Scheduler scheduler;
    private final WallClock wallClock;
    private final EngineParts parts;
    /** By the names of their targets, the numbers of instances that wait to be taken notice of. */
    private final ConcurrentMap<String, Integer> counted = new ConcurrentHashMap<>();

    private final AtomicBoolean overloadTold = new AtomicBoolean();
    private boolean closed;
    private volatile Counters published;

    /**
     * An engine without runs.
     *
     * @param threads where the client, the listener and the store are called
     */
    public Engine(EngineSettings settings, Scheduler scheduler, EngineThreads threads) {
        this.scheduler = scheduler;
        this.wallClock = new WallClock(scheduler);
        this.parts = new EngineParts(settings, scheduler, threads, this::publish);
        this.published = parts.ledger.snapshot();
    }

    /** The current instant of the scheduler, in nanoseconds. */
    public long now() {
        return wallClock.now();
    }

    /**
     * An instant of the wall clock, at which something is said to have happened, as one of the scheduler's, by which spans are
     * measured: now, if it is in the future, or so long ago that it cannot be meant.
     */
    public long at(Instant wall) {
        long now = now();
        return longAgo(wall) ? now : Math.min(now, later(wall));
    }

    /** As {@link #at}, but it may be any instant. */
    public long later(Instant wall) {
        return wallClock.nanosOf(wall);
    }

    /** As {@link #at}, of the start of a run; one that cannot be is reported. */
    public long startedAt(String run, Instant wall) {
        String flaw = flaw(wall);
        if (flaw != null) {
            reportFromOutside(
                    Problem.of(Problem.Kind.INVALID_VALUE, run, "the run started at " + wall + ", which is " + flaw));
        }
        return at(wall);
    }

    /** What is wrong with an instant of the wall clock at which something is said to have happened, and what is done; null for nothing. */
    public @Nullable String flaw(Instant wall) {
        if (ahead(wall).compareTo(MOST_AHEAD) > 0) {
            return "in the future; it is taken for now";
        }
        return longAgo(wall) ? LONG_AGO : null;
    }

    private boolean longAgo(Instant wall) {
        return ahead(wall).compareTo(MOST_BACK.negated()) < 0;
    }

    private Duration ahead(Instant wall) {
        return Duration.between(scheduler.wallClock(), wall);
    }

    /** The counters, as of the last event handled. */
    public Counters counters() {
        return published;
    }

    /** How many problems there have been: some are met by the caller's thread, and leave nothing for the loop to do. */
    public long problems() {
        return parts.problems.count();
    }

    /** What is known of workflows that nobody declares; for any thread. */
    public Shapes shapes() {
        return parts.knowledge.shapes();
    }

    private void publish() {
        published = parts.ledger.snapshot();
    }

    // What a run meets, in this order; each is put into the queue, and handled on the parts.loop.

    /**
     * The run will start.
     *
     * @param expected by the wall clock
     * @param uncertainty the standard deviation of that
     */
    public void announce(Run run, Instant expected, Duration uncertainty) {
        Instant meant = expected(run, expected);
        enqueue(() -> parts.runs.announce(run, meant, uncertainty));
    }

    /** The announced run is expected at another instant. */
    public void move(Run run, Instant expected) {
        Instant meant = expected(run, expected);
        enqueue(() -> parts.runs.move(run, meant));
    }

    /** When a run is expected that is announced for this instant. */
    private Instant expected(Run run, Instant wall) {
        if (!longAgo(wall)) {
            return wall;
        }
        reportFromOutside(Problem.of(
                Problem.Kind.INVALID_VALUE, run.id(), "the run is expected at " + wall + ", which is " + LONG_AGO));
        return scheduler.wallClock();
    }

    /** The announced run does not come. */
    public void withdraw(Run run) {
        enqueue(() -> parts.runs.withdraw(run));
    }

    /**
     * The run has started; what is said of that more than once, by several threads, counts once.
     *
     * @param at an instant of {@link #now}
     * @param told whether that instant was told; otherwise it is when the run was first heard of
     * @param catchingUp whether nothing is planned for it before {@link #caughtUp}
     */
    public void start(Run run, long at, boolean told, boolean catchingUp) {
        if (!run.startSaid) {
            enqueue(() -> parts.runs.start(run, at, told, catchingUp));
            run.startSaid = true;
        }
    }

    /** All that had happened to the run has been told. */
    public void caughtUp(Run run) {
        enqueue(() -> parts.runs.caughtUp(run));
    }

    /**
     * Something has happened to a task.
     *
     * @param told the instants that were told of it, which may be none to be believed; null if it has happened now
     * @return false if the queue is full; the event is then discarded
     */
    public boolean tell(Run run, Task task, TaskChange change, TaskChange.@Nullable Told told) {
        return parts.loop.offer(() -> {
            if (takes(run)) {
                parts.events.tell(run, task, change, told);
                parts.runs.touch(run);
            } else {
                afterClose(run, task, change.verb());
            }
        });
    }

    /**
     * It is known how a call of the task found its target.
     *
     * @param coldStartNanos 0 if it was warm
     * @return false if the queue is full; the event is then discarded
     */
    public boolean observed(Run run, Task task, long coldStartNanos) {
        return parts.loop.offer(() -> {
            if (takes(run)) {
                parts.events.observed(run, task, coldStartNanos);
                parts.runs.touch(run);
            } else {
                afterClose(run, task, "observed");
            }
        });
    }

    private boolean takes(Run run) {
        parts.ledger.event();
        return parts.runs.takesEvents(run);
    }

    private void afterClose(Run run, Task task, String verb) {
        parts.report(Problem.of(
                Problem.Kind.AFTER_CLOSE, run.id(), "task " + task + " " + verb + " after the run was closed"));
    }

    /**
     * The run is over here.
     *
     * @param ended whether it has ended, or nothing more will be heard of it only
     */
    public void close(Run run, boolean ended) {
        enqueue(() -> {
            if (parts.runs.takesEvents(run)) {
                parts.runs.end(run, ended);
            } else {
                parts.report(Problem.of(Problem.Kind.AFTER_CLOSE, run.id(), "closed after it was closed"));
            }
        });
    }

    /** The platform has counted the instances of a target that are ready. */
    public void count(String target, int instances) {
        // One for each target waits at a time, however full the queue is: nobody tells it once more.
        if (counted.put(target, instances) == null) {
            parts.loop.add(() -> parts.count(target, requireNonNull(counted.remove(target)), now()));
        }
    }

    private void enqueue(Runnable work) {
        parts.loop.add(() -> {
            parts.ledger.event();
            work.run();
        });
    }

    /** For any thread: counts at once, but leaves it to the loop to tell the listener. */
    public void reportFromOutside(Problem problem) {
        parts.problems.add(problem, null);
        if (parts.notifications.wanted() && !parts.loop.offer(() -> parts.notifications.problem(problem))) {
            // One notice of an overload gets through at a time; the others are only counted.
            if (overloadTold.compareAndSet(false, true)) {
                parts.loop.add(() -> {
                    overloadTold.set(false);
                    parts.notifications.problem(problem);
                });
            }
        }
    }

    /**
     * Cancels everything; the books then say what was open.
     *
     * @param onEnd run when what was learned is saved, on any thread
     */
    public void close(Runnable onEnd) {
        parts.loop.add(() -> shutDown(onEnd));
    }

    /** From now on everything is ignored; for when {@link #close(Runnable)} takes too long. */
    public void stop() {
        parts.loop.close();
    }

    private void shutDown(Runnable onEnd) {
        if (closed) {
            onEnd.run();
            return;
        }
        closed = true;
        parts.runs.closeAll();
        parts.dispatcher.close();
        parts.targets.abandon();
        publish();
        parts.loop.close();
        parts.knowledge.close(onEnd);
    }
}
