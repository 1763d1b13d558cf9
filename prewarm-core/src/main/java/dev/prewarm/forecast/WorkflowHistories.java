package dev.prewarm.forecast;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.LearnedSnapshot.Durations;
import dev.prewarm.forecast.LearnedSnapshot.OfBranch;
import dev.prewarm.forecast.LearnedSnapshot.OfTask;
import dev.prewarm.forecast.LearnedSnapshot.OfWorkflow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been learned under a workflow's name, by the ids of its tasks: it outlives the workflow object. */
final class WorkflowHistories {
    /** Lets a small workflow change completely a few times before anything is dropped. */
    private static final int SPARE = 64;

    private final Changes changes = new Changes();
    private final Map<String, TaskHistories> tasks = new LinkedHashMap<>();
    private final Map<Branch, BranchHistories> branches = new LinkedHashMap<>();
    /** Of tasks at the beginning of a run. */
    private final DurationHistory starting = new DurationHistory(changes);
    /** Of the other tasks. */
    private final DurationHistory queueing = new DurationHistory(changes);
    /** Of runs, against what was announced; not part of snapshots. */
    private final DurationHistory lateness = new DurationHistory(changes);

    private @Nullable WorkflowStatistics latest;

    /** Of one task: durations with a warm instance, and with a cold start, start-up included; and how often it met one. */
    record TaskHistories(DurationHistory warm, DurationHistory cold, ColdShare coldShare, Disbelief disbelief) {
        static TaskHistories empty(Changes changes) {
            return new TaskHistories(
                    new DurationHistory(changes),
                    new DurationHistory(changes),
                    new ColdShare(changes),
                    new Disbelief(changes));
        }
    }

    /** Of one uncertain dependency: how often it was taken, and how often that was said before the task that it comes from had started. */
    record BranchHistories(BranchCounts taken, BranchCounts decidedEarly) {}

    /** The ids at the ends of an uncertain dependency. */
    record Branch(String from, String to) {
        static Branch of(Dependency dependency) {
            return new Branch(dependency.from().id(), dependency.to().id());
        }
    }

    static WorkflowHistories from(OfWorkflow snapshot) {
        WorkflowHistories histories = new WorkflowHistories();
        snapshot.starting().restore(histories.starting);
        snapshot.queueing().restore(histories.queueing);
        for (OfTask task : snapshot.tasks()) {
            task.warm().restore(histories.of(task.id()).warm());
            task.cold().restore(histories.of(task.id()).cold());
        }
        for (OfBranch branch : snapshot.branches()) {
            // What is declared is said by the workflow when it comes.
            histories
                    .of(new Branch(branch.from(), branch.to()), 0.5)
                    .taken()
                    .restore(branch.taken(), branch.notTaken());
        }
        return histories;
    }

    /** What was merely asked for, and never added to, is left out. */
    OfWorkflow snapshot(String name) {
        ImmutableList.Builder<OfTask> ofTasks = ImmutableList.builder();
        tasks.forEach((id, task) -> {
            if (task.warm().total() + task.cold().total() > 0) {
                ofTasks.add(new OfTask(id, Durations.of(task.warm()), Durations.of(task.cold())));
            }
        });
        ImmutableList.Builder<OfBranch> ofBranches = ImmutableList.builder();
        branches.forEach((branch, histories) -> {
            BranchCounts counts = histories.taken();
            if (counts.taken() + counts.notTaken() > 0) {
                ofBranches.add(new OfBranch(branch.from(), branch.to(), counts.taken(), counts.notTaken()));
            }
        });
        return new OfWorkflow(
                name, Durations.of(starting), Durations.of(queueing), ofTasks.build(), ofBranches.build());
    }

    Changes changes() {
        return changes;
    }

    DurationHistory starting() {
        return starting;
    }

    DurationHistory lateness() {
        return lateness;
    }

    DurationHistory queueing() {
        return queueing;
    }

    Map<String, TaskHistories> tasks() {
        return tasks;
    }

    Map<Branch, BranchHistories> branches() {
        return branches;
    }

    TaskHistories of(String task) {
        return tasks.computeIfAbsent(task, id -> TaskHistories.empty(changes));
    }

    BranchHistories of(Branch branch, double declared) {
        return branches.computeIfAbsent(
                branch, b -> new BranchHistories(new BranchCounts(declared, changes), new BranchCounts(0, changes)));
    }

    WorkflowStatistics as(Workflow workflow) {
        if (latest == null || latest.workflow() != workflow) {
            forgetOthers(workflow);
            latest = new WorkflowStatistics(workflow, this);
        }
        return latest;
    }

    /** Keeps the tasks of a workflow that changes for ever from piling up. */
    private void forgetOthers(Workflow workflow) {
        if (tasks.size() > 2 * workflow.tasks().size() + SPARE) {
            tasks.keySet().removeIf(id -> workflow.find(id).isEmpty());
        }
        if (branches.size() > 2 * workflow.asGraph().edgeSet().size() + SPARE) {
            branches.keySet().removeIf(branch -> !has(workflow, branch));
        }
    }

    private static boolean has(Workflow workflow, Branch branch) {
        Task from = workflow.find(branch.from()).orElse(null);
        Task to = workflow.find(branch.to()).orElse(null);
        return from != null && to != null && workflow.asGraph().containsEdge(from, to);
    }
}
