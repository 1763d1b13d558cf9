package dev.prewarm.engine;

import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.engine.Call.End;
import dev.prewarm.engine.Occupancy.Found;
import java.util.List;

/**
 * What follows from each call of a task, done once: it occupies its target, uses what was warmed for it, and teaches how long it
 * took. Confined to the loop.
 */
final class CallAccounts {
    /** So many times as long as nearly all calls of a task take: one of which nothing is heard by then is not believed to go on. */
    private static final double OVERDUE = 10;

    private final Targets targets;
    private final Learner learner;
    private final Ledger ledger;
    private final Judgement judgement;

    CallAccounts(Targets targets, Learner learner, Ledger ledger) {
        this.targets = targets;
        this.learner = learner;
        this.ledger = ledger;
        this.judgement = new Judgement(targets, learner);
    }

    /** The calls have begun, ended or changed. Those that have ended make place for those that begin. */
    void settle(Run run, List<Call> touched) {
        settle(run, touched, false);
        settle(run, touched, true);
    }

    private void settle(Run run, List<Call> calls, boolean open) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).open() == open) {
                settle(run, calls.get(i));
            }
        }
    }

    /** The calls are known anew: what has become of those that are the same is kept, and the others are taken back. */
    void reconcile(Run run, List<Call> known) {
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
            if (gone.visit != null) {
                gone.visit.isGone();
            }
        }
        run.reconciling = true;
        try {
            for (Call call : calls) {
                settle(run, call);
            }
        } finally {
            run.reconciling = false;
        }
    }

    /** Does what a call demands that has not been done yet. */
    private void settle(Run run, Call call) {
        if (call.again() && !call.renewed) {
            call.renewed = true;
            run.renew(call.task);
        }
        if (!call.seen()) {
            return;
        }
        Target target = call.task.target().orElse(null);
        if (!call.accounted) {
            call.accounted = true;
            if (call.inPlaceOf != null) {
                call.goesOnAs(call.inPlaceOf);
            } else if (target != null) {
                TargetState state = targets.of(target, call.start);
                found(run, call, state);
                state.occupiedBy(call);
            }
        }
        if (call.open()) {
            occupy(run, call, call.start);
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
    void occupy(Run run, Call call, long at) {
        Target target = call.task.target().orElse(null);
        if (target != null && call.occupied < call.width) {
            TargetState state = targets.of(target, at);
            uses(run, call.task, state.callsStarted(null, call.width - call.occupied, at), at);
            state.occupiedBy(call);
            if (call.visit != null) {
                call.visit.goesOn(call.width);
            }
        }
    }

    void release(Call call, long at) {
        Target target = call.task.target().orElse(null);
        if (target != null && call.occupied > 0) {
            TargetState state = targets.of(target, at);
            state.leftBy(call, at);
            state.occupancy.waiting.left(call, at, state);
        }
        if (call.visit != null) {
            call.visit.ends(at);
        }
    }

    /** Whether a call should have ended long ago, by how long others of its task take, or by what was said. */
    boolean overdue(Run run, Call call, long now) {
        // An unknown end is before all times.
        return overdue(run, call.task, Math.max(call.start, call.until), now);
    }

    /** The same of the calls of a task, whatever they are, that have gone on since then. */
    boolean overdue(Run run, Task task, long since, long now) {
        return Nanos.seconds(now - since) > OVERDUE * targets.atMost(run.workflow, task);
    }

    /** Settles the warm-ups that a call used, and remembers how it found its target. */
    private void found(Run run, Call call, TargetState target) {
        Task task = call.task;
        long at = call.start;
        target.prune(at, ledger::lapsed);
        target.called(run, at);
        Need need = run.need(task);
        Sent own = (need == null) ? null : need.latestSent();
        if (!run.live()) {
            target.someAreToldLate();
        }
        call.unseenBefore = run.live() ? target.unseenFor(at) : -1;
        Occupancy.Start start = target.callsStarted(own, call.width, at);
        call.visit = target.visit(run, call, own);
        Visit visit = run.live() ? null : call.visit;
        long idle = start.idleNanos();
        boolean doubted = (visit == null) ? target.doubts(idle) : visit.known.doubts(idle);
        call.finds(start, learner.warm(run, task, doubted));
        if (run.live() && call.width == 1 && (call.found.cold() || call.found == Found.STARTING)) {
            target.occupancy.waiting.add(call);
        }
        if (run.live() || call.visit == null) {
            // Of a run of which everything is told as it happens it is known at once.
            learner.found(run, call, start.found().cold());
            if (call.visit != null) {
                call.visit.booked = true;
            }
        }
        uses(run, task, start, at);
        if (need != null) {
            target.release(need);
            if (need.stage == Need.Stage.COVERED) {
                ledger.suppressed(need);
            } else if (need.pending()) {
                ledger.dropped(need, "the task started first");
            }
        }
    }

    /** Settles the warm-ups that calls have found. */
    private void uses(Run run, Task task, Occupancy.Start start, long at) {
        List<Sent> used = start.used();
        for (int i = 0; i < used.size(); i++) {
            Sent sent = used.get(i);
            if (sent.outcome == Sent.Outcome.OPEN) {
                ledger.used(sent, run, task, at);
            }
        }
    }

    /** The orchestrator knows whether a call met a cold start: of how many nanoseconds, 0 for none. */
    void observed(Run run, Call call, Target target, long coldStartNanos) {
        learner.observed(call, targets.of(target, run.state.startedAt(call.task)), coldStartNanos);
        call.told(coldStartNanos > 0);
    }

    /** The run ends: what its calls found is known now. */
    void judge(Run run) {
        judgement.of(run);
    }
}
