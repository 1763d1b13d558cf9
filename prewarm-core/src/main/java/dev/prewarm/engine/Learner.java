package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
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
import java.util.function.Predicate;
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
        WorkflowStatistics learned = statistics.of(run.workflow);
        switch (call.found) {
            case STARTING -> {
                // What it waited for its instance is known only if the client has answered by now.
                if (call.awaited != null && call.awaited.readyAt >= 0) {
                    call.teaches(
                            learned.warm(call.task),
                            Nanos.seconds(Math.max(0, call.end - call.servedSince())),
                            run.chronicle.live());
                }
            }
            case COLD -> believedCold(run, call, target, seconds);
            case COLD_AND_UNCLEAR, WARM -> believedWarm(run, call, target, seconds);
        }
    }

    /** It found an instance that may have been warm; or nothing can be said against it. */
    private void believedWarm(Run run, Call call, @Nullable TargetState target, double seconds) {
        Task task = call.task;
        WorkflowStatistics learned = statistics.of(run.workflow);
        Duration idle = Duration.ofNanos(call.idleBefore);
        DurationHistory believed = call.found.cold() ? learned.cold(task) : learned.warm(task);
        if (target == null || call.told || !target.statistics.retention().concerns(idle)) {
            call.teaches(believed, seconds, run.chronicle.live());
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
                call.teaches(learned.cold(task), seconds, run.chronicle.live());
            }
            case WARM -> {
                retention.foundWarm(idle);
                call.teaches(learned.warm(task), seconds, run.chronicle.live());
            }
            case UNCLEAR -> {
                if (sure) {
                    retention.foundUnclear(idle);
                }
                call.teaches(believed, seconds, run.chronicle.live());
            }
        }
    }

    /**
     * What a call that met a cold start takes longer than others do is the cold start. Without this, a cold start that was short
     * when it was measured, so that it is no longer hidden, would never be measured again. Only where the difference is larger
     * than that between calls which meet none.
     */
    private void believedCold(Run run, Call call, @Nullable TargetState target, double seconds) {
        Task task = call.task;
        WorkflowStatistics learned = statistics.of(run.workflow);
        call.teaches(learned.cold(task), seconds, run.chronicle.live());
        boolean known = task.duration().isPresent() || learned.warm(task).count() > 0;
        if (target != null && known && !target.shared(call.width)) {
            Estimate warm = learned.duration(task);
            double median = warm.quantile(0.5);
            double excess = learned.cold(task).quantile(0.5) - median;
            if (excess > 0 && excess >= warm.draw(0.9) - warm.draw(0.1)) {
                int instances = target.target().instancesFor(call.width);
                measured(target, instances, Math.max(0, seconds - median), call.start, call.end);
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
            TaskState from = run.state.state(dependency.from());
            boolean failed = dependency.trigger() != Trigger.SUCCESS && from == TaskState.FAILED;
            if (!dependency.certain() && (from == TaskState.FINISHED || failed)) {
                statistics.of(run.workflow).branch(dependency).add(true);
            }
        }
    }

    /** A task has started: how long after the last of what it waits for had ended, or the run started. */
    void queued(Run run, Task task) {
        long start = run.state.calls().firstStart(task);
        boolean known = start != Call.UNSEEN && !task.passes();
        for (Dependency in : run.workflow.incoming(task)) {
            known &= !run.state.calls().concluded(in.from());
        }
        long since = run.readySince(task);
        if (known && start >= since) {
            statistics.of(run.workflow).queueing().add(Nanos.seconds(start - since));
        }
    }

    /** In a run of which events came in any order, it is known in the end only which branches were taken, and what waited for what. */
    void inTheEnd(Run run) {
        for (Task task : run.workflow.tasks()) {
            switch (run.state.state(task)) {
                case RUNNING, FINISHED, FAILED -> {
                    taken(run, task);
                    queued(run, task);
                }
                case SKIPPED -> notTaken(run, task, from -> run.chronicle.skippedBefore(task, from));
                case PENDING -> {}
            }
        }
    }

    /** The branches to the task are not taken; also, whether that is usually said before the task before has started. */
    void skipped(Run run, Task task) {
        notTaken(run, task, from -> run.state.is(from, TaskState.PENDING));
    }

    private void notTaken(Run run, Task task, Predicate<Task> early) {
        for (Dependency dependency : run.workflow.incoming(task)) {
            TaskState from = run.state.state(dependency.from());
            if (!dependency.certain() && from != TaskState.SKIPPED && from != TaskState.FAILED) {
                WorkflowStatistics learned = statistics.of(run.workflow);
                learned.branch(dependency).add(false);
                learned.decidedEarly(dependency).add(early.test(dependency.from()));
            }
        }
    }

    /** The orchestrator knows whether a call met a cold start: of how many nanoseconds, 0 for none. */
    void observed(Call call, TargetState target, long coldStartNanos) {
        boolean cold = coldStartNanos > 0;
        if (cold) {
            target.statistics.coldStarts().add(1, Nanos.seconds(coldStartNanos));
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
