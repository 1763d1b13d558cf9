package dev.prewarm;

import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.Retention;
import dev.prewarm.forecast.Statistics;
import dev.prewarm.forecast.WorkflowStatistics;
import java.time.Duration;

/** What the events of runs, and the answers to warm-ups, teach. Confined to the loop. */
final class Learner {
    private final Statistics statistics;

    Learner(Statistics statistics) {
        this.statistics = statistics;
    }

    /** A running task finishes: its duration counts by how it found its target. */
    void finished(Run run, Task task, long at) {
        long from = run.state.startedAt(task);
        Need need = run.need(task);
        TargetState.Found found = run.found(task);
        WorkflowStatistics learned = statistics.of(run.workflow);
        if (found == TargetState.Found.STARTING) {
            // What the task waited for its instance is known only if the client has answered by now.
            if (need != null && need.sent != null && need.sent.readyAt >= 0) {
                learned.warm(task).add(Nanos.seconds(Math.max(0, at - Math.max(from, need.sent.readyAt))));
            }
        } else if (found == TargetState.Found.COLD) {
            learned.cold(task).add(Nanos.seconds(Math.max(0, at - from)));
        } else {
            learned.warm(task).add(Nanos.seconds(Math.max(0, at - from)));
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
            measured(burst, Nanos.seconds(started.coldStart().toNanos()), now);
        } else if (burst.ready == 0) {
            // Something else kept it warm. That may happen again, and then there is no cold start to be hidden.
            measured(burst, 0, now);
        }
    }

    private static void measured(Burst burst, double seconds, long now) {
        ColdStarts coldStarts = burst.target.statistics.coldStarts();
        if (burst.target.measuredSince(burst.sentAt, now)) {
            coldStarts.addSimultaneous(burst.instances, seconds);
        } else {
            coldStarts.add(burst.instances, seconds);
        }
    }
}
