package dev.prewarm.simulator.replay;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.Warmup;
import dev.prewarm.simulator.replay.ReplayRationale.Treatment;
import dev.prewarm.simulator.replay.Sends.Send;
import java.time.Instant;

/**
 * Warms as costs least over the futures of the forecast, played through with the instances that are there: {@link Replay}
 * says what given sends cost, {@link Search} looks for those that cost least. {@code docs/mathematics.md} has the formula.
 *
 * <p>Sharing of instances, layers, slack, branches, refreshing and bursts are no cases here: they come out of the replay.
 * What it does not foresee is that it will decide again: a send at a fixed instant is costed as if nothing was learned
 * before, but for sends that wait for a branch or for the task before. Durations are independent of each other.
 */
public final class ReplayStrategy implements PrewarmStrategy {
    /** What was refused is not looked at again sooner than after so many nanoseconds. */
    private static final long SOON = 100_000_000;
    /** A hundred years: stands for the start of a task that is hardly ever reached. */
    private static final long FOREVER = 3_000_000_000_000_000_000L;

    private final double price;

    private ReplayStrategy(double price) {
        this.price = price;
    }

    /**
     * The strategy for a price.
     *
     * @param priceOfLatency how many idle instance-seconds one second of delay of the workflow is worth; above 0 and finite
     * @throws IllegalArgumentException if the price is out of its range
     */
    public static ReplayStrategy of(double priceOfLatency) {
        checkArgument(
                priceOfLatency > 0 && priceOfLatency < Double.POSITIVE_INFINITY,
                "priceOfLatency: %s, but a finite number above 0 is needed",
                priceOfLatency);
        return new ReplayStrategy(priceOfLatency);
    }

    @Override
    public Plan plan(RunView run) {
        Outlook outlook = new Outlook(run, price);
        Search search = new Search(outlook);
        Sends sends = search.run();
        Plan.Builder plan = Plan.builder();
        for (int task : search.near()) {
            decide(run, outlook.get(task), sends.get(task), rationale(search, outlook, task, sends.get(task)), plan);
        }
        for (int task : search.far()) {
            plan.reviewAt(run.now().plusNanos(sends.get(task).after()));
        }
        if (run.forecast().nextLook().isBefore(Instant.MAX)) {
            plan.reviewAt(run.forecast().nextLook());
        }
        return plan.build();
    }

    private static void decide(
            RunView run, Prospect prospect, Send send, ReplayRationale rationale, Plan.Builder plan) {
        if (rationale.treatment() == Treatment.SEND) {
            plan.warm(Warmup.of(run, prospect.task)
                    .sendAt(micros(run.now(), send.after()))
                    .neededAt(micros(run.now(), Math.min(prospect.medianStart, FOREVER)))
                    .because(rationale));
            return;
        }
        plan.refuse(prospect.task, rationale);
        long again = prospect.latest[(prospect.latest.length - 1) / 2];
        if (again > 0) {
            plan.reviewAt(run.now().plusNanos(Math.max(again, SOON)));
        }
    }

    /** Rounded to the microsecond, so that what is planned again is not moved by rounding. */
    private static Instant micros(Instant now, long nanos) {
        return now.plusNanos((nanos + 500) / 1_000 * 1_000);
    }

    private static ReplayRationale rationale(Search search, Outlook outlook, int task, Send send) {
        Prospect prospect = outlook.get(task);
        boolean never = send.after() == Sends.NEVER;
        Treatment treatment = never ? Treatment.LEAVE_COLD : send.waits() ? Treatment.WAIT : Treatment.SEND;
        double reached = (double) prospect.latest.length / outlook.futures;
        double waiting = (treatment == Treatment.WAIT) ? 0 : search.waiting(task) - search.cost();
        return new ReplayRationale(
                treatment,
                (treatment == Treatment.SEND) ? send.after() / 1e9 : Double.POSITIVE_INFINITY,
                reached,
                never ? 0 : search.with(task, Send.NONE) - search.cost(),
                waiting);
    }

    @Override
    public String toString() {
        return "replay at " + price;
    }
}
