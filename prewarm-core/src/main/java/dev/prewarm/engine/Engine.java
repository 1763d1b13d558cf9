package dev.prewarm.engine;

import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.forecast.Forecaster;
import dev.prewarm.forecast.LearnedStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
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

    private final Scheduler scheduler;
    private final Notifications notifications;
    private final @Nullable StatisticsKeeper keeper;
    private final WallClock wallClock;
    private final EventLoop loop;
    private final ProblemLog problems;
    private final Ledger ledger;
    private final Targets targets;
    private final Dispatcher dispatcher;
    private final TaskEvents events;
    private final Planner planner;
    private final RunRegistry runs;
    private final AtomicBoolean overloadTold = new AtomicBoolean();
    private boolean closed;
    private volatile Counters published;

    /**
     * An engine without runs.
     *
     * @param executor where the client and the listener are called
     */
    public Engine(EngineSettings settings, Scheduler scheduler, Executor executor) {
        this.scheduler = scheduler;
        this.wallClock = new WallClock(scheduler);
        this.problems = new ProblemLog(scheduler);
        this.notifications = new Notifications(settings.listener(), executor, this::listenerFailed);
        this.ledger = new Ledger(scheduler, notifications);
        this.published = ledger.snapshot();
        this.keeper = (settings.store() == null)
                ? null
                : new StatisticsKeeper(settings.store(), scheduler, executor, this::statisticsFailed);
        LearnedStatistics statistics =
                (keeper == null) ? LearnedStatistics.of(settings.statistics()) : keeper.statistics();
        this.loop = new EventLoop(scheduler, settings.queueLimit(), this::afterBatch);
        this.targets = new Targets(statistics, ledger, this::report);
        Learner learner = new Learner(statistics, ledger);
        this.events = new TaskEvents(targets, learner, ledger, this::report);
        this.dispatcher = new Dispatcher(
                scheduler,
                settings.limits(),
                settings.client(),
                executor,
                loop,
                targets,
                learner,
                ledger,
                this::report,
                this::replan,
                this::afterBatch);
        LiveView view = new LiveView(targets, new Forecaster(statistics));
        this.planner = new Planner(
                scheduler, settings.strategy(), view, dispatcher, targets, ledger, this::report, this::publish);
        this.runs = new RunRegistry(
                scheduler, settings.runTimeToLive(), planner, targets, events, ledger, this::report, this::publish);
    }

    /** The current instant of the scheduler, in nanoseconds. */
    public long now() {
        return Nanos.of(scheduler.now());
    }

    /** An instant of the wall clock as one of the scheduler's, by which spans are measured; not after now. */
    public long at(Instant wall) {
        return Math.min(now(), later(wall));
    }

    /** As {@link #at}, but it may lie in the future. */
    public long later(Instant wall) {
        return wallClock.nanosOf(wall);
    }

    /** By how much an instant of the wall clock lies ahead of now; negative if it does not. */
    public Duration ahead(Instant wall) {
        return Duration.between(scheduler.wallClock(), wall);
    }

    /** The counters, as of the last event handled. */
    public Counters counters() {
        return published;
    }

    /** How many problems there have been: some are met by the caller's thread, and leave nothing for the loop to do. */
    public long problems() {
        return problems.count();
    }

    private void publish() {
        published = ledger.snapshot();
    }

    private void afterBatch() {
        planner.planTouched();
        publish();
        if (keeper != null) {
            keeper.changed();
        }
    }

    private void replan(Run run) {
        planner.touch(run);
    }

    // What a run meets, in this order; each is put into the queue, and handled on the loop.

    /** A run that has not started. */
    public Run newRun(WorkflowRun handle, Workflow workflow) {
        return new Run(handle, workflow);
    }

    /**
     * The run will start.
     *
     * @param keyed whether it is this very run, by its id, and not any of its workflow
     * @param expected by the wall clock
     * @param uncertainty the standard deviation of that
     */
    public void announce(Run run, boolean keyed, Instant expected, Duration uncertainty) {
        enqueue(() -> runs.announce(run, keyed, expected, Nanos.seconds(uncertainty.toNanos())));
    }

    /** The announced run is expected at another instant. */
    public void move(Run run, Instant expected) {
        enqueue(() -> runs.move(run, expected));
    }

    /** The announced run does not come. */
    public void withdraw(Run run) {
        enqueue(() -> runs.withdraw(run));
    }

    /**
     * The run has started.
     *
     * @param at an instant of {@link #now}
     * @param told whether that instant was told; otherwise it is when the run was first heard of
     */
    public void start(Run run, long at, boolean told) {
        enqueue(() -> runs.start(run, at, told));
    }

    /**
     * Something has happened to a task.
     *
     * @param told whether its instant was told; otherwise it has happened now
     * @return false if the queue is full; the event is then discarded
     */
    public boolean tell(Run run, Task task, TaskChange change, boolean told) {
        return loop.offer(() -> {
            if (takes(run, task, change.verb())) {
                events.tell(run, task, change, told);
                runs.touch(run);
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
        return loop.offer(() -> {
            if (takes(run, task, "observed")) {
                events.observed(run, task, coldStartNanos);
                runs.touch(run);
            }
        });
    }

    private boolean takes(Run run, Task task, String verb) {
        ledger.event();
        boolean takes = runs.takesEvents(run);
        if (!takes) {
            report(Problem.of(
                    Problem.Kind.AFTER_CLOSE,
                    run.handle.id(),
                    "task " + task + " " + verb + " after the run was closed"));
        }
        return takes;
    }

    /**
     * The run is over here.
     *
     * @param ended whether it has ended, or nothing more will be heard of it only
     */
    public void close(Run run, boolean ended) {
        enqueue(() -> {
            if (run.closed && !run.forgotten) {
                report(Problem.of(Problem.Kind.AFTER_CLOSE, run.handle.id(), "closed after it was closed"));
            } else if (!run.closed) {
                runs.end(run, ended);
            }
        });
    }

    private void enqueue(Runnable work) {
        loop.add(() -> {
            ledger.event();
            work.run();
        });
    }

    // Problems.

    private void report(Problem problem) {
        report(problem, null);
    }

    private void report(Problem problem, @Nullable Throwable cause) {
        problems.add(problem, cause);
        notifications.problem(problem);
    }

    /** For any thread: counts at once, but leaves it to the loop to tell the listener. */
    public void reportFromOutside(Problem problem) {
        problems.add(problem, null);
        if (notifications.wanted() && !loop.offer(() -> notifications.problem(problem))) {
            // One notice of an overload gets through at a time; the others are only counted.
            if (overloadTold.compareAndSet(false, true)) {
                loop.add(() -> {
                    overloadTold.set(false);
                    notifications.problem(problem);
                });
            }
        }
    }

    private void listenerFailed(Throwable cause) {
        problems.add(Problem.of(Problem.Kind.LISTENER_FAILED, "", cause.toString()), cause);
    }

    /** On the executor's thread, or while the engine is built. */
    private void statisticsFailed(String what, Throwable cause) {
        report(Problem.of(Problem.Kind.STATISTICS_FAILED, "", what + ": " + cause), cause);
    }

    /**
     * Cancels everything; the books then say what was open.
     *
     * @param onEnd run when what was learned is saved, on any thread
     */
    public void close(Runnable onEnd) {
        loop.add(() -> shutDown(onEnd));
    }

    /** From now on everything is ignored; for when {@link #close(Runnable)} takes too long. */
    public void stop() {
        loop.close();
    }

    private void shutDown(Runnable onEnd) {
        if (closed) {
            onEnd.run();
            return;
        }
        closed = true;
        runs.closeAll();
        dispatcher.close();
        targets.abandon();
        publish();
        loop.close();
        if (keeper == null) {
            onEnd.run();
        } else {
            keeper.close(onEnd);
        }
    }
}
