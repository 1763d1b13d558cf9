package dev.prewarm.engine;

import dev.prewarm.Cancellable;
import dev.prewarm.Problem;
import dev.prewarm.Rationale;
import dev.prewarm.Scheduler;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupLimits;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is due, if it is still needed and the limits allow it, and takes the answers. Confined to the loop.
 */
final class Dispatcher {
    /** By so much a warm-up may come early if it can go with another one. */
    private static final long EARLY_NANOS = 200_000_000;

    private static final Rationale COVERED = Rationale.of("enough instances are warm or being warmed");

    private final Scheduler scheduler;
    private final WarmupLimits limits;
    private final ClientCaller caller;
    private final WarmupGate gate;
    private final Targets targets;
    private final Learner learner;
    private final Ledger ledger;
    private final BiConsumer<Problem, @Nullable Throwable> problems;
    private final Consumer<Run> replan;
    private final Runnable afterAnswer;
    private final FailureLog failures = new FailureLog();
    private final ArrayDeque<Need> waiting = new ArrayDeque<>();
    /** Those that are being made up; the client is asked for them once all that is due has been looked at. */
    private final List<Burst> bursts = new ArrayList<>(2);

    private @Nullable Cancellable rateTimer;

    /**
     * A dispatcher that nothing waits for.
     *
     * @param replan takes the runs that an answer concerns
     * @param afterAnswer is run after an answer, or a timer, has changed something
     */
    Dispatcher(
            Scheduler scheduler,
            WarmupLimits limits,
            WarmupClient client,
            Executor executor,
            EventLoop loop,
            Targets targets,
            Learner learner,
            Ledger ledger,
            BiConsumer<Problem, @Nullable Throwable> problems,
            Consumer<Run> replan,
            Runnable afterAnswer) {
        this.scheduler = scheduler;
        this.limits = limits;
        this.caller = new ClientCaller(client, executor, loop, this::answer, this::clientFailed);
        this.gate = new WarmupGate(limits);
        this.targets = targets;
        this.learner = learner;
        this.ledger = ledger;
        this.problems = problems;
        this.replan = replan;
        this.afterAnswer = afterAnswer;
    }

    private long now() {
        return Nanos.of(scheduler.now());
    }

    /** What is due in the run is sent, covered or dropped, or waits. */
    void sendDue(Run run, long now) {
        List<Need> due = run.due(now);
        for (int i = 0; i < due.size(); i++) {
            dueOrWaiting(due.get(i), now);
        }
        for (int i = 0; i < bursts.size(); i++) {
            takeAlong(bursts.get(i), now);
        }
        sendBursts(now);
    }

    /** A need that was due is not due yet after all. */
    void moved(Need need) {
        waiting.remove(need);
        need.stage = Need.Stage.PLANNED;
    }

    private void dueOrWaiting(Need need, long now) {
        look(need, now);
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
            if (need.stage == Need.Stage.PLANNED
                    && need.warmup.target().name().equals(burst.target.target().name())) {
                dueOrWaiting(need, now);
            }
        }
    }

    /** Looks again at what the limits hold back; only when they may allow more, since much may be waiting. */
    private void drainWaiting(long now) {
        for (int i = waiting.size(); i > 0; i--) {
            Need need = waiting.remove();
            if (need.stage == Need.Stage.WAITING) {
                look(need, now);
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
        afterAnswer.run();
    }

    /** A need is due: it is sent, or else it is waiting, covered or dropped afterwards. */
    private void look(Need need, long now) {
        Run run = need.run;
        if (run.closed || !run.state.awaited(need.task)) {
            ledger.dropped(need, "the task came first");
            return;
        }
        TargetState target = targets.of(need.warmup.target(), now);
        target.prune(now, ledger::lapsed);
        int calls = run.state.width(need.task);
        long neededAt = Math.max(now, Nanos.of(need.warmup.neededAt()));
        int free = target.freeCalls(neededAt, run, need.task);
        if (free >= calls) {
            covered(need, target, calls, now);
        } else if (!target.breaker.allows(now)) {
            ledger.dropped(need, "warm-ups of this target keep failing");
        } else {
            need.stage = Need.Stage.WAITING;
            Burst burst = burst(run, target);
            if (burst == null && gate.allows(target, now)) {
                burst = new Burst(target, run, now, neededAt);
                gate.entered(target);
                bursts.add(burst);
            }
            if (burst != null && gate.allowsMore(now)) {
                int wanted = Math.min(need.warmup.instances(), target.target().instancesFor(calls - free));
                boolean probe = target.doubted(neededAt, calls, run, need.task);
                send(need, new Sent(need, burst, Math.max(1, wanted)), probe);
            }
        }
    }

    /** Warm now is not warm when the task comes: it is looked at again before what is there lapses. */
    private void covered(Need need, TargetState target, int calls, long now) {
        need.lookAt = target.coveredUntil(now, calls, need.run, need.task);
        if (need.stage != Need.Stage.COVERED) {
            need.stage = Need.Stage.COVERED;
            target.claim(need);
            ledger.covered(need, COVERED);
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

    private void send(Need need, Sent sent, boolean probe) {
        sent.burst.add(sent);
        ledger.sent(need, sent, probe);
        sent.target.sent(sent);
        sent.target.release(need);
        sent.target.claim(need);
        gate.takes(sent.instances);
    }

    private void sendBursts(long now) {
        for (int i = 0; i < bursts.size(); i++) {
            Burst burst = bursts.get(i);
            WarmupRequest request = WarmupRequest.builder(
                            burst.target.target(), Nanos.instant(Nanos.plus(now, limits.timeout())))
                    .instances(burst.instances)
                    .believedReady(burst.ready)
                    .renewed(burst.renewed())
                    .runId(burst.run.handle.id())
                    .build();
            burst.target.breaker.attempted(now);
            burst.deadline = scheduler.schedule(limits.timeout(), () -> timedOut(burst));
            caller.call(burst, request);
        }
        bursts.clear();
    }

    private void timedOut(Burst burst) {
        answer(burst, WarmupResult.failed("no answer within " + limits.timeout(), true), burst.instances);
    }

    private void clientFailed(Burst burst, Throwable cause) {
        problems.accept(Problem.of(Problem.Kind.CLIENT_FAILED, burst.run.handle.id(), cause.toString()), cause);
        answer(burst, WarmupResult.failed(cause.toString(), false));
    }

    private void answer(Burst burst, WarmupResult result) {
        answer(
                burst,
                result,
                (result instanceof WarmupResult.Started started) ? started.instancesOf(burst.instances) : 0);
    }

    /** @param perhapsStarted the instances that the platform has been made to start, as far as is known */
    private void answer(Burst burst, WarmupResult result, int perhapsStarted) {
        if (burst.answered) {
            return;
        }
        long now = now();
        burst.abandon();
        TargetState target = burst.target;
        gate.left(target);
        gate.returns(burst.instances - perhapsStarted, now);
        for (Sent sent : burst.sents) {
            target.ended(sent);
        }
        if (result instanceof WarmupResult.Failed failed) {
            target.breaker.failed(now);
            failures.failed(target, failed.reason(), now);
            for (Sent sent : burst.sents) {
                failed(sent, failed.reason());
            }
        } else {
            target.breaker.succeeded();
            failures.succeeded(target, now);
            if (result instanceof WarmupResult.Started started) {
                absurd(burst, started);
                started(burst, perhapsStarted, now);
            } else {
                foundWarm(burst, now);
            }
            learner.answered(burst, result, now);
        }
        for (Sent sent : burst.sents) {
            if (!sent.need.run.closed) {
                replan.accept(sent.need.run);
            }
        }
        drainWaiting(now);
        afterAnswer.run();
    }

    private void absurd(Burst burst, WarmupResult.Started started) {
        if (started.coldStart().compareTo(Engine.LONGEST_COLD_START) > 0) {
            problems.accept(
                    Problem.of(
                            Problem.Kind.CLIENT_FAILED,
                            burst.run.handle.id(),
                            "the client told of a cold start of " + started.coldStart() + ", but at most "
                                    + Engine.LONGEST_COLD_START + " is believed"),
                    null);
        }
    }

    private void failed(Sent sent, String reason) {
        sent.target.release(sent.need);
        // A task that came while it was under way has settled it already.
        if (sent.outcome == Sent.Outcome.OPEN) {
            ledger.failed(sent, reason);
        }
    }

    /** Fewer than were asked for may have been started; those that were sent last go without. */
    private void started(Burst burst, int instances, long now) {
        if (burst.findsOrStarts()) {
            burst.target.gone(burst.sentAt, ledger::lapsed);
        }
        int left = instances;
        for (Sent sent : burst.sents) {
            sent.instances = Math.min(sent.instances, left);
            left -= sent.instances;
            if (sent.instances == 0) {
                failed(sent, "only " + instances + " of " + burst.instances + " instances were started");
            } else {
                sent.readyAt = now;
                burst.target.started(sent, now);
                awaitLapse(sent);
            }
        }
    }

    private void foundWarm(Burst burst, long now) {
        for (Sent sent : burst.sents) {
            sent.readyAt = now;
        }
        burst.target.prune(now, ledger::lapsed);
        burst.target.foundWarm(
                burst,
                now,
                older -> ledger.wasted(older, "a later warm-up found it before any task used it, and counts for it"),
                none -> {
                    if (none.outcome == Sent.Outcome.OPEN) {
                        ledger.wasted(none, "it found only what was in use, or is always kept");
                    }
                });
        burst.sents.forEach(this::awaitLapse);
    }

    /** Retention may lapse unnoticed if nothing else happens to the target. */
    private void awaitLapse(Sent sent) {
        if (sent.outcome == Sent.Outcome.OPEN) {
            scheduler.schedule(sent.target.statistics.retention().current().plusNanos(1), () -> sweep(sent));
        }
    }

    private void sweep(Sent sent) {
        if (sent.outcome == Sent.Outcome.OPEN) {
            sent.target.prune(now(), ledger::lapsed);
            // If it is open still, the belief about retention has grown meanwhile.
            awaitLapse(sent);
            afterAnswer.run();
        }
    }

    /** Nothing is sent any more. */
    void close() {
        if (rateTimer != null) {
            rateTimer.cancel();
        }
        waiting.clear();
    }
}
