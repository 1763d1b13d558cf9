package dev.prewarm.strategy;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import dev.prewarm.forecast.Forecast;
import dev.prewarm.strategy.CostRationale.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Warms each task at the instant at which the expected cost of doing so is least, if that is less than that of leaving
 * it cold.
 *
 * <p>The cost of a send at w, over the futures of the forecast, with T the start of the task, C its cold start,
 * X = T − C, S its slack, W the retention, h = 1 the price of an idle instance-second and b the price of a second of
 * delay of the workflow:
 *
 * <pre>
 *   J(w) = E[ reached:      early (w ≤ X): h · n · (X − w), or, if that exceeds W, h · n · (C + W) and all the delay
 *                           late  (w &gt; X): b · (min(C, w − X) − S)⁺
 *             not reached:  h · n · ((1 − r) · (C + W) + r · g) if w is before the branch is resolved, else 0 ]
 * </pre>
 *
 * <p>r is the probability that another run calls the target within its retention, and g how long that takes on average:
 * what this run does not use is then used all the same. The other run is spared what it would have paid itself, J for each
 * time that it is reached. So J is divided by 1 + r·q/p, where p is the probability that the task is reached and q that the
 * send is in vain.
 *
 * <p>The least J is compared with leaving the task cold, {@code b · E[(C − S)⁺]}, and, once the send is due, with waiting
 * until the branches on the way are resolved, and with waiting until the task before has started, when less is uncertain.
 * For a certain task without slack the best w is the h/(h+b) quantile of X: early on purpose, the more so the dearer
 * delay is (the newsvendor's critical fractile). Since C may exceed the durations before the task, w may lie before its
 * predecessors start: all tasks within the horizon are looked at, at every event.
 *
 * <p>Assumes that durations are independent of each other and that the past is like the future. It loses where they
 * are not: see {@code docs/} on where it loses. While nothing is known, wide assumptions take the
 * place of what will be learned.
 *
 * <p>Ancestry: the newsvendor's critical fractile (Arrow, Harris, Marschak, 1951); ski rental for refreshing what would
 * lapse; Xanadu (Middleware 2020) for branches, ORION (OSDI 2022) for timing, Bermbach et al. (IC2E 2020) for looking
 * several hops ahead.
 */
public final class CostAwareStrategy implements PrewarmStrategy {
    /** What need not be sent within so many seconds is not decided now. */
    private static final double FAR = 1.0;
    /** What was refused is not looked at again sooner than after so many seconds. */
    private static final double SOON = 0.1;
    /** A hundred years, in seconds: stands for the start of a task that is hardly ever reached. */
    private static final double FOREVER = 3e9;

    private static final Rationale SHARED = Rationale.of("it shares an instance with other tasks");

    private final double priceOfLatency;

    private CostAwareStrategy(double priceOfLatency) {
        this.priceOfLatency = priceOfLatency;
    }

    /**
     * The strategy for a price.
     *
     * @param priceOfLatency how many idle instance-seconds one second of delay of the workflow is worth; above 0 and
     *     finite. 10 is a fair start: rather ten instances idle for a second than a workflow one second late.
     * @throws IllegalArgumentException if the price is out of its range
     */
    public static CostAwareStrategy of(double priceOfLatency) {
        checkArgument(
                priceOfLatency > 0 && priceOfLatency < Double.POSITIVE_INFINITY,
                "priceOfLatency: %s, but a finite number above 0 is needed",
                priceOfLatency);
        return new CostAwareStrategy(priceOfLatency);
    }

    @Override
    public Plan plan(RunView run) {
        Forecast forecast = run.forecast();
        Plan.Builder plan = Plan.builder();
        Places places = new Places(run, forecast);
        List<Layer.Candidate> candidates = new ArrayList<>();
        // What was warmed for a task is that task's before others may count on it.
        for (int i = 0; i < forecast.tasks().size(); i++) {
            Task task = forecast.tasks().get(i);
            if (run.rounds(task) > 0) {
                decide(run, forecast, task, places, candidates, plan);
            }
        }
        for (int i = 0; i < forecast.tasks().size(); i++) {
            Task task = forecast.tasks().get(i);
            if (run.rounds(task) == 0) {
                decide(run, forecast, task, places, candidates, plan);
            }
        }
        for (Layer layer : Layer.of(candidates)) {
            int warmed = layer.choose(priceOfLatency);
            for (int i = 0; i < layer.members().size(); i++) {
                Layer.Candidate member = layer.members().get(i);
                if (i < warmed) {
                    warm(run, member.task(), member.exposure(), member.choice(), layer.sendIn(member), plan);
                } else {
                    plan.refuse(
                            member.task(),
                            member.choice().rationale(Verdict.LEAVE_COLD_WITH_OTHERS, layer.sendIn(member)));
                    // The nearer the start, the less is uncertain, and the less idle time many instances cost.
                    plan.reviewAt(Quantiles.after(run.now(), Math.max(SOON, member.start() / 4)));
                }
            }
        }
        if (forecast.nextLook().isBefore(Instant.MAX)) {
            plan.reviewAt(forecast.nextLook());
        }
        return plan.build();
    }

    private void decide(
            RunView run,
            Forecast forecast,
            Task task,
            Places places,
            List<Layer.Candidate> candidates,
            Plan.Builder plan) {
        Target target = task.target().orElse(null);
        if (target == null || target.minScale() >= target.instancesFor(run.width(task))) {
            return;
        }
        Exposure exposure = Exposure.of(run, forecast, task, target, places);
        double duration = Places.duration(forecast, task);
        boolean warmed = decide(run, task, target, exposure, duration, places, candidates, plan);
        if (target.concurrency() > 0) {
            double start = Math.min(exposure.medianStart, FOREVER);
            places.occupy(task, target, start, exposure.meanColdStart(), duration, warmed);
        }
    }

    /** Returns whether the task will find its instances ready, or a warm-up for them is planned. */
    private boolean decide(
            RunView run,
            Task task,
            Target target,
            Exposure exposure,
            double duration,
            Places places,
            List<Layer.Candidate> candidates,
            Plan.Builder plan) {
        if (run.ready().contains(task)) {
            // It is about to be called: a warm-up would meet it on the way.
            return false;
        }
        if (exposure.missing() == 0) {
            double sendIn = (run.rounds(task) > 0) ? -1 : places.shares(task, target, exposure.medianStart);
            if (sendIn < 0) {
                plan.refuse(task, CostRationale.warm(exposure));
            } else {
                warm(run, task, exposure, sendIn, SHARED, plan);
            }
            return true;
        }
        double earliest = exposure.earliestLatestSend();
        if (earliest > FAR && exposure.warmUntil < 0) {
            // Whatever is best, it is not before that; more may be known by then.
            plan.reviewAt(Quantiles.after(run.now(), earliest));
            return true;
        }
        exposure.complete();
        Choice choice = new Choice(exposure, priceOfLatency);
        int round = run.rounds(task);
        if (choice.verdict() != Verdict.SEND || round > mostRounds(exposure, target)) {
            plan.refuse(task, choice.rationale(choice.verdict(), choice.sendIn()));
            double again = exposure.medianLatestSend();
            if (again > 0) {
                plan.reviewAt(Quantiles.after(run.now(), Math.max(again, SOON)));
            }
            return choice.verdict() == Verdict.WAIT;
        }
        places.planned(task, target, exposure.medianStart, choice.sendIn());
        if (round > 0 || target.concurrency() != 1) {
            // Tasks that share an instance are one in the choice already, and count on it.
            warm(run, task, exposure, choice, choice.sendIn(), plan);
        } else {
            candidates.add(new Layer.Candidate(task, exposure, choice, duration));
        }
        return true;
    }

    private static void warm(
            RunView run, Task task, Exposure exposure, Choice choice, double sendIn, Plan.Builder plan) {
        warm(run, task, exposure, sendIn, choice.rationale(Verdict.SEND, sendIn), plan);
    }

    private static void warm(
            RunView run, Task task, Exposure exposure, double sendIn, Rationale reason, Plan.Builder plan) {
        plan.warm(new Warmup(
                task,
                run.rounds(task),
                task.target().orElseThrow().instancesFor(run.width(task)),
                Quantiles.after(run.now(), sendIn),
                Quantiles.after(run.now(), Math.min(exposure.medianStart, FOREVER)),
                reason));
    }

    /** One send, and as many refreshes as cost less than the cold start that they avoid. */
    private int mostRounds(Exposure exposure, Target target) {
        double worth = priceOfLatency * exposure.meanColdStart();
        double refreshes = worth / Math.max(1e-3, exposure.missing() * Quantiles.seconds(target.retention()));
        return (int) Math.min(1_000, 1 + Math.floor(refreshes));
    }

    @Override
    public String toString() {
        return "cost-aware at " + priceOfLatency;
    }
}
