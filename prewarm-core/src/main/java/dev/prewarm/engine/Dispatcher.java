package dev.prewarm.engine;

import dev.prewarm.Cancellable;
import dev.prewarm.Rationale;
import dev.prewarm.Scheduler;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is due, if it is still needed and the limits allow it. Confined to the loop.
 */
final class Dispatcher implements ClientCaller.Answered {
    /** By so much a warm-up may come early if it can go with another one. */
    private static final long EARLY_NANOS = 200_000_000;
    /** So many may wait before it is looked whether some of them do not any more. */
    private static final int MANY = 1_024;

    private static final Rationale COVERED = Rationale.of("enough instances are warm or being warmed");

    private final Scheduler scheduler;
    private final ClientCaller caller;
    private final WarmupGate gate;
    private final Targets targets;
    private final Ledger ledger;
    private final Answers answers;
    private final OpenCircuits circuits;
    private final Consumer<Run> replan;
    private final Runnable afterAnswer;
    private final ArrayDeque<Need> waiting = new ArrayDeque<>();
    private int waitingAfterPurge;
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
            ClientCaller caller,
            WarmupGate gate,
            Targets targets,
            Ledger ledger,
            Answers answers,
            Consumer<Run> replan,
            Runnable afterAnswer) {
        this.scheduler = scheduler;
        this.caller = caller;
        this.gate = gate;
        this.targets = targets;
        this.ledger = ledger;
        this.answers = answers;
        this.circuits = new OpenCircuits(scheduler, ledger, replan, afterAnswer);
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
            takeAlong(bursts.get(i), run, now);
        }
        sendBursts(now);
    }

    /** A need that was due is not due yet after all: until it is, nothing is kept free for it. */
    void moved(Need need, long now) {
        waiting.remove(need);
        release(need, now);
        need.stage = Need.Stage.PLANNED;
    }

    private void dueOrWaiting(Need need, long now) {
        look(need, now);
        if (need.stage == Need.Stage.WAITING) {
            purgeWaiting();
            waiting.add(need);
            awaitRate(now);
        }
    }

    /** Where a client never returns no place may become free: what does not wait any more is dropped all the same. */
    private void purgeWaiting() {
        if (waiting.size() >= 2 * Math.max(MANY, waitingAfterPurge)) {
            waiting.removeIf(need -> need.stage != Need.Stage.WAITING);
            waitingAfterPurge = waiting.size();
        }
    }

    /**
     * Adds what would be due very soon, or, behind the last place in flight, would have to wait until an instance has
     * started: a little early costs less than that.
     */
    private void takeAlong(Burst burst, Run run, long now) {
        long early = EARLY_NANOS;
        if (gate.full(burst.target)) {
            double coldStart = burst.target.likelyColdStart();
            early = Math.max(early, Math.round(1e9 * coldStart));
        }
        for (Need need : run.due(Nanos.plus(now, Duration.ofNanos(early)))) {
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
                } else if (need.stage == Need.Stage.COVERED) {
                    // The timer of its run does not know yet when it is looked at again.
                    replan.accept(need.run);
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
        } else {
            target.release(need);
            sendOrWait(need, target, calls - free, now);
        }
    }

    /** Too few places are free for the need, and none is kept free for it. */
    private void sendOrWait(Need need, TargetState target, int missing, long now) {
        Burst burst = burst(need.run, target);
        if (burst != null || circuits.allow(need, target, now)) {
            long neededAt = Math.max(now, Nanos.of(need.warmup.neededAt()));
            need.stage = Need.Stage.WAITING;
            if (burst == null && gate.allows(target, now)) {
                burst = new Burst(target, need.run.id(), now, target.lapsing(now, neededAt, need));
                gate.entered(target);
                target.breaker.attempted(now);
                bursts.add(burst);
            }
            if (burst != null && gate.allowsMore(now)) {
                int wanted = Math.min(need.warmup.instances(), target.target().instancesFor(missing));
                boolean probe = target.doubted(neededAt, need.run.state.width(need.task), need.run, need.task);
                send(need, new Sent(need, burst, Math.max(1, wanted)), probe, now);
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
            if (burst.isOf(run, target)) {
                return burst;
            }
        }
        return null;
    }

    private void send(Need need, Sent sent, boolean probe, long now) {
        int before = sent.burst.instances;
        sent.burst.add(sent);
        ledger.sent(need, sent, probe);
        sent.target.sent(sent);
        sent.target.claim(need);
        gate.counts(sent.burst.instances, before, now);
    }

    private void sendBursts(long now) {
        // Each is taken out first: whatever becomes of it, it does not stand in the way of the others.
        while (!bursts.isEmpty()) {
            caller.call(bursts.remove(0), now, this);
        }
    }

    @Override
    public void answer(Burst burst, WarmupResult result, int perhapsStarted) {
        if (burst.answered) {
            return;
        }
        long now = now();
        burst.abandon();
        if (!burst.blocked) {
            gate.left(burst.target);
        }
        gate.counts(perhapsStarted, burst.instances, now);
        answers.take(burst, result, perhapsStarted, now);
        if (!(result instanceof WarmupResult.Failed)) {
            circuits.closed(burst.target);
        }
        for (Sent sent : burst.sents) {
            Run run = sent.need().run;
            if (!run.closed) {
                replan.accept(run);
            }
            sent.dealtWith();
        }
        drainWaiting(now);
        afterAnswer.run();
    }

    @Override
    public void unblocked(Burst burst) {
        gate.left(burst.target);
        drainWaiting(now());
        afterAnswer.run();
    }

    /** Another round of the task's wish is planned: what was kept free for the one before is not kept any more. */
    void release(Need need, long now) {
        targets.of(need.warmup.target(), now).release(need);
    }

    /** Nothing is sent any more. */
    void close() {
        if (rateTimer != null) {
            rateTimer.cancel();
        }
        waiting.clear();
        circuits.close();
    }
}
