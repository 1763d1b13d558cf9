package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.forecast.WorkflowStatistics;
import java.util.List;
import java.util.function.Predicate;

/** What runs teach of the ways through their workflow: which branches are taken, and how long a task that could start waits. Confined to the loop. */
final class BranchLearner {
    private final LearnedStatistics statistics;

    BranchLearner(LearnedStatistics statistics) {
        this.statistics = statistics;
    }

    /** A task starts: the branches to it were taken. */
    void taken(Run run, Task task) {
        List<Dependency> incoming = run.workflow.incoming(task);
        for (int i = 0; i < incoming.size(); i++) {
            Dependency dependency = incoming.get(i);
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
        List<Dependency> incoming = run.workflow.incoming(task);
        for (int i = 0; i < incoming.size(); i++) {
            known &= !run.state.calls().concluded(incoming.get(i).from());
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
}
