package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What each event of a task does: to the state of its run, and to what is known of branches. The state says which calls have
 * begun or ended; what follows from each is {@link CallAccounts}'. Confined to the loop.
 */
final class TaskEvents {
    /** Clocks of different machines differ a little. */
    private static final long MOST_EARLY_NANOS = 10_000_000_000L;

    private final CallAccounts accounts;
    private final BranchLearner branches;
    private final Consumer<Problem> problems;
    /** The runs of which something was told late, and the tasks that it was told of: what follows is found out once for all of it. */
    private final Map<Run, Set<Task>> late = new LinkedHashMap<>();

    TaskEvents(Targets targets, Knowledge knowledge, Ledger ledger, Consumer<Problem> problems) {
        this.accounts = new CallAccounts(targets, knowledge.learner, ledger);
        this.branches = knowledge.branches;
        this.problems = problems;
    }

    /**
     * Something has happened to a task.
     *
     * @param told the instants that were told of it, which may be none to be believed; null if it has happened now
     */
    void tell(Run run, Task task, TaskChange change, TaskChange.@Nullable Told told) {
        if (told != null && run.chronicle.knows(task, change, told)) {
            return;
        }
        if (told != null && change.at() < run.startsAt) {
            beforeTheRun(run, task, change);
        }
        if (told != null && run.live()) {
            run.state.tasks().noLongerLive();
        }
        if (told == null || run.chronicle.full()) {
            catchUp(run);
        }
        if (run.chronicle.full()) {
            accounts.judge(run);
        }
        TaskState before = run.state.state(task);
        Chronicle.Told outcome = run.chronicle.tell(task, change, told);
        say(run, run.chronicle.faultsNow());
        switch (outcome) {
            case KNOWN -> {}
            case NEXT -> {
                follow(run, task, before, run.chronicle.live());
                goesOn(run, task, before);
            }
            case LATE -> late.computeIfAbsent(run, key -> new LinkedHashSet<>()).add(task);
        }
    }

    /** What follows from what was told late since the last time; returns the runs that it was told of. */
    List<Run> catchUp() {
        if (late.isEmpty()) {
            return List.of();
        }
        List<Run> runs = List.copyOf(late.keySet());
        runs.forEach(this::catchUp);
        return runs;
    }

    private void catchUp(Run run) {
        Set<Task> tasks = late.remove(run);
        if (tasks == null) {
            return;
        }
        RunState before = run.state;
        run.state = run.chronicle.state();
        accounts.reconcile(run, before.calls().history());
        tasks.forEach(task -> goesOn(run, task, before.state(task)));
    }

    private static void goesOn(Run run, Task task, TaskState before) {
        if (before == TaskState.FINISHED && run.state.is(task, TaskState.RUNNING)) {
            anotherRound(run, task);
        }
    }

    /** What the task decides is open again: what was done for it is over. */
    private static void anotherRound(Run run, Task task) {
        for (Dependency dependency : run.workflow.outgoing(task)) {
            Task next = dependency.to();
            if (Alternatives.decides(run.workflow, dependency) && run.state.is(next, TaskState.PENDING)) {
                run.renew(next);
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

    /** A run that was announced has started. */
    void announcedStarted(Run run, long lateNanos) {
        branches.late(run, lateNanos);
    }

    private void follow(Run run, Task task, TaskState before, boolean live) {
        accounts.settle(run, run.state.calls().touched());
        if (live) {
            // Another attempt, another round or another instance does not take the branch once more.
            boolean first = before == TaskState.PENDING || before == TaskState.SKIPPED;
            if (first && run.state.is(task, TaskState.RUNNING)) {
                branches.started(run, task);
            }
            List<Task> skipped = run.state.skippedLast();
            for (int i = 0; i < skipped.size(); i++) {
                branches.skipped(run, skipped.get(i));
            }
        }
    }

    /** The orchestrator knows whether the latest call of the task met a cold start. */
    void observed(Run run, Task task, long coldStartNanos) {
        catchUp(run);
        TaskState state = run.state.state(task);
        Call call = run.state.calls().latest(task);
        if (call == null || run.state.is(task, TaskState.PENDING) || run.state.is(task, TaskState.SKIPPED)) {
            problems.accept(Problem.of(
                    Problem.Kind.IMPOSSIBLE_ORDER, run.id(), "task " + task + " observed while it was " + state));
            return;
        }
        Target target = task.target().orElse(null);
        // Of a call whose start was lost it is not known how it found its target before.
        if (target != null && call.seen()) {
            accounts.observed(run, call, target, coldStartNanos);
        }
    }

    /**
     * The run ends: its calls no longer occupy their targets.
     *
     * @param ended whether it has ended, so that what has not happened in it will not happen any more
     */
    void ended(Run run, boolean ended, long at) {
        catchUp(run);
        accounts.judge(run);
        boolean orderly = run.state.running().isEmpty() && !run.state.tasks().anyFailed();
        for (Task task : List.copyOf(run.state.running())) {
            run.state.calls().open(task).forEach(call -> accounts.release(call, at));
        }
        if (ended && orderly) {
            // What could have started and did not was a branch that was not taken.
            run.state.ready().forEach(task -> branches.skipped(run, task));
        }
    }

    /** Nothing more will be heard of the run: of what was told with its instant it is known now which was a problem, and what was chosen. */
    void judge(Run run) {
        catchUp(run);
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

    /**
     * Nothing has been heard of the run for a while: calls that should have ended by far do not hold their targets any more.
     *
     * @return whether there were any
     */
    boolean giveUp(Run run, long now) {
        boolean some = false;
        for (Task task : run.state.running()) {
            for (Call call : run.state.calls().open(task)) {
                if (call.occupied > 0 && accounts.overdue(run, call, now)) {
                    accounts.release(call, Math.max(call.start, run.lastEventAt));
                    some = true;
                }
            }
        }
        return some;
    }

    /** Whether all that runs in the run should have ended by far, and what is to be tried again should have been. */
    boolean lost(Run run, long now) {
        List<Task> running = run.state.running();
        return !running.isEmpty()
                && running.stream().allMatch(task -> overdue(run, task, now))
                && run.state.tasks().retrying().stream()
                        .allMatch(task -> accounts.overdue(run, task, run.state.until(task), now));
    }

    /** Between two of its instances none of a task's calls may be open. */
    private boolean overdue(Run run, Task task, long now) {
        List<Call> open = run.state.calls().open(task);
        return open.stream().allMatch(call -> accounts.overdue(run, call, now))
                && (!open.isEmpty() || accounts.overdue(run, task, run.lastEventAt, now));
    }

    /** The run goes on, though its calls had been given up: those that have not ended occupy their targets again. */
    void resumed(Run run, long at) {
        for (Task task : run.state.running()) {
            run.state.calls().open(task).forEach(call -> accounts.occupy(run, call, at));
        }
    }
}
