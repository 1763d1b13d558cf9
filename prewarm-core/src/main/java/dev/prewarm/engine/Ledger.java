package dev.prewarm.engine;

import com.google.common.math.LongMath;
import dev.prewarm.Decision;
import dev.prewarm.Decision.Kind;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStats;
import dev.prewarm.Prewarmer;
import dev.prewarm.Rationale;
import dev.prewarm.Scheduler;
import dev.prewarm.Task;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * The counters behind {@link PrewarmStats}, and the only place that writes them: each thing that becomes of a wish is
 * counted, noted among the decisions of its run, told to the listener and logged here, in one step. Confined to the loop.
 */
final class Ledger {
    private static final System.Logger LOGGER = System.getLogger(Prewarmer.class.getName());

    private final Scheduler scheduler;
    private final Notifications notifications;
    private long runsStarted;
    private long runsOpen;
    private long events;
    private long planned;
    private long pending;
    private long cancelled;
    private long suppressed;
    private long dropped;
    private long sent;
    private long probes;
    private long used;
    private long late;
    private long wasted;
    private long failed;
    private long open;
    private long coldStarts;
    private long lookedCold;
    private long warmAnyway;
    private long idleNanos;
    private long savedNanos;

    Ledger(Scheduler scheduler, Notifications notifications) {
        this.scheduler = scheduler;
        this.notifications = notifications;
    }

    Counters snapshot() {
        return new Counters(
                runsStarted,
                runsOpen,
                events,
                planned,
                pending,
                cancelled,
                suppressed,
                dropped,
                sent,
                probes,
                used,
                late,
                wasted,
                failed,
                open,
                coldStarts,
                lookedCold,
                warmAnyway,
                idleNanos,
                savedNanos);
    }

    void event() {
        events++;
    }

    void runStarted() {
        runsStarted++;
    }

    void runOpened() {
        runsOpen++;
    }

    void runClosed() {
        runsOpen--;
    }

    /** A task started, and is believed to have met a cold start. */
    void coldStart() {
        coldStarts++;
    }

    /** A call that was believed to be warm met a cold start, by what was told or by its duration. */
    void lookedCold() {
        lookedCold++;
    }

    /** A warm-up found a target warm that was believed cold. */
    void warmAnyway() {
        warmAnyway++;
    }

    // What becomes of a need that is not sent.

    void planned(Need need, int instances, long inNanos) {
        planned++;
        pending++;
        if (inNanos > 0) {
            decide(need, Kind.PLANNED, instances, need.warmup.reason(), inNanos);
        }
    }

    /** Enough is warm or being warmed; looked at again when that lapses, so that the need is still pending. */
    void covered(Need need, Rationale reason) {
        decide(need, Kind.SUPPRESSED, 0, reason, -1);
    }

    /** The task came, or will not come, while enough was believed warm. */
    void suppressed(Need need) {
        settle(need);
        suppressed++;
    }

    void cancelled(Need need, Rationale reason) {
        settle(need);
        cancelled++;
        need.run.forget(need);
        decide(need, Kind.CANCELLED, 0, reason, -1);
    }

    void dropped(Need need, String reason) {
        settle(need);
        dropped++;
        decide(need, Kind.DROPPED, 0, Rationale.of(reason), -1);
    }

    private void settle(Need need) {
        need.stage = Need.Stage.SETTLED;
        need.run.pending.remove(need);
        pending--;
    }

    // What becomes of a need that is sent.

    /** @param probe whether it is sent only because a belief is in doubt */
    void sent(Need need, Sent warmup, boolean probe) {
        need.sent = warmup;
        need.stage = Need.Stage.SENT;
        need.run.pending.remove(need);
        pending--;
        sent++;
        open++;
        if (probe) {
            probes++;
        }
        decide(need, Kind.SENT, warmup.instances, need.warmup.reason(), -1);
    }

    /** A need is no longer wished: either it was served by what is warm, or it is called off. */
    void calledOff(Need need, Rationale reason) {
        if (need.stage == Need.Stage.COVERED) {
            suppressed(need);
        } else {
            cancelled(need, reason);
        }
    }

    /** A plan leaves a task cold on purpose. */
    void refused(Run run, Plan.Refusal refusal, long at) {
        Decision first = run.refused(refusal, at);
        if (first != null) {
            tell(run, first);
        }
    }

    /** A task has started on what was warmed, or is being warmed. */
    void used(Sent warmup, Run run, Task task, long at) {
        boolean ready = warmup.readyAt >= 0;
        long span = Math.max(0, at - (ready ? warmup.readyAt : warmup.sentAt));
        boolean own = warmup.need().run == run && warmup.need().task == task;
        Rationale reason = Rationale.of(own ? "the task started" : "task " + task + " of run " + run.id() + " started");
        if (ready) {
            used(warmup, reason, span);
        } else {
            late(warmup, reason, span);
        }
    }

    /** The instances were ready, and had been for so long. */
    private void used(Sent warmup, Rationale reason, long idle) {
        Need need = close(warmup, Sent.Outcome.USED);
        used++;
        idleNanos = LongMath.saturatedAdd(idleNanos, LongMath.saturatedMultiply(idle, warmup.instances));
        decide(need, Kind.USED, warmup.instances, reason, idle);
    }

    /** The task came before the instances were ready, and was spared so much of the cold start. */
    private void late(Sent warmup, Rationale reason, long spared) {
        Need need = close(warmup, Sent.Outcome.LATE);
        late++;
        savedNanos = LongMath.saturatedAdd(savedNanos, spared);
        decide(need, Kind.LATE, warmup.instances, reason, spared);
    }

    void wasted(Sent warmup, String reason) {
        Need need = close(warmup, Sent.Outcome.WASTED);
        wasted++;
        warmup.target.release(need);
        decide(need, Kind.WASTED, warmup.instances, Rationale.of(reason), -1);
    }

    /** It lapsed before any task used it. */
    void lapsed(Sent warmup) {
        wasted(warmup, "it lapsed before any task used it");
    }

    void failed(Sent warmup, String reason) {
        Need need = close(warmup, Sent.Outcome.FAILED);
        failed++;
        decide(need, Kind.FAILED, warmup.instances, Rationale.of(reason), -1);
    }

    private Need close(Sent warmup, Sent.Outcome outcome) {
        open--;
        return warmup.end(outcome);
    }

    /** @param span in nanoseconds; negative for none */
    private void decide(Need need, Kind kind, int instances, Rationale reason, long span) {
        Decision decision = Decision.of(
                        scheduler.wallClock(),
                        kind,
                        need.task.id(),
                        need.warmup.target().name())
                .instances(instances)
                .because(reason);
        if (span >= 0) {
            decision = decision.span(Duration.ofNanos(span));
        }
        need.run.decided(decision);
        tell(need.run, decision);
    }

    /** Tells the listener of a decision, and the log. */
    void tell(Run run, Decision decision) {
        notifications.decision(run.handle, decision);
        if (LOGGER.isLoggable(Level.DEBUG)) {
            LOGGER.log(Level.DEBUG, "run " + run.id() + ": " + decision.describe());
        }
    }
}
