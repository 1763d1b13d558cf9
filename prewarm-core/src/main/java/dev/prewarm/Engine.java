package dev.prewarm;

import dev.prewarm.forecast.Forecaster;
import dev.prewarm.forecast.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The event loop's side of a {@link Prewarmer}, wired from its parts: the runs, what events do, the planner, the
 * dispatcher, the books.
 *
 * <p>Everything here happens on the scheduler's thread, one thing at a time, except {@link #reportFromOutside}.
 */
final class Engine {
    private final Scheduler scheduler;
    private final Notifications notifications;
    private final @Nullable StatisticsKeeper keeper;
    final EventLoop loop;
    private final ProblemLog problems;
    private final Ledger ledger;
    private final Targets targets;
    private final Dispatcher dispatcher;
    private final TaskEvents events;
    private final Planner planner;
    private final RunRegistry runs;
    private final AtomicBoolean overloadTold = new AtomicBoolean();
    private boolean closed;
    private volatile PrewarmStats published;

    /** @param executor where the client and the listener are called */
    Engine(Prewarmer.Builder builder, Scheduler scheduler, Executor executor) {
        this.scheduler = scheduler;
        this.problems = new ProblemLog(scheduler);
        this.notifications = new Notifications(builder.listener, executor, this::listenerFailed);
        this.ledger = new Ledger(scheduler, notifications);
        this.published = ledger.snapshot(0);
        this.keeper = (builder.statisticsStore == null)
                ? null
                : new StatisticsKeeper(builder.statisticsStore, scheduler, executor, this::statisticsFailed);
        Statistics statistics = (keeper == null) ? builder.statistics() : keeper.statistics();
        this.loop = new EventLoop(scheduler, builder.queueLimit, this::afterBatch);
        this.targets = new Targets(statistics, ledger, this::report);
        Learner learner = new Learner(statistics, ledger);
        this.events = new TaskEvents(targets, learner, ledger, this::report);
        this.dispatcher = new Dispatcher(
                scheduler,
                builder.limits,
                builder.client,
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
                scheduler, builder.strategy, view, dispatcher, targets, ledger, this::report, this::publish);
        this.runs = new RunRegistry(
                scheduler, builder.runTimeToLive, planner, targets, events, ledger, this::report, this::publish);
    }

    long now() {
        return Nanos.of(scheduler.now());
    }

    /** An instant of the wall clock as one of the scheduler's, by which spans are measured; not after now. */
    long at(Instant wall) {
        Instant now = scheduler.now();
        long offset = Nanos.of(now) - Nanos.of(scheduler.wallClock());
        return Math.min(Nanos.of(now), Nanos.of(wall) + offset);
    }

    /** By how much an instant of the wall clock lies ahead of now; negative if it does not. */
    Duration ahead(Instant wall) {
        return Duration.between(scheduler.wallClock(), wall);
    }

    PrewarmStats stats() {
        PrewarmStats stats = published;
        // Some problems are met by the caller's thread, and leave nothing for the loop to do.
        long latest = problems.count();
        return (stats.problems() == latest) ? stats : stats.withProblems(latest);
    }

    private void publish() {
        published = ledger.snapshot(problems.count());
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

    // Events, in the order in which a run meets them.

    void announce(Run run, Instant expected, double uncertainty) {
        ledger.event();
        runs.announce(run, expected, uncertainty);
    }

    void move(Run run, Instant expected) {
        ledger.event();
        runs.move(run, expected);
    }

    void withdraw(Run run) {
        ledger.event();
        runs.withdraw(run);
    }

    void start(Run run, long at) {
        ledger.event();
        runs.start(run, at);
    }

    void started(Run run, Task task, long at) {
        if (arrived(run, task, "started")) {
            events.started(run, task, at);
            runs.touch(run);
        }
    }

    void finished(Run run, Task task, @Nullable List<Task> chosen, long at) {
        if (arrived(run, task, "finished")) {
            events.finished(run, task, chosen, at);
            runs.touch(run);
        }
    }

    void failed(Run run, Task task, long at) {
        if (arrived(run, task, "failed")) {
            events.failed(run, task, at);
            runs.touch(run);
        }
    }

    void skipped(Run run, Task task) {
        if (arrived(run, task, "skipped")) {
            events.skipped(run, task);
            runs.touch(run);
        }
    }

    void chosen(Run run, Task task) {
        if (arrived(run, task, "chosen")) {
            events.chosen(run, task);
            runs.touch(run);
        }
    }

    void width(Run run, Task task, int calls, long at) {
        if (arrived(run, task, "given a width")) {
            events.width(run, task, calls, at);
            runs.touch(run);
        }
    }

    void observed(Run run, Task task, long coldStartNanos) {
        if (arrived(run, task, "observed")) {
            events.observed(run, task, coldStartNanos);
            runs.touch(run);
        }
    }

    /** @param ended whether the run has ended, or nothing more will be heard of it only */
    void closeRun(Run run, boolean ended) {
        ledger.event();
        if (run.closed && !run.forgotten) {
            report(new Problem(Problem.Kind.AFTER_CLOSE, run.handle.id(), "closed after it was closed"));
        } else if (!run.closed) {
            runs.close(run, ended);
        }
    }

    /** Counts an event of a task; false if it comes too late to change anything. */
    private boolean arrived(Run run, Task task, String event) {
        ledger.event();
        if (!runs.takesEvents(run)) {
            report(new Problem(
                    Problem.Kind.AFTER_CLOSE,
                    run.handle.id(),
                    "task " + task + " " + event + " after the run was closed"));
            return false;
        }
        return true;
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
    void reportFromOutside(Problem problem) {
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
        problems.add(new Problem(Problem.Kind.LISTENER_FAILED, "", cause.toString()), cause);
    }

    /** On the executor's thread, or while the engine is built. */
    private void statisticsFailed(String what, Throwable cause) {
        report(new Problem(Problem.Kind.STATISTICS_FAILED, "", what + ": " + cause), cause);
    }

    /**
     * Cancels everything; the books then say what was open.
     *
     * @param onEnd run when what was learned is saved, on any thread
     */
    void shutDown(Runnable onEnd) {
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
