package dev.prewarm;

import dev.prewarm.Decision.Kind;
import dev.prewarm.forecast.Forecaster;
import dev.prewarm.forecast.Statistics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The event loop's side of a {@link Prewarmer}: keeps the runs, asks the strategy, and carries its plans out.
 *
 * <p>Everything here happens on the scheduler's thread, one thing at a time, except {@link #report}.
 */
final class Engine {
    private static final System.Logger LOGGER = System.getLogger(Prewarmer.class.getName());
    /** Plans that ask to be reviewed at once would keep the loop busy for ever. */
    private static final long SHORTEST_REVIEW_NANOS = 1_000_000;
    /** By so much a warm-up may come early if it can go with another one. */
    private static final long EARLY_NANOS = 200_000_000;
    /** An announced run that does not come is given up so long after its time. */
    private static final Duration ANNOUNCEMENT_GRACE = Duration.ofMinutes(10);
    /** Targets that are remembered before those of which nothing is known any more are forgotten. */
    private static final int MANY_TARGETS = 1_024;

    private final Scheduler scheduler;
    private final PrewarmStrategy strategy;
    private final Notifications notifications;
    private final WarmupLimits limits;
    private final Duration runTimeToLive;
    private final @Nullable StatisticsKeeper keeper;
    private final Statistics statistics;
    private final Learner learner;
    final EventLoop loop;
    private final ClientCaller caller;
    /** Those that are being made up; the client is asked for them once all that is due has been looked at. */
    private final List<Burst> bursts = new ArrayList<>(2);

    private final WarmupGate gate;
    private final Books books = new Books();
    private final AtomicLong problems = new AtomicLong();
    private final Forecaster forecaster;
    private final LiveView view;
    private final Map<String, TargetState> targets = new HashMap<>();
    private final Map<String, ArrayDeque<Run>> announced = new HashMap<>();
    private final OpenRuns openRuns = new OpenRuns();
    private final ArrayDeque<Run> dirty = new ArrayDeque<>();
    private final ArrayDeque<Need> waiting = new ArrayDeque<>();
    private final Set<Problem.Kind> logged = EnumSet.noneOf(Problem.Kind.class);
    private final AtomicBoolean overloadTold = new AtomicBoolean();
    private @Nullable Cancellable rateTimer;
    private @Nullable Cancellable forgetTimer;
    private int targetsAfterPurge;
    private boolean closed;
    private volatile PrewarmStats published = books.snapshot();

    /** @param executor where the client and the listener are called */
    Engine(Prewarmer.Builder builder, Scheduler scheduler, Executor executor) {
        this.scheduler = scheduler;
        this.strategy = builder.strategy;
        this.notifications = new Notifications(builder.listener, executor, this::listenerFailed);
        this.limits = builder.limits;
        this.runTimeToLive = builder.runTimeToLive;
        this.keeper = (builder.statisticsStore == null)
                ? null
                : new StatisticsKeeper(builder.statisticsStore, scheduler, executor, this::statisticsFailed);
        this.statistics = (keeper == null) ? builder.statistics() : keeper.statistics();
        this.learner = new Learner(statistics);
        this.gate = new WarmupGate(limits);
        this.forecaster = new Forecaster(statistics);
        this.view = new LiveView(this, forecaster);
        this.loop = new EventLoop(scheduler, builder.queueLimit, this::afterBatch);
        this.caller = new ClientCaller(builder.client, executor, loop, this::answer, this::clientFailed);
    }

    PrewarmStats stats() {
        PrewarmStats stats = published;
        // Some problems are met by the caller's thread, and leave nothing for the loop to do.
        long latest = problems.get();
        return (stats.problems() == latest) ? stats : stats.withProblems(latest);
    }

    private void publish() {
        books.problems = problems.get();
        published = books.snapshot();
    }

    // Events, in the order in which a run meets them.

    void announce(Run run, Instant expected, double uncertainty) {
        books.events++;
        run.startsAt = Nanos.of(expected);
        run.startUncertainty = uncertainty;
        announced
                .computeIfAbsent(run.workflow.name(), name -> new ArrayDeque<>(1))
                .add(run);
        open(run);
    }

    /** The announced run does not come after all. */
    void withdraw(Run run) {
        books.events++;
        if (!run.started && !run.closed) {
            forgetAnnouncement(run);
            close(run);
        }
    }

    /** The run has started; what was done for an announced one is now done for it. */
    void start(Run run, long at) {
        books.events++;
        books.runsStarted++;
        run.startsAt = at;
        ArrayDeque<Run> expected = announced.get(run.workflow.name());
        Run first = (expected == null) ? null : expected.peek();
        if (first != null && first.workflow == run.workflow) {
            forgetAnnouncement(first);
            run.adopt(first);
            release(first);
        }
        run.started = true;
        open(run);
    }

    private void open(Run run) {
        books.runsOpen++;
        touch(run);
    }

    private void forgetAnnouncement(Run run) {
        ArrayDeque<Run> expected = announced.get(run.workflow.name());
        if (expected != null && expected.remove(run) && expected.isEmpty()) {
            announced.remove(run.workflow.name());
        }
    }

    void started(Run run, Task task, long at) {
        if (!arrived(run, task, "started")) {
            return;
        }
        TaskState before = run.state.state(task);
        judge(run, task, "started", before, run.state.started(task, at));
        if (before != TaskState.RUNNING && run.state.is(task, TaskState.RUNNING)) {
            Target target = task.targetOrNull();
            if (target != null) {
                found(run, task, state(target), at);
            }
            // Another attempt does not take the branch once more.
            if (before != TaskState.FAILED) {
                learner.taken(run, task);
            }
        }
        learner.skipped(run);
    }

    /** Settles the warm-ups that the start of a task used, and remembers how it found its target. */
    private void found(Run run, Task task, TargetState target, long at) {
        target.prune(at, this::wasted);
        target.called(run, at);
        Need need = run.need(task);
        Sent own = (need == null) ? null : need.latestSent();
        TargetState.Start start = target.callsStarted(own, run.state.width(task), at);
        run.found(task, start.found());
        run.awaits(task, start.awaited());
        if (start.found() == TargetState.Found.WARM) {
            run.idleBefore(task, start.idleNanos());
        }
        if (start.found().cold()) {
            books.coldStarts++;
        }
        for (Sent sent : start.used()) {
            if (sent.outcome == Sent.Outcome.OPEN) {
                used(run, task, sent, at);
            }
        }
        if (need != null) {
            target.release(need);
            if (need.pending()) {
                drop(need, "the task started first");
            }
        }
    }

    private void used(Run run, Task task, Sent sent, long at) {
        books.open--;
        boolean ready = sent.readyAt >= 0;
        long span = Math.max(0, at - (ready ? sent.readyAt : sent.sentAt));
        if (ready) {
            books.used++;
            books.idleNanos += span * sent.instances;
            sent.outcome = Sent.Outcome.USED;
        } else {
            books.late++;
            books.savedNanos += span;
            sent.outcome = Sent.Outcome.LATE;
        }
        boolean own = sent.need.run == run && sent.need.task == task;
        Rationale reason =
                Rationale.of(own ? "the task started" : "task " + task + " of run " + run.handle.id() + " started");
        decide(sent.need, ready ? Kind.USED : Kind.LATE, sent.instances, reason, span);
    }

    void finished(Run run, Task task, long at) {
        if (!arrived(run, task, "finished")) {
            return;
        }
        TaskState before = run.state.state(task);
        if (before == TaskState.RUNNING) {
            Target target = task.targetOrNull();
            learner.finished(run, task, (target == null) ? null : state(target), at);
            callsEnded(run, task, at);
        }
        judge(run, task, "finished", before, run.state.finished(task, at));
        learner.skipped(run);
    }

    void failed(Run run, Task task, long at) {
        if (!arrived(run, task, "failed")) {
            return;
        }
        TaskState before = run.state.state(task);
        if (before == TaskState.RUNNING) {
            callsEnded(run, task, at);
        }
        judge(run, task, "failed", before, run.state.failed(task, at));
        learner.skipped(run);
    }

    void skipped(Run run, Task task) {
        if (arrived(run, task, "skipped")) {
            TaskState before = run.state.state(task);
            judge(run, task, "skipped", before, run.state.skipped(task));
            learner.skipped(run);
        }
    }

    void chosen(Run run, Task task) {
        if (arrived(run, task, "chosen")) {
            TaskState before = run.state.state(task);
            judge(run, task, "chosen", before, run.state.choose(task));
            learner.skipped(run);
        }
    }

    void width(Run run, Task task, int calls) {
        if (arrived(run, task, "given a width")) {
            TaskState before = run.state.state(task);
            judge(run, task, "given width " + calls, before, run.state.widen(task, calls));
        }
    }

    /** The orchestrator knows whether a call of the task met a cold start. */
    void observed(Run run, Task task, long coldStartNanos) {
        if (!arrived(run, task, "observed")) {
            return;
        }
        TaskState before = run.state.state(task);
        Problem.Kind problem = run.state.observed(task);
        if (problem != null) {
            judge(run, task, "observed", before, problem);
            return;
        }
        Target target = task.targetOrNull();
        if (target != null) {
            learner.observed(run, task, target, coldStartNanos);
            run.found(task, (coldStartNanos > 0) ? TargetState.Found.COLD_AND_UNCLEAR : TargetState.Found.WARM);
        }
    }

    void closeRun(Run run) {
        books.events++;
        if (run.closed) {
            report(new Problem(Problem.Kind.AFTER_CLOSE, run.handle.id(), "closed after it was closed or forgotten"));
        } else {
            close(run);
        }
    }

    private void close(Run run) {
        long now = now();
        for (Need need : List.copyOf(run.pending)) {
            settle(need, Kind.CANCELLED, Rationale.of("the run was closed"));
        }
        for (Task task : List.copyOf(run.state.running())) {
            callsEnded(run, task, now);
        }
        if (run.started) {
            // What could have started and did not was a branch that was not taken.
            run.state.ready().forEach(task -> learner.skipped(run, task));
        }
        release(run);
    }

    private void release(Run run) {
        run.closed = true;
        books.runsOpen--;
        if (run.timer != null) {
            run.timer.cancel();
            run.timer = null;
        }
        openRuns.remove(run);
        if (openRuns.oldest() == null && forgetTimer != null) {
            forgetTimer.cancel();
            forgetTimer = null;
        }
    }

    /** Counts an event of a task; false if it comes too late to change anything. */
    private boolean arrived(Run run, Task task, String event) {
        books.events++;
        if (run.closed) {
            report(new Problem(
                    Problem.Kind.AFTER_CLOSE,
                    run.handle.id(),
                    "task " + task + " " + event + " after the run was closed"));
            return false;
        }
        touch(run);
        return true;
    }

    private void judge(Run run, Task task, String event, TaskState before, Problem.@Nullable Kind problem) {
        if (problem != null) {
            report(new Problem(problem, run.handle.id(), "task " + task + " " + event + " while it was " + before));
        }
    }

    private void touch(Run run) {
        run.lastEventAt = now();
        if (run.started) {
            openRuns.touch(run);
            if (forgetTimer == null) {
                forgetTimer = scheduler.schedule(runTimeToLive, this::forgetRuns);
            }
        }
        plan(run);
    }

    /** Has the run planned anew after the batch. */
    private void plan(Run run) {
        if (!run.dirty) {
            run.dirty = true;
            dirty.add(run);
        }
    }

    private void callsEnded(Run run, Task task, long at) {
        Target target = task.targetOrNull();
        if (target != null) {
            state(target).callsEnded(run.state.width(task), at);
        }
    }

    // Planning.

    private void afterBatch() {
        for (Run run = dirty.poll(); run != null; run = dirty.poll()) {
            run.dirty = false;
            replan(run);
        }
        publish();
        if (keeper != null) {
            keeper.changed();
        }
    }

    private void wake(Run run) {
        run.timer = null;
        run.timerAt = Long.MAX_VALUE;
        if (closed || run.closed) {
            return;
        }
        if (!run.started && now() >= announcementEnds(run)) {
            forgetAnnouncement(run);
            forget(run, "it was announced, but did not start within " + ANNOUNCEMENT_GRACE);
        } else {
            replan(run);
        }
        publish();
    }

    private static long announcementEnds(Run run) {
        return Nanos.plus(Math.max(run.lastEventAt, run.startsAt), ANNOUNCEMENT_GRACE);
    }

    /** Forgets the runs that have had no event for their time to live. */
    private void forgetRuns() {
        forgetTimer = null;
        long now = now();
        for (Run run = openRuns.oldest(); run != null; run = openRuns.oldest()) {
            long end = Nanos.plus(run.lastEventAt, runTimeToLive);
            if (end > now) {
                forgetTimer = scheduler.schedule(Duration.ofNanos(end - now), this::forgetRuns);
                break;
            }
            forget(run, "it was not closed within " + runTimeToLive + " after its last event");
        }
        publish();
    }

    private void forget(Run run, String why) {
        report(new Problem(Problem.Kind.RUN_FORGOTTEN, run.handle.id(), why));
        close(run);
    }

    private void replan(Run run) {
        if (closed || run.closed) {
            return;
        }
        long now = now();
        Plan plan = ask(run, now);
        if (plan != null) {
            adopt(run, plan, now);
        } else if (run.reviewAt <= now) {
            // The review has been tried; asking a strategy that fails again and again would keep the loop busy for
            // ever.
            run.reviewAt = Long.MAX_VALUE;
        }
        List<Need> due = run.due(now);
        for (int i = 0; i < due.size(); i++) {
            dueOrWaiting(due.get(i), now);
        }
        for (int i = 0; i < bursts.size(); i++) {
            takeAlong(bursts.get(i), now);
        }
        sendBursts(now);
        setTimer(run, now);
    }

    private void dueOrWaiting(Need need, long now) {
        need.stage = Need.Stage.WAITING;
        due(need, now);
        if (need.stage == Need.Stage.WAITING) {
            waiting.add(need);
            awaitRate(now);
        }
    }

    /**
     * Adds what would be due very soon, or, behind the last place in flight, would have to wait until an instance has
     * started: a little early costs less than that.
     */
    private void takeAlong(Burst burst, long now) {
        long early = EARLY_NANOS;
        if (gate.full(burst.target)) {
            double coldStart = burst.target.statistics.coldStarts().forBurst(1).quantile(0.5);
            early = Math.max(early, Math.round(1e9 * coldStart));
        }
        for (Need need : burst.run.due(Nanos.plus(now, Duration.ofNanos(early)))) {
            if (need.warmup.target().equals(burst.target.target)) {
                dueOrWaiting(need, now);
            }
        }
    }

    private @Nullable Plan ask(Run run, long now) {
        try {
            Plan plan = strategy.plan(view.of(run, now));
            if (plan == null) {
                throw new IllegalStateException("the strategy returned null");
            }
            return plan;
        } catch (Throwable t) {
            report(new Problem(Problem.Kind.STRATEGY_FAILED, run.handle.id(), t.toString()), t);
            return null;
        }
    }

    /** Brings the pending needs in line with a plan: keeps, moves, cancels, adds. */
    private void adopt(Run run, Plan plan, long now) {
        run.plans++;
        for (Warmup warmup : plan.warmups()) {
            wish(run, warmup, now);
        }
        for (int i = run.pending.size() - 1; i >= 0; i--) {
            Need need = run.pending.get(i);
            if (need.plan != run.plans) {
                settle(need, Kind.CANCELLED, Rationale.of("no longer wished: task is " + run.state.state(need.task)));
            }
        }
        for (Plan.Refusal refusal : plan.refusals()) {
            run.refused(refusal, now);
        }
        run.reviewAt = (plan.review() == null)
                ? Long.MAX_VALUE
                : Math.max(now + SHORTEST_REVIEW_NANOS, Nanos.of(plan.review()));
    }

    private void wish(Run run, Warmup warmup, long now) {
        Task task = warmup.task();
        List<Task> tasks = run.workflow.tasks();
        if (task.index() >= tasks.size() || tasks.get(task.index()) != task || !run.state.is(task, TaskState.PENDING)) {
            report(new Problem(
                    Problem.Kind.STRATEGY_FAILED,
                    run.handle.id(),
                    "a warm-up was planned for task " + task + ", which is not pending in this run"));
            return;
        }
        Need need = run.need(task);
        if (need == null || (!need.pending() && warmup.round() > need.round)) {
            if (need != null) {
                state(warmup.target()).release(need);
            }
            need = new Need(run, warmup);
            run.add(need);
            books.planned++;
            books.pending++;
            long sendAt = Nanos.of(warmup.sendAt());
            if (sendAt > now) {
                decide(need, Kind.PLANNED, warmup.instances(), warmup.reason(), sendAt - now);
            }
        } else if (need.pending() && need.round == warmup.round()) {
            need.warmup = warmup;
            if (need.stage == Need.Stage.WAITING && Nanos.of(warmup.sendAt()) > now) {
                waiting.remove(need);
                need.stage = Need.Stage.PLANNED;
            }
        }
        need.plan = run.plans;
    }

    private void setTimer(Run run, long now) {
        long next = run.started ? run.reviewAt : Math.min(run.reviewAt, announcementEnds(run));
        for (int i = 0; i < run.pending.size(); i++) {
            Need need = run.pending.get(i);
            if (need.stage == Need.Stage.PLANNED) {
                next = Math.min(next, Nanos.of(need.warmup.sendAt()));
            }
        }
        if (next != run.timerAt) {
            if (run.timer != null) {
                run.timer.cancel();
                run.timer = null;
            }
            run.timerAt = next;
            if (next != Long.MAX_VALUE) {
                run.timer = scheduler.schedule(Duration.ofNanos(Math.max(0, next - now)), () -> wake(run));
            }
        }
    }

    // Sending.

    /** Looks again at what the limits hold back; only when they may allow more, since much may be waiting. */
    private void drainWaiting(long now) {
        for (int i = waiting.size(); i > 0; i--) {
            Need need = waiting.remove();
            if (need.stage == Need.Stage.WAITING) {
                due(need, now);
                if (need.stage == Need.Stage.WAITING) {
                    waiting.add(need);
                }
            }
        }
        sendBursts(now);
        awaitRate(now);
    }

    /** Comes back when the rate allows more; places in flight become free by an answer. */
    private void awaitRate(long now) {
        if (!waiting.isEmpty() && rateTimer == null) {
            long wait = gate.nanosToToken(now);
            if (wait > 0) {
                rateTimer = scheduler.schedule(Duration.ofNanos(wait), this::rateAllows);
            }
        }
    }

    private void rateAllows() {
        rateTimer = null;
        drainWaiting(now());
        publish();
    }

    private void due(Need need, long now) {
        Run run = need.run;
        if (run.closed || !run.state.is(need.task, TaskState.PENDING)) {
            drop(need, "the task came first");
            return;
        }
        TargetState target = state(need.warmup.target());
        target.prune(now, this::wasted);
        int calls = run.state.width(need.task);
        int free = target.freeCalls(Math.max(now, Nanos.of(need.warmup.neededAt())), run, need.task);
        if (free >= calls) {
            settle(need, Kind.SUPPRESSED, Rationale.of("enough instances are warm or being warmed"));
            target.claim(need);
        } else if (!target.breaker.allows(now)) {
            drop(need, "warm-ups of this target keep failing");
        } else {
            Burst burst = burst(run, target);
            if (burst == null && gate.allows(target, now)) {
                burst = new Burst(target, run, now, Nanos.of(need.warmup.neededAt()));
                gate.entered(target);
                bursts.add(burst);
            }
            if (burst != null && gate.allowsMore(now)) {
                int wanted = Math.min(need.warmup.instances(), target.target.instancesFor(calls - free));
                send(need, new Sent(need, burst, Math.max(1, wanted)));
            }
        }
    }

    /** The burst that is being made up, if there is one. */
    private @Nullable Burst burst(Run run, TargetState target) {
        for (int i = 0; i < bursts.size(); i++) {
            Burst burst = bursts.get(i);
            if (burst.run == run && burst.target == target) {
                return burst;
            }
        }
        return null;
    }

    private void send(Need need, Sent sent) {
        need.sent = sent;
        need.stage = Need.Stage.SENT;
        need.run.pending.remove(need);
        books.pending--;
        books.sent++;
        books.open++;
        decide(need, Kind.SENT, sent.instances, need.warmup.reason(), -1);
        sent.burst.add(sent);
        sent.target.sent(sent);
        sent.target.claim(need);
        gate.takes(sent.instances);
    }

    private void sendBursts(long now) {
        for (int i = 0; i < bursts.size(); i++) {
            Burst burst = bursts.get(i);
            WarmupRequest request = new WarmupRequest(
                    burst.target.target,
                    burst.instances,
                    burst.ready,
                    Math.min(burst.instances, burst.lapsing),
                    Nanos.instant(Nanos.plus(now, limits.timeout())),
                    burst.run.handle.id());
            burst.target.breaker.attempted(now);
            burst.deadline = scheduler.schedule(
                    limits.timeout(),
                    () -> answer(burst, new WarmupResult.Failed("no answer within " + limits.timeout(), true)));
            caller.call(burst, request);
        }
        bursts.clear();
    }

    private void clientFailed(Burst burst, Throwable cause) {
        report(new Problem(Problem.Kind.CLIENT_FAILED, burst.run.handle.id(), cause.toString()), cause);
        answer(burst, new WarmupResult.Failed(cause.toString(), false));
    }

    private void answer(Burst burst, WarmupResult result) {
        if (burst.answered) {
            return;
        }
        long now = now();
        burst.abandon();
        TargetState target = burst.target;
        gate.left(target);
        for (Sent sent : burst.sents) {
            target.ended(sent);
        }
        if (result instanceof WarmupResult.Failed failed) {
            target.breaker.failed(now);
            for (Sent sent : burst.sents) {
                failed(sent, failed.reason());
            }
        } else {
            target.breaker.succeeded();
            ready(burst, result, now);
            Learner.answered(burst, result, now);
        }
        for (Sent sent : burst.sents) {
            if (!sent.need.run.closed) {
                plan(sent.need.run);
            }
        }
        drainWaiting(now);
        afterBatch();
    }

    private void failed(Sent sent, String reason) {
        sent.target.release(sent.need);
        // A task that came while it was under way has settled it already.
        if (sent.outcome == Sent.Outcome.OPEN) {
            sent.outcome = Sent.Outcome.FAILED;
            books.open--;
            books.failed++;
            decide(sent.need, Kind.FAILED, sent.instances, Rationale.of(reason), -1);
        }
    }

    private void ready(Burst burst, WarmupResult result, long now) {
        for (Sent sent : burst.sents) {
            sent.readyAt = now;
            if (result instanceof WarmupResult.Started) {
                burst.target.started(sent, now);
            }
        }
        if (result instanceof WarmupResult.AlreadyWarm) {
            foundWarm(burst, now);
        }
        for (Sent sent : burst.sents) {
            if (sent.outcome == Sent.Outcome.OPEN) {
                awaitLapse(sent);
            }
        }
    }

    private void foundWarm(Burst burst, long now) {
        burst.target.prune(now, this::wasted);
        burst.target.foundWarm(
                burst,
                now,
                older -> wasted(older, "a later warm-up found it before any task used it, and counts for it"),
                none -> {
                    if (none.outcome == Sent.Outcome.OPEN) {
                        wasted(none, "it found only what was in use, or is always kept");
                    }
                });
    }

    /** Retention may lapse unnoticed if nothing else happens to the target. */
    private void awaitLapse(Sent sent) {
        scheduler.schedule(sent.target.statistics.retention().current().plusNanos(1), () -> sweep(sent));
    }

    private void sweep(Sent sent) {
        if (!closed && sent.outcome == Sent.Outcome.OPEN) {
            sent.target.prune(now(), this::wasted);
            if (sent.outcome == Sent.Outcome.OPEN) {
                // The belief about retention has grown meanwhile.
                awaitLapse(sent);
            }
            publish();
        }
    }

    private void wasted(Sent sent) {
        wasted(sent, "it lapsed before any task used it");
    }

    private void wasted(Sent sent, String reason) {
        sent.outcome = Sent.Outcome.WASTED;
        books.open--;
        books.wasted++;
        sent.target.release(sent.need);
        decide(sent.need, Kind.WASTED, sent.instances, Rationale.of(reason), -1);
    }

    // Settling.

    private void drop(Need need, String reason) {
        settle(need, Kind.DROPPED, Rationale.of(reason));
    }

    /** Ends a pending need without sending it. */
    private void settle(Need need, Kind kind, Rationale reason) {
        need.stage = Need.Stage.SETTLED;
        need.run.pending.remove(need);
        books.pending--;
        switch (kind) {
            case CANCELLED -> books.cancelled++;
            case SUPPRESSED -> books.suppressed++;
            default -> books.dropped++;
        }
        if (kind == Kind.CANCELLED) {
            need.run.forget(need);
        }
        decide(need, kind, 0, reason, -1);
    }

    /** @param span in nanoseconds; negative for none */
    private void decide(Need need, Kind kind, int instances, Rationale reason, long span) {
        Decision decision = new Decision(
                Nanos.instant(now()),
                kind,
                need.task.id(),
                need.warmup.target().name(),
                instances,
                reason,
                (span < 0) ? null : Duration.ofNanos(span));
        need.run.decided(decision);
        notifications.decision(need.run.handle, decision);
    }

    // Odds and ends.

    long now() {
        return Nanos.of(scheduler.now());
    }

    TargetState state(Target target) {
        TargetState state = targets.get(target.name());
        if (state == null) {
            if (targets.size() >= 2 * Math.max(MANY_TARGETS, targetsAfterPurge)) {
                forgetTargets();
            }
            state = new TargetState(target, statistics.of(target));
            targets.put(target.name(), state);
        }
        return state;
    }

    private void forgetTargets() {
        long now = now();
        targets.values().removeIf(target -> {
            target.prune(now, this::wasted);
            return target.forgettable();
        });
        targetsAfterPurge = targets.size();
    }

    private void report(Problem problem) {
        report(problem, null);
    }

    private void report(Problem problem, @Nullable Throwable cause) {
        count(problem, cause);
        notifications.problem(problem);
    }

    /** For any thread: counts at once, but leaves it to the loop to tell the listener. */
    void reportFromOutside(Problem problem) {
        count(problem, null);
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
        count(new Problem(Problem.Kind.LISTENER_FAILED, "", cause.toString()), cause);
    }

    private void count(Problem problem, @Nullable Throwable cause) {
        boolean first;
        synchronized (logged) {
            first = logged.add(problem.kind());
        }
        if (first) {
            LOGGER.log(
                    Level.WARNING,
                    problem.kind() + (problem.run().isEmpty() ? "" : " in run " + problem.run()) + ": "
                            + problem.detail()
                            + " (later ones are counted, not logged)",
                    cause);
        }
        problems.incrementAndGet();
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
        if (!closed) {
            for (Run run = openRuns.oldest(); run != null; run = openRuns.oldest()) {
                close(run);
            }
            announced.values().forEach(expected -> expected.forEach(this::close));
            closed = true;
            if (rateTimer != null) {
                rateTimer.cancel();
            }
            targets.values().forEach(TargetState::abandon);
            waiting.clear();
            publish();
            loop.close();
            if (keeper != null) {
                keeper.close(onEnd);
                return;
            }
        }
        onEnd.run();
    }
}
