package dev.prewarm;

import dev.prewarm.strategy.CostAwareStrategy;
import dev.prewarm.strategy.FullPathStrategy;
import dev.prewarm.strategy.NextHopStrategy;
import dev.prewarm.strategy.TimedLeadStrategy;
import java.time.Duration;

/**
 * Decides what to warm, and when: a pure function from a snapshot of a run to a {@link Plan}.
 *
 * <p>Equal views must give equal plans. A strategy reads no clock, blocks on nothing, sends nothing and keeps no state;
 * it is asked again after every event of the run, before a planned warm-up is sent, and at the plan's
 * {@linkplain Plan#reviewAt() review}. What it no longer wishes is cancelled. A strategy that throws or returns null
 * is counted, and leaves the earlier plan in force. It must be safe for use by any thread.
 */
@FunctionalInterface
public interface PrewarmStrategy {
    /** The complete wish for the run, now. */
    Plan plan(RunView run);

    /** Warms nothing. */
    static PrewarmStrategy none() {
        return run -> Plan.empty();
    }

    /** Warms what comes directly after a task that is being called; see {@link NextHopStrategy}. */
    static PrewarmStrategy nextHop() {
        return new NextHopStrategy();
    }

    /** Warms everything when the run starts; see {@link FullPathStrategy}. */
    static PrewarmStrategy fullPath() {
        return new FullPathStrategy();
    }

    /** Warms a fixed lead before the predicted start; see {@link TimedLeadStrategy}. */
    static PrewarmStrategy timedLead(Duration lead) {
        return TimedLeadStrategy.of(lead);
    }

    /** Warms a quantile (0 to 1) of the learned cold start before the predicted start; see {@link TimedLeadStrategy}. */
    static PrewarmStrategy timedLead(double quantile) {
        return TimedLeadStrategy.ofQuantile(quantile);
    }

    /**
     * Warms where and when that costs less than it saves; see {@link CostAwareStrategy}.
     *
     * @param priceOfLatency how many idle instance-seconds one second of delay is worth; above 0, 10 is a fair start
     */
    static PrewarmStrategy costAware(double priceOfLatency) {
        return CostAwareStrategy.of(priceOfLatency);
    }
}
