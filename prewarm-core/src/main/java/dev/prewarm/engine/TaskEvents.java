package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.engine.Call.End;
import dev.prewarm.engine.TargetState.Found;
import java.util.List;
import java.util.function.Consumer;

/**
 * What each event of a task does: to the state of its run, to the belief about its target, and to what is learned. The state
 * says which calls have begun or ended; what follows from each is done once, here. Confined to the loop.
 */
final class TaskEvents {
    /** Clocks of different machines differ a little. */
    private static final long MOST_EARLY_NANOS = 10_000_000_000L;

    private final Targets targets;
    private final Learner learner;
    private final BranchLearner branches;
    private final Ledger ledger;
    private final Consumer<Problem> problems;

    TaskEvents(Targets targets, Learner learner, BranchLearner branches, Ledger ledger, Consumer<Problem> problems) {
        this.targets = targets;
        this.learner = learner;
        this.branches = branches;
        this.ledger = ledger;
        this.problems = problems;
    }

    /**
     * Something has happened to a task.
     *
     * @param told whether its instant was told; otherwise it has happened now
     */
    void tell(Run run, Task task, TaskChange change, boolean told) {
        if (told && change.at() < run.startsAt) {
            beforeTheRun(run, task, change);
        }
        TaskState before = run.state.state(task);
        List<Call> known = run.state.calls().history();
        Chronicle.Told outcome = run.chronicle.tell(task, change, told);
        say(run, run.chronicle.faultsNow());
        switch (outcome) {
            case KNOWN -> {}
            case NEXT -> follow(run, task, before, run.chronicle.live());
            case LATE -> {
                run.state = run.chronicle.state();
                reconcile(run, known);
            }
        }
    }

    /** A run that was heard of by an event has started earlier than was thought; one of which the start was told has not. */
    private void beforeTheRun(Run run, Task task, TaskChange change) {
        if (!run.startTold) {
            run.startsAt = change.at();
        } else if (run.startsAt - change.at() > MOST_EARLY_NANOS) {
            problems.accept(Problem.of(
                    Problem.Kind.INVALID_VALUE,
                    run.id(),
                    "task " + task + " " + change.verb() + " at " + Nanos.instant(change.at())
                            + ", before the run started at " + Nanos.instant(run.startsAt)));
        }
    }

    private void follow(Run run, Task task, TaskState before, boolean live) {
        List<Call> touched = run.state.calls().touched();
        // Those that have ended make place for those that begin.
        settle(run, touched, false);
        settle(run, touched, true);
        if (live) {
            // Another attempt, another round or another instance does not take the branch once more.
            boolean first = before == TaskState.PENDING || before == TaskState.SKIPPED;
            if (first && run.state.is(task, TaskState.RUNNING)) {
                branches.taken(run, task);
                branches.queued(run, task);
            }
            List<Task> skipped = run.state.skippedLast();
            for (int i = 0; i < skipped.size(); i++) {
                branches.skipped(run, skipped.get(i));
            }
        }
    }

    private void settle(Run run, List<Call> calls, boolean open) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).open() == open) {
                settle(run, calls.get(i));
            }
        }
    }

    /** The calls are known anew: what has become of those that are the same is kept, and the others are taken back. */
    private void reconcile(Run run, List<Call> known) {
        Calls before = new Calls(known);
        List<Call> calls = run.state.calls().history();
        for (Call call : calls) {
            Call same = before.take(call);
            if (same != null) {
                call.takeOver(same);
            }
        }
        for (Call gone : before.left()) {
            release(gone, Math.max(gone.start, gone.end));
            gone.unlearn();
        }
        for (Call call : calls) {
            settle(run, call);
        }
    }

    /** Does what a call demands that has not been done yet. */
    private void settle(Run run, Call call) {
        if (call.how == End.FAILED && call.until != TaskChange.UNKNOWN && !call.renewed) {
            call.renewed = true;
            run.renew(call.task);
        }
        if (!call.seen()) {
            return;
        }
        Target target = call.task.target().orElse(null);
        if (!call.accounted) {
            call.accounted = true;
            if (target != null) {
                found(run, call, targets.of(target, call.start));
                call.occupied = call.width;
            }
        }
        if (call.open()) {
            occupy(call, call.start);
        } else {
            if (call.how == End.FINISHED && call.learnedFrom != call.end) {
                call.unlearn();
                call.learnedFrom = call.end;
                learner.finished(run, call, (target == null) ? null : targets.of(target, call.end));
            } else if (call.how != End.FINISHED) {
                call.unlearn();
            }
            release(call, call.end);
        }
    }

    /** The calls that run and that the target does not know of: they find what they find. */
    private void occupy(Call call, long at) {
        Target target = call.task.target().orElse(null);
        if (target != null && call.occupied < call.width) {
            targets.of(target, at).callsStarted(null, call.width - call.occupied, at);
            call.occupied = call.width;
        }
    }

    private void release(Call call, long at) {
        Target target = call.task.target().orElse(null);
        if (target != null && call.occupied > 0) {
            targets.of(target, at).callsEnded(call.occupied, at);
            call.occupied = 0;
        }
    }

    /** Settles the warm-ups that a call used, and remembers how it found its target. */
    private void found(Run run, Call call, TargetState target) {
        Task task = call.task;
        long at = call.start;
        target.prune(at, ledger::lapsed);
        target.called(run, at);
        Need need = run.need(task);
        Sent own = (need == null) ? null : need.latestSent();
        TargetState.Start start = target.callsStarted(own, call.width, at);
        call.found = start.found();
        call.awaited = start.awaited();
        call.idleBefore = (start.found() == Found.WARM) ? start.idleNanos() : 0;
        if (start.found() == Found.WARM && target.doubts(start.idleNanos())) {
            // What is in doubt is not counted on.
            call.found = Found.COLD_AND_UNCLEAR;
        }
        if (start.found().cold()) {
            ledger.coldStart();
        }
        List<Sent> used = start.used();
        for (int i = 0; i < used.size(); i++) {
            Sent sent = used.get(i);
            if (sent.outcome == Sent.Outcome.OPEN) {
                ledger.used(sent, run, task, at);
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

    /** The orchestrator knows whether the latest call of the task met a cold start. */
    void observed(Run run, Task task, long coldStartNanos) {
        TaskState state = run.state.state(task);
        Call call = run.state.calls().latest(task);
        if (call == null || run.state.is(task, TaskState.PENDING) || run.state.is(task, TaskState.SKIPPED)) {
            problems.accept(Problem.of(
                    Problem.Kind.IMPOSSIBLE_ORDER, run.id(), "task " + task + " observed while it was " + state));
            return;
        }
        Target target = task.target().orElse(null);
        if (target != null) {
            learner.observed(call, targets.of(target, run.state.startedAt(task)), coldStartNanos);
            call.found = (coldStartNanos > 0) ? Found.COLD_AND_UNCLEAR : Found.WARM;
            call.told = true;
        }
    }

    /**
     * The run ends: its calls no longer occupy their targets.
     *
     * @param ended whether it has ended, so that what has not happened in it will not happen any more
     */
    void ended(Run run, boolean ended, long at) {
        boolean orderly = run.state.running().isEmpty() && !run.state.tasks().anyFailed();
        for (Task task : List.copyOf(run.state.running())) {
            run.state.calls().open(task).forEach(call -> release(call, at));
        }
        if (ended && orderly) {
            // What could have started and did not was a branch that was not taken.
            run.state.ready().forEach(task -> branches.skipped(run, task));
        }
    }

    /** Nothing more will be heard of the run: of what was told with its instant it is known now which was a problem, and what was chosen. */
    void judge(Run run) {
        if (!run.chronicle.live()) {
            branches.inTheEnd(run);
        }
        say(run, run.chronicle.faults());
    }

    private void say(Run run, List<Chronicle.Fault> faults) {
        for (int i = 0; i < faults.size(); i++) {
            problems.accept(Chronicle.problem(faults.get(i), run.id()));
        }
    }

    /** The run goes on, though its calls had been given up: those that have not ended occupy their targets again. */
    void resumed(Run run, long at) {
        for (Task task : run.state.running()) {
            run.state.calls().open(task).forEach(call -> occupy(call, at));
        }
    }
}
