package dev.prewarm.engine;

import dev.prewarm.Estimate;
import dev.prewarm.Task;
import dev.prewarm.WarmupResult;
import dev.prewarm.engine.Occupancy.Found;
import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.DurationHistory;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.forecast.Retention;
import dev.prewarm.forecast.WorkflowStatistics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the events of runs, and the answers to warm-ups, teach. Confined to the loop. */
final class Learner {
    private final LearnedStatistics statistics;
    private final Ledger ledger;

    Learner(LearnedStatistics statistics, Ledger ledger) {
        this.statistics = statistics;
        this.ledger = ledger;
    }

    /** A call has finished: its duration counts by how it found its target, if it has one. */
    void finished(Run run, Call call, @Nullable TargetState target) {
        double seconds = Nanos.seconds(Math.max(0, call.end - call.start));
        if (call.gotPlaceLeft()) {
            served(run, call);
            return;
        }
        switch (call.found) {
            case STARTING -> {
                // What it waited for its instance is known only if the client has answered by now.
                if (call.awaited != null && call.awaited.readyAt >= 0) {
                    served(run, call);
                }
            }
            case COLD -> believedCold(run, call, target, seconds);
            case WARM, DOUBTED, COLD_AND_UNCLEAR -> believedWarm(run, call, target, seconds);
        }
    }

    /** It is known since when a call was served that has waited. */
    private void served(Run run, Call call) {
        double seconds = Nanos.seconds(Math.max(0, call.end - call.servedSince()));
        call.teaches(statistics.of(run.workflow).warm(call.task), seconds, run.live());
    }

    /** A call has found its target cold, or not. */
    void found(Run run, Call call, boolean cold) {
        statistics.of(run.workflow).called(call.task, cold);
        if (cold) {
            ledger.coldStart();
        }
    }

    /** What a call of the task is taken to have found that is warm as far as is known; where that is in doubt, what more of its calls did. */
    Found warm(Run run, Task task, boolean doubted) {
        if (!doubted) {
            return Found.WARM;
        }
        WorkflowStatistics learned = statistics.of(run.workflow);
        return (learned.cold(task).count() > learned.warm(task).count()) ? Found.COLD_AND_UNCLEAR : Found.DOUBTED;
    }

    /** Where the duration of a call belongs, by what it found. */
    DurationHistory historyOf(Run run, Call call, @Nullable TargetState target, double seconds) {
        return historyOf(run, call, looks(run, call, target, seconds));
    }

    /** What is not clear belongs to what is believed; and where that is in doubt, to what it looks more like. */
    private DurationHistory historyOf(Run run, Call call, Looks looks) {
        boolean coldUnlessItLooksWarm = call.found.cold() || call.found == Found.DOUBTED;
        boolean cold = looks.compareTo(coldUnlessItLooksWarm ? Looks.UNCLEAR : Looks.COLD) >= 0;
        WorkflowStatistics learned = statistics.of(run.workflow);
        return cold ? learned.cold(call.task) : learned.warm(call.task);
    }

    /** It found an instance that may have been warm; or nothing can be said against it. */
    private void believedWarm(Run run, Call call, @Nullable TargetState target, double seconds) {
        Looks looks = looks(run, call, target, seconds);
        if (target != null && testifies(call, target)) {
            testified(looks, Duration.ofNanos(call.idleBefore), target.statistics.retention());
        }
        call.teaches(historyOf(run, call, looks), seconds, run.live());
    }

    /** A call looks so that found an instance which had been idle for so long and was believed warm. */
    private void testified(Looks looks, Duration idle, Retention retention) {
        boolean sure = idle.compareTo(retention.certain()) <= 0;
        if (looks == Looks.WARM) {
            retention.foundWarm(idle);
        } else if (looks == Looks.COLD) {
            retention.looksCold(idle);
            if (sure) {
                ledger.lookedCold();
            }
        } else if (sure) {
            retention.foundUnclear(idle);
        }
    }

    /** Whether how long the call took says anything of how long its instance was kept. */
    private static boolean testifies(Call call, TargetState target) {
        return !call.told && target.statistics.retention().concerns(Duration.ofNanos(call.idleBefore));
    }

    /**
     * What a call that met a cold start takes longer than others do is the cold start. Without this, a cold start that was short
     * when it was measured, so that it is no longer hidden, would never be measured again. Only where the difference is larger
     * than that between calls which meet none.
     */
    private void believedCold(Run run, Call call, @Nullable TargetState target, double seconds) {
        Task task = call.task;
        WorkflowStatistics learned = statistics.of(run.workflow);
        if (target != null && wasWarmAfterAll(run, call, target, seconds)) {
            target.statistics.retention().foundWarm(Duration.ofNanos(call.unseenBefore));
            call.teaches(learned.warm(task), seconds, run.live());
            return;
        }
        call.teaches(learned.cold(task), seconds, run.live());
        if (target != null && surelyCold(call, target.statistics.retention())) {
            learned.weighDeclared(task, target.target().instancesFor(call.width), target.statistics.coldStarts());
        }
        if (target != null && known(learned, task) && !target.shared(call.width)) {
            Estimate warm = learned.duration(task);
            double median = warm.quantile(0.5);
            double excess = learned.cold(task).quantile(0.5) - median;
            if (excess > 0 && excess >= warm.draw(0.9) - warm.draw(0.1)) {
                int instances = target.target().instancesFor(call.width);
                measured(target, instances, Math.max(0, seconds - median), call.start, call.end);
            }
        }
    }

    /** Whether nothing of this engine's own can have kept an instance for it. */
    private static boolean surelyCold(Call call, Retention retention) {
        Duration unseen = Duration.ofNanos(call.unseenBefore);
        return call.told || unseen.isNegative() || unseen.compareTo(retention.declared()) > 0;
    }

    /**
     * Whether a call was as quick as those that meet no cold start, on an instance that may have been kept, by what is declared. Without
     * this a belief that is too short would never be found out where nothing is warmed.
     */
    private boolean wasWarmAfterAll(Run run, Call call, TargetState target, double seconds) {
        WorkflowStatistics learned = statistics.of(run.workflow);
        Retention retention = target.statistics.retention();
        Duration unseen = Duration.ofNanos(call.unseenBefore);
        return !surelyCold(call, retention)
                && retention.concerns(unseen)
                && known(learned, call.task)
                && looks(call, target, seconds, learned) == Looks.WARM;
    }

    /** What the duration of a call says, by what is known of others; nothing where it does not testify. */
    private Looks looks(Run run, Call call, @Nullable TargetState target, double seconds) {
        if (target == null || call.found == Found.COLD || !testifies(call, target)) {
            return Looks.UNCLEAR;
        }
        return looks(call, target, seconds, statistics.of(run.workflow));
    }

    private static Looks looks(Call call, TargetState target, double seconds, WorkflowStatistics learned) {
        Estimate warm = known(learned, call.task) ? learned.duration(call.task) : null;
        return Looks.of(seconds, warm, learned.cold(call.task), target.coldStart(1));
    }

    private static boolean known(WorkflowStatistics learned, Task task) {
        return learned.declared(task) || learned.warm(task).count() > 0;
    }

    /** The orchestrator knows whether a call met a cold start: of how many nanoseconds, 0 for none. */
    void observed(Call call, TargetState target, long coldStartNanos) {
        boolean cold = coldStartNanos > 0;
        // Where an instance was starting already, or another call left its place, it has not waited for the whole.
        if (cold && call.found != Found.STARTING && call.servedAt == Call.UNSEEN) {
            int instances = target.target().instancesFor(call.width);
            long ready = call.start + coldStartNanos;
            measured(target, instances, Nanos.seconds(coldStartNanos), call.start, ready);
        }
        Retention retention = target.statistics.retention();
        Duration idle = Duration.ofNanos(call.idleBefore);
        if (!idle.isZero() && !call.told) {
            if (cold) {
                if (idle.compareTo(retention.certain()) <= 0) {
                    ledger.lookedCold();
                }
                retention.foundCold(idle);
            } else {
                retention.foundWarm(idle);
            }
        }
    }

    /** The client says that what was sent is warm. */
    void answered(Burst burst, WarmupResult result, long now) {
        TargetState target = burst.target;
        Retention retention = target.statistics.retention();
        Duration idle = Duration.ofNanos(burst.idleFor);
        Duration unseen = Duration.ofNanos(burst.unseenFor);
        if (result instanceof WarmupResult.Started started) {
            if (started.coldStart().compareTo(Engine.LONGEST_COLD_START) <= 0) {
                double seconds = Nanos.seconds(started.coldStart().toNanos());
                measured(target, started.instancesOf(burst.instances), seconds, burst.sentAt, now);
            }
            if (burst.goneAfter() >= 0) {
                retention.foundCold(Duration.ofNanos(burst.goneAfter()));
            }
            if (burst.ready == 0) {
                target.statistics.wasWarmAnyway(false);
            }
        } else if (!idle.isNegative()) {
            retention.foundWarm(idle);
        } else if (burst.ready == 0 && !unseen.isNegative() && unseen.compareTo(retention.declared()) <= 0) {
            retention.foundWarm(unseen);
        } else if (burst.ready == 0) {
            // Something else keeps it warm. That is no cold start of no time.
            target.statistics.wasWarmAnyway(true);
            ledger.warmAnyway();
        }
    }

    private static void measured(TargetState target, int instances, double seconds, long since, long now) {
        ColdStarts coldStarts = target.statistics.coldStarts();
        if (target.measuredSince(since, now)) {
            coldStarts.addSimultaneous(instances, seconds);
        } else {
            coldStarts.add(instances, seconds);
        }
    }
}
