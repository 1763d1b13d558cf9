package dev.prewarm;

import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.Estimate;
import dev.prewarm.forecast.Retention;
import dev.prewarm.forecast.Statistics;
import dev.prewarm.forecast.WorkflowStatistics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the events of runs, and the answers to warm-ups, teach. Confined to the loop. */
final class Learner {
    private final Statistics statistics;

    Learner(Statistics statistics) {
        this.statistics = statistics;
    }

    /** A running task finishes: its duration counts by how it found its target, if it has one. */
    void finished(Run run, Task task, @Nullable TargetState target, long at) {
        long from = run.state.startedAt(task);
        TargetState.Found found = run.found(task);
        WorkflowStatistics learned = statistics.of(run.workflow);
        if (found == TargetState.Found.STARTING) {
            // What the task waited for its instance is known only if the client has answered by now.
            Sent sent = run.awaited(task);
            if (sent != null && sent.readyAt >= 0) {
                learned.warm(task).add(Nanos.seconds(Math.max(0, at - run.servedSince(task))));
            }
        } else if (found.cold()) {
            double seconds = Nanos.seconds(Math.max(0, at - from));
            learned.cold(task).add(seconds);
            if (target != null && found == TargetState.Found.COLD && !target.shared(run.state.width(task))) {
                infer(run, task, target, seconds, at);
            }
        } else {
            learned.warm(task).add(Nanos.seconds(Math.max(0, at - from)));
        }
    }

    /**
     * What a call that met a cold start takes longer than others do is the cold start. Without this, a cold start that was short
     * when it was measured, so that it is no longer hidden, would never be measured again. Only where the difference is larger
     * than that between calls which meet none.
     */
    private void infer(Run run, Task task, TargetState target, double seconds, long at) {
        WorkflowStatistics learned = statistics.of(run.workflow);
        if (task.duration().isPresent() || learned.warm(task).count() > 0) {
            Estimate warm = learned.duration(task);
            double median = warm.quantile(0.5);
            if (learned.cold(task).quantile(0.5) - median >= warm.draw(0.9) - warm.draw(0.1)) {
                int instances = target.target.instancesFor(run.state.width(task));
                measured(target, instances, Math.max(0, seconds - median), run.state.startedAt(task), at);
            }
        }
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
    void observed(Run run, Task task, Target target, long coldStartNanos) {
        boolean cold = coldStartNanos > 0;
        if (cold) {
            statistics.of(target).coldStarts().add(1, Nanos.seconds(coldStartNanos));
        }
        Retention retention = statistics.of(target).retention();
        Duration idle = Duration.ofNanos(run.idleBefore(task));
        if (!idle.isZero() && run.found(task) == TargetState.Found.WARM) {
            if (cold) {
                retention.foundCold(idle);
            } else {
                retention.foundWarm(idle);
            }
        }
    }

    /** The client says that what was sent is warm. */
    static void answered(Burst burst, WarmupResult result, long now) {
        if (result instanceof WarmupResult.Started started) {
            measured(
                    burst.target,
                    burst.instances,
                    Nanos.seconds(started.coldStart().toNanos()),
                    burst.sentAt,
                    now);
        } else if (burst.ready == 0) {
            // Something else kept it warm. That may happen again, and then there is no cold start to be hidden.
            measured(burst.target, burst.instances, 0, burst.sentAt, now);
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
