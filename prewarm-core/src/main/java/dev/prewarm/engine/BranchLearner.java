package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.forecast.WorkflowStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What runs teach of the ways through their workflow: which branches are taken, how long a task that could start waits, and by how much a run is later than announced. Confined to the loop. */
final class BranchLearner {
    private final LearnedStatistics statistics;

    BranchLearner(LearnedStatistics statistics) {
        this.statistics = statistics;
    }

    /** A task has started: the branches to it were taken, and it waited from when the last of what it waits for had ended, or the run started. */
    void started(Run run, Task task) {
        Call call = run.state.calls().latest(task);
        started(run, task, (call == null) ? Call.UNSEEN : call.start);
    }

    private void started(Run run, Task task, long start) {
        List<Dependency> incoming = run.workflow.incoming(task);
        boolean known = start != Call.UNSEEN && !task.passes();
        for (int i = 0; i < incoming.size(); i++) {
            Dependency dependency = incoming.get(i);
            known &= !run.state.calls().concluded(dependency.from());
            if (!dependency.certain() && followed(dependency, run.state.state(dependency.from()))) {
                statistics.of(run.workflow).branch(dependency).add(true);
            }
        }
        long since = known ? run.readySince(task) : 0;
        if (known && start >= since) {
            statistics.of(run.workflow).queueing(task).add(Nanos.seconds(start - since));
        }
    }

    /** A run that was announced has started so much later; negative if it came before its time. */
    void late(Run run, long nanos) {
        statistics.of(run.workflow).late(Nanos.seconds(Math.max(0, nanos)));
    }

    private static boolean followed(Dependency dependency, TaskState from) {
        return from == TaskState.FINISHED || (from == TaskState.FAILED && dependency.trigger() != Trigger.SUCCESS);
    }

    /**
     * In a run of which events came in any order, it is known in the end only which branches were taken, and what waited for what;
     * but for what was told as it happened before the first of them.
     */
    void inTheEnd(Run run) {
        Map<Task, List<Call>> calls =
                run.state.calls().history().stream().collect(Collectors.groupingBy(call -> call.task));
        for (Task task : run.workflow.tasks()) {
            if (!run.state.tasks().toldLive(task)) {
                switch (run.state.state(task)) {
                    case RUNNING, FINISHED, FAILED -> started(run, task, calls);
                    case SKIPPED -> {
                        if (calls.containsKey(task)) {
                            started(run, task, calls);
                        } else {
                            notTaken(run, task, from -> run.chronicle.skippedBefore(task, from));
                        }
                    }
                    case PENDING -> {}
                }
            }
        }
    }

    private void started(Run run, Task task, Map<Task, List<Call>> calls) {
        started(run, task, began(calls.getOrDefault(task, List.of()), run.readySince(task)));
    }

    /** When a task first began that could from an instant on; {@link Call#UNSEEN} if that is not known, or it had begun before and went on. */
    private static long began(List<Call> calls, long since) {
        long first = Call.UNSEEN;
        for (Call call : calls) {
            if (call.seen() && call.start >= since) {
                first = (first == Call.UNSEEN) ? call.start : Math.min(first, call.start);
            } else if (call.seen() && (call.open() || call.end > since)) {
                return Call.UNSEEN;
            }
        }
        return first;
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
