package dev.prewarm.engine;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Problem;
import dev.prewarm.Rationale;
import dev.prewarm.Scheduler;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the strategy, once for all that has happened to a run in a batch, and brings what is pending in line with its plan:
 * keeps, moves, cancels, adds. Confined to the loop.
 */
final class Planner {
    /** Plans that ask to be reviewed at once would keep the loop busy for ever. */
    private static final long SHORTEST_REVIEW_NANOS = 1_000_000;
    /** What is due, and is to be sent so soon all the same, is sent: each time that it is asked about, it might be moved again. */
    private static final long SHORTEST_MOVE_NANOS = 10_000_000;
    /** What was found warm is not asked for again sooner: nothing is gone so soon but what a call has taken. */
    private static final long AGAIN_NANOS = 1_000_000_000;

    private final Scheduler scheduler;
    private final PrewarmStrategy strategy;
    private final LiveView view;
    private final Dispatcher dispatcher;
    private final Ledger ledger;
    private final BiConsumer<Problem, @Nullable Throwable> problems;
    private final Runnable afterTimer;
    private final ArrayDeque<Run> dirty = new ArrayDeque<>();

    /** @param afterTimer is run after a timer has changed something */
    Planner(
            Scheduler scheduler,
            EngineSettings settings,
            LiveView view,
            Dispatcher dispatcher,
            Ledger ledger,
            BiConsumer<Problem, @Nullable Throwable> problems,
            Runnable afterTimer) {
        this.scheduler = scheduler;
        this.strategy = settings.strategy();
        this.view = view;
        this.dispatcher = dispatcher;
        this.ledger = ledger;
        this.problems = problems;
        this.afterTimer = afterTimer;
    }

    /** Has the run planned anew after the batch. */
    void touch(Run run) {
        if (!run.dirty && !run.closed && !run.catchingUp && !run.lost) {
            run.dirty = true;
            dirty.add(run);
        }
    }

    void planTouched() {
        for (Run run = dirty.poll(); run != null; run = dirty.poll()) {
            run.dirty = false;
            plan(run);
        }
    }

    /** Nothing is planned for the run until more is heard of it, and what was is called off. */
    void rest(Run run, long now) {
        run.lost = true;
        run.reviewAt = Long.MAX_VALUE;
        for (Need need : List.copyOf(run.pending)) {
            dispatcher.release(need, now);
            ledger.calledOff(need, Rationale.of("nothing was heard of the run for long"));
        }
        setTimer(run, now);
    }

    private void wake(Run run) {
        run.timer = null;
        run.timerAt = Long.MAX_VALUE;
        if (!run.closed) {
            plan(run);
            afterTimer.run();
        }
    }

    private void plan(Run run) {
        if (run.closed || run.lost) {
            return;
        }
        long now = Nanos.of(scheduler.now());
        Plan plan = ask(run, now);
        if (plan != null) {
            adopt(run, plan, now);
        } else if (run.reviewAt <= now) {
            // The review has been tried; asking a strategy that fails again and again would keep the loop busy for
            // ever.
            run.reviewAt = Long.MAX_VALUE;
        }
        dispatcher.sendDue(run, now);
        setTimer(run, now);
    }

    private @Nullable Plan ask(Run run, long now) {
        try {
            Plan plan = strategy.plan(view.of(run, now));
            if (plan == null) {
                throw new IllegalStateException("the strategy returned null");
            }
            return plan;
        } catch (Throwable t) {
            problems.accept(Problem.of(Problem.Kind.STRATEGY_FAILED, run.id(), t.toString()), t);
            return null;
        }
    }

    private void adopt(Run run, Plan plan, long now) {
        run.plans++;
        for (Warmup warmup : plan.warmups()) {
            wish(run, warmup, now);
        }
        for (int i = run.pending.size() - 1; i >= 0; i--) {
            Need need = run.pending.get(i);
            if (need.plan != run.plans) {
                ledger.calledOff(need, Rationale.of("no longer wished: task is " + run.state.state(need.task)));
            }
        }
        for (Plan.Refusal refusal : plan.refusals()) {
            ledger.refused(run, refusal, Nanos.of(scheduler.wallClock()));
        }
        Instant review = plan.reviewAt().orElse(null);
        run.reviewAt = (review == null) ? Long.MAX_VALUE : Math.max(now + SHORTEST_REVIEW_NANOS, Nanos.of(review));
    }

    private void wish(Run run, Warmup wished, long now) {
        Task task = wished.task();
        if (!run.has(task) || !run.state.awaited(task)) {
            problems.accept(
                    Problem.of(
                            Problem.Kind.STRATEGY_FAILED,
                            run.id(),
                            "a warm-up was planned for task " + task + ", which is not pending in this run"),
                    null);
            return;
        }
        Need need = run.need(task);
        Warmup warmup = notAtOnce(need, wished);
        long sendAt = Nanos.of(warmup.sendAt());
        if (need == null || (!need.pending() && warmup.round() > need.round)) {
            if (need != null) {
                dispatcher.release(need, now);
            }
            need = new Need(run, warmup);
            run.add(need);
            ledger.planned(need, warmup.instances(), sendAt - now);
        } else if (need.pending() && need.round == warmup.round()) {
            boolean hardlyMoved = sendAt > now && sendAt < now + SHORTEST_MOVE_NANOS && need.wasDue(now);
            need.warmup = hardlyMoved ? warmup.sendAt(need.warmup.sendAt()) : warmup;
            if (need.stage != Need.Stage.PLANNED && !need.wasDue(now)) {
                dispatcher.moved(need, now);
            }
        }
        need.plan = run.plans;
    }

    private static Warmup notAtOnce(@Nullable Need need, Warmup warmup) {
        Sent last = (need == null) ? null : need.latestSent();
        if (last == null || !last.burst.foundWarm) {
            return warmup;
        }
        Instant again = Nanos.instant(last.readyAt + AGAIN_NANOS);
        return warmup.sendAt().isBefore(again) ? warmup.sendAt(again) : warmup;
    }

    private void setTimer(Run run, long now) {
        long next = run.reviewAt;
        for (int i = 0; i < run.pending.size(); i++) {
            next = Math.min(next, run.pending.get(i).dueAt());
        }
        if (next != run.timerAt) {
            if (run.timer != null) {
                run.timer.cancel();
                run.timer = null;
                run.timerAt = Long.MAX_VALUE;
            }
            if (next != Long.MAX_VALUE) {
                run.timer = scheduler.schedule(Duration.ofNanos(Math.max(0, next - now)), () -> wake(run));
                run.timerAt = next;
            }
        }
    }
}
