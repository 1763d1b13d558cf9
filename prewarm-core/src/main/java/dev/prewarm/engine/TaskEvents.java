package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Rationale;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What each event of a task does: to the state of its run, to the belief about its target, and to what is learned. Confined to the loop. */
public final class TaskEvents {
    private final Targets targets;
    private final Learner learner;
    private final Ledger ledger;
    private final Consumer<Problem> problems;

    TaskEvents(Targets targets, Learner learner, Ledger ledger, Consumer<Problem> problems) {
        this.targets = targets;
        this.learner = learner;
        this.ledger = ledger;
        this.problems = problems;
    }

    void started(Run run, Task task, long at) {
        TaskState before = run.state.state(task);
        judge(run, task, "started", before, run.state.started(task, at));
        concluded(run, at);
        if (run.state.lateFrom() >= 0) {
            lateStart(run, task, at);
        }
        if (before != TaskState.RUNNING && run.state.is(task, TaskState.RUNNING)) {
            Target target = task.target().orElse(null);
            if (target != null) {
                found(run, task, targets.of(target, at), at);
            }
            // Another attempt, or another round, does not take the branch once more.
            if (before != TaskState.FAILED && before != TaskState.FINISHED) {
                learner.taken(run, task);
            }
        }
        learner.skipped(run);
    }

    /** The start of a task is told after its end: what it took is known now, but not how it found its target. */
    private void lateStart(Run run, Task task, long at) {
        Target target = task.target().orElse(null);
        boolean cold = target != null && targets.of(target, at).readyInstances(at) == 0;
        run.found(task, cold ? TargetState.Found.COLD_AND_UNCLEAR : TargetState.Found.WARM);
        learner.took(run, task, run.state.startedAt(task) - at);
    }

    /** What must have ended, since a task has started that waited for it, no longer occupies its target. */
    private void concluded(Run run, long at) {
        List<Task> ended = run.state.concludedLast();
        for (int i = 0; i < ended.size(); i++) {
            if (run.state.concluded(ended.get(i))) {
                callsEnded(run, ended.get(i), at);
            }
        }
    }

    /** Settles the warm-ups that the start of a task used, and remembers how it found its target. */
    private void found(Run run, Task task, TargetState target, long at) {
        target.prune(at, ledger::lapsed);
        target.called(run, at);
        Need need = run.need(task);
        Sent own = (need == null) ? null : need.latestSent();
        TargetState.Start start = target.callsStarted(own, run.state.width(task), at);
        run.found(task, start.found());
        run.awaits(task, start.awaited());
        run.idleBefore(task, (start.found() == TargetState.Found.WARM) ? start.idleNanos() : 0);
        if (start.found() == TargetState.Found.WARM && target.doubts(start.idleNanos())) {
            // What is in doubt is not counted on.
            run.found(task, TargetState.Found.COLD_AND_UNCLEAR);
        }
        if (start.found().cold()) {
            ledger.coldStart();
        }
        for (Sent sent : start.used()) {
            if (sent.outcome == Sent.Outcome.OPEN) {
                used(run, task, sent, at);
            }
        }
        if (need != null) {
            target.release(need);
            if (need.stage == Need.Stage.COVERED) {
                ledger.suppressed(need);
            } else if (need.pending()) {
                ledger.dropped(need, "the task started first");
            }
        }
    }

    private void used(Run run, Task task, Sent sent, long at) {
        boolean ready = sent.readyAt >= 0;
        long span = Math.max(0, at - (ready ? sent.readyAt : sent.sentAt));
        boolean own = sent.need.run == run && sent.need.task == task;
        Rationale reason =
                Rationale.of(own ? "the task started" : "task " + task + " of run " + run.handle.id() + " started");
        if (ready) {
            ledger.used(sent, reason, span);
        } else {
            ledger.late(sent, reason, span);
        }
    }

    /** @param chosen what comes after it and will run, if the task has decided that; null if it has not */
    void finished(Run run, Task task, @Nullable List<Task> chosen, long at) {
        TaskState before = run.state.state(task);
        if (before == TaskState.RUNNING || run.state.concluded(task)) {
            Target target = task.target().orElse(null);
            learner.finished(run, task, (target == null) ? null : targets.of(target, at), at);
        }
        if (before == TaskState.RUNNING) {
            callsEnded(run, task, at);
        }
        judge(run, task, "finished", before, run.state.finished(task, at));
        learner.skipped(run);
        if (chosen != null) {
            for (Task taken : chosen) {
                if (run.workflow.outgoing(task).stream().anyMatch(next -> next.to() == taken)) {
                    chosen(run, taken);
                } else {
                    problems.accept(Problem.of(
                            Problem.Kind.INVALID_VALUE,
                            run.handle.id(),
                            "task " + task + " finished and chose " + taken
                                    + ", which does not come directly after it"));
                }
            }
            run.state.passOver(task, chosen);
            learner.skipped(run);
        }
    }

    void failed(Run run, Task task, long at) {
        TaskState before = run.state.state(task);
        if (before == TaskState.RUNNING) {
            callsEnded(run, task, at);
        }
        judge(run, task, "failed", before, run.state.failed(task, at));
        learner.skipped(run);
    }

    void skipped(Run run, Task task) {
        TaskState before = run.state.state(task);
        judge(run, task, "skipped", before, run.state.skipped(task));
        learner.skipped(run);
    }

    void chosen(Run run, Task task) {
        TaskState before = run.state.state(task);
        judge(run, task, "chosen", before, run.state.choose(task));
        learner.skipped(run);
    }

    void width(Run run, Task task, int calls, long at) {
        TaskState before = run.state.state(task);
        int former = run.state.width(task);
        Problem.Kind problem = run.state.widen(task, calls);
        judge(run, task, "given width " + calls + " instead of " + former, before, problem);
        Target target = task.target().orElse(null);
        if (problem == null && before == TaskState.RUNNING && target != null && calls > former) {
            // More calls of a task that runs: they find what they find.
            targets.of(target, at).callsStarted(null, calls - former, at);
        }
    }

    /** The orchestrator knows whether a call of the task met a cold start. */
    void observed(Run run, Task task, long coldStartNanos) {
        TaskState before = run.state.state(task);
        Problem.Kind problem = run.state.observed(task);
        if (problem != null) {
            judge(run, task, "observed", before, problem);
            return;
        }
        Target target = task.target().orElse(null);
        if (target != null) {
            learner.observed(run, task, targets.of(target, run.state.startedAt(task)), coldStartNanos);
            run.tell(task, (coldStartNanos > 0) ? TargetState.Found.COLD_AND_UNCLEAR : TargetState.Found.WARM);
        }
    }

    /** The run ends: its calls no longer occupy their targets. */
    void ended(Run run, boolean teaches, long at) {
        boolean orderly = run.state.running().isEmpty() && !run.state.anyFailed();
        for (Task task : List.copyOf(run.state.running())) {
            callsEnded(run, task, at);
        }
        if (teaches && orderly) {
            // What could have started and did not was a branch that was not taken.
            run.state.ready().forEach(task -> learner.skipped(run, task));
        }
    }

    /** The run goes on, though its calls had been given up: those that have not ended occupy their targets again. */
    void resumed(Run run, long at) {
        for (Task task : run.state.running()) {
            Target target = task.target().orElse(null);
            if (target != null) {
                targets.of(target, at).callsStarted(null, run.state.width(task), at);
            }
        }
    }

    private void callsEnded(Run run, Task task, long at) {
        Target target = task.target().orElse(null);
        if (target != null) {
            targets.of(target, at).callsEnded(run.state.width(task), at);
        }
    }

    private void judge(Run run, Task task, String event, TaskState before, Problem.@Nullable Kind problem) {
        if (problem == Problem.Kind.LOST_EVENT) {
            problems.accept(Problem.of(
                    problem,
                    run.handle.id(),
                    "task " + task + " " + event + ", so " + run.state.concludedLast()
                            + " must have finished, but nobody said so"));
        } else if (problem != null) {
            problems.accept(
                    Problem.of(problem, run.handle.id(), "task " + task + " " + event + " while it was " + before));
        }
    }
}
