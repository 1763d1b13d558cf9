package dev.prewarm;

import dev.prewarm.strategy.CostAwareStrategy;
import dev.prewarm.strategy.FullPathStrategy;
import dev.prewarm.strategy.NextHopStrategy;
import dev.prewarm.strategy.NoStrategy;
import dev.prewarm.strategy.TimedLeadStrategy;
import java.time.Duration;

/**
 * Decides what to warm, and when: a pure function from a snapshot of a run to a {@link Plan}.
 *
 * <p>This one warms what follows a task that is running:
 *
 * <pre>{@code
 * PrewarmStrategy whatComesNext = run -> {
 *     Plan.Builder plan = Plan.builder();
 *     for (Task running : run.running()) {
 *         for (Dependency dependency : run.workflow().outgoing(running)) {
 *             Task next = dependency.to();
 *             if (run.state(next) == TaskState.PENDING && next.target().isPresent()) {
 *                 plan.warm(Warmup.of(run, next).because(running + " is running"));
 *             }
 *         }
 *     }
 *     return plan.build();
 * };
 * }</pre>
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
        return new NoStrategy();
    }

    /**
     * Warms what comes directly after a task that is being called, at once, and the tasks at the beginning of an announced run.
     *
     * <p>It assumes nothing and learns nothing. It loses where a task is shorter than the cold start of the next one, for then
     * the warm-up comes too late, where it is much longer, and on branches that are not taken, which are all warmed.
     */
    static PrewarmStrategy nextHop() {
        return new NextHopStrategy();
    }

    /**
     * Warms everything when the run starts, or is announced.
     *
     * <p>Nothing hides more of the cold starts as long as instances are kept until their task comes. It loses by idling: every
     * instance waits from the start of the run to its task, and those of branches that are not taken wait in vain.
     */
    static PrewarmStrategy fullPath() {
        return new FullPathStrategy();
    }

    /**
     * Warms each task a fixed lead before the median of its predicted starts; those that are reached in less than half of the
     * futures are left cold.
     *
     * <p>For steady durations. It loses where starts vary much: half of the warm-ups are then late, however cheap idling is.
     *
     * @throws IllegalArgumentException if the lead is negative
     */
    static PrewarmStrategy timedLead(Duration lead) {
        return TimedLeadStrategy.of(lead);
    }

    /**
     * As {@link #timedLead(Duration)}, with a quantile of the learned cold start of the target for the lead.
     *
     * @param quantile 0 to 1
     * @throws IllegalArgumentException if it is out of range
     */
    static PrewarmStrategy timedLead(double quantile) {
        return TimedLeadStrategy.ofQuantile(quantile);
    }

    /**
     * Warms each task when the expected cost of doing so is least, if that is less than the cost of leaving it cold: early by e
     * seconds costs e idle instance-seconds, late by e costs e times the price, as far as the run ends later for it; what is
     * warmed in vain costs its start and its retention. Of a certain task without slack, whose latest send in time is X = T − C
     * with T its start and C its cold start, that is the 1 / (1 + price) quantile of X: early on purpose, the more so the dearer
     * delay is.
     *
     * <p>It assumes that durations are independent of each other and that the future is like the past, and loses where they are
     * not. While nothing is known, wide assumptions take the place of what will be learned.
     *
     * @param priceOfLatency how many idle instance-seconds one second of delay is worth; above 0, 10 is a fair start
     * @throws IllegalArgumentException if it is not a finite number above 0
     */
    static PrewarmStrategy costAware(double priceOfLatency) {
        return CostAwareStrategy.of(priceOfLatency);
    }
}
