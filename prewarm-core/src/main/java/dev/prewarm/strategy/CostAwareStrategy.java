package dev.prewarm.strategy;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;

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
 * <p>Beside this it knows what the platform makes in vain for a warm-up that is late and for calls that are cold: docs/mathematics.md,
 * The rules.
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
        return new CostAwarePlanning(run, priceOfLatency).plan();
    }

    @Override
    public String toString() {
        return "cost-aware at " + priceOfLatency;
    }
}
