package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Estimate;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.WarmupResult;
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

    /** A running task finishes: its duration counts by how it found its target, if it has one. */
    void finished(Run run, Task task, @Nullable TargetState target, long at) {
        double seconds = Nanos.seconds(Math.max(0, at - run.state.startedAt(task)));
        WorkflowStatistics learned = statistics.of(run.workflow);
        switch (run.found(task)) {
            case STARTING -> {
                // What the task waited for its instance is known only if the client has answered by now.
                Sent sent = run.awaited(task);
                if (sent != null && sent.readyAt >= 0) {
                    learned.warm(task).add(Nanos.seconds(Math.max(0, at - run.servedSince(task))));
                }
            }
            case COLD -> believedCold(run, task, target, seconds, at);
            case COLD_AND_UNCLEAR, WARM -> believedWarm(run, task, target, seconds);
        }
    }

    /** A task took so long, and nothing else is known of it than how it is believed to have found its target. */
    void took(Run run, Task task, long nanos) {
        WorkflowStatistics learned = statistics.of(run.workflow);
        (run.found(task).cold() ? learned.cold(task) : learned.warm(task)).add(Nanos.seconds(Math.max(0, nanos)));
    }

    /** It found an instance that may have been warm; or nothing can be said against it. */
    private void believedWarm(Run run, Task task, @Nullable TargetState target, double seconds) {
        WorkflowStatistics learned = statistics.of(run.workflow);
        Duration idle = Duration.ofNanos(run.idleBefore(task));
        DurationHistory believed = run.found(task).cold() ? learned.cold(task) : learned.warm(task);
        if (target == null || run.told(task) || !target.statistics.retention().concerns(idle)) {
            believed.add(seconds);
            return;
        }
        Retention retention = target.statistics.retention();
        boolean sure = idle.compareTo(retention.certain()) <= 0;
        switch (looks(run, task, target, seconds)) {
            case COLD -> {
                if (sure) {
                    ledger.lookedCold();
                }
                retention.looksCold(idle);
                learned.cold(task).add(seconds);
            }
            case WARM -> {
                retention.foundWarm(idle);
                learned.warm(task).add(seconds);
            }
            case UNCLEAR -> {
                if (sure) {
                    retention.foundUnclear(idle);
                }
                believed.add(seconds);
            }
        }
    }

    /**
     * What a call that met a cold start takes longer than others do is the cold start. Without this, a cold start that was short
     * when it was measured, so that it is no longer hidden, would never be measured again. Only where the difference is larger
     * than that between calls which meet none.
     */
    private void believedCold(Run run, Task task, @Nullable TargetState target, double seconds, long at) {
        WorkflowStatistics learned = statistics.of(run.workflow);
        learned.cold(task).add(seconds);
        boolean known = task.duration().isPresent() || learned.warm(task).count() > 0;
        if (target != null && known && !target.shared(run.state.width(task))) {
            Estimate warm = learned.duration(task);
            double median = warm.quantile(0.5);
            double excess = learned.cold(task).quantile(0.5) - median;
            if (excess > 0 && excess >= warm.draw(0.9) - warm.draw(0.1)) {
                int instances = target.target().instancesFor(run.state.width(task));
                measured(target, instances, Math.max(0, seconds - median), run.state.startedAt(task), at);
            }
        }
    }

    /** What the duration of a call says, where what it says anything by is known. */
    private Looks looks(Run run, Task task, TargetState target, double seconds) {
        WorkflowStatistics learned = statistics.of(run.workflow);
        boolean known = task.duration().isPresent() || learned.warm(task).count() > 0;
        ColdStarts coldStarts = target.statistics.coldStarts();
        return (known && coldStarts.known())
                ? Looks.of(seconds, learned.duration(task), coldStarts.forBurst(1))
                : Looks.UNCLEAR;
    }

    /** A task starts: the branches to it were taken. */
    void taken(Run run, Task task) {
        for (Dependency dependency : run.workflow.incoming(task)) {
            if (!dependency.certain() && run.state.is(dependency.from(), TaskState.FINISHED)) {
                statistics.of(run.workflow).branch(dependency).add(true);
            }
        }
    }

    /** The branches that the latest event says are not taken: in words, or because an alternative is. */
    void skipped(Run run) {
        for (Task task : run.state.skippedLast()) {
            skipped(run, task);
        }
    }

    /** The branches to the task are not taken; also, whether that is usually said before the task before has started. */
    void skipped(Run run, Task task) {
        for (Dependency dependency : run.workflow.incoming(task)) {
            TaskState from = run.state.state(dependency.from());
            if (!dependency.certain() && from != TaskState.SKIPPED && from != TaskState.FAILED) {
                WorkflowStatistics learned = statistics.of(run.workflow);
                learned.branch(dependency).add(false);
                learned.decidedEarly(dependency).add(from == TaskState.PENDING);
            }
        }
    }

    /** The orchestrator knows whether a call met a cold start: of how many nanoseconds, 0 for none. */
    void observed(Run run, Task task, TargetState target, long coldStartNanos) {
        boolean cold = coldStartNanos > 0;
        if (cold) {
            target.statistics.coldStarts().add(1, Nanos.seconds(coldStartNanos));
        }
        Retention retention = target.statistics.retention();
        Duration idle = Duration.ofNanos(run.idleBefore(task));
        if (!idle.isZero() && !run.told(task)) {
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
            if (!idle.isNegative() && burst.findsOrStarts()) {
                retention.foundCold(idle);
            }
            if (burst.ready == 0) {
                target.statistics.warmAnyway().add(false);
            }
        } else if (!idle.isNegative()) {
            retention.foundWarm(idle);
        } else if (burst.ready == 0 && !unseen.isNegative() && unseen.compareTo(retention.declared()) <= 0) {
            retention.foundWarm(unseen);
        } else if (burst.ready == 0) {
            // Something else keeps it warm. That is no cold start of no time.
            target.statistics.warmAnyway().add(true);
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
