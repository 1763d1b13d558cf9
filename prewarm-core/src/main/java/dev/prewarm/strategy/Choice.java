package dev.prewarm.strategy;

import dev.prewarm.strategy.CostRationale.Verdict;
import java.util.Arrays;

/**
 * The cheapest way to treat one task: to send at a fixed instant, or not before more is known, or never. See
 * {@link CostAwareStrategy} for the formula.
 */
final class Choice {
    /** Instances that are refreshed this many seconds before they would lapse: beliefs are not exact. */
    private static final double REFRESH_MARGIN = 0.2;
    /** About so many candidates are tried first, and then those around the best, ever nearer. */
    private static final int COARSE = 8;

    private final Exposure exposure;
    private final double price;
    private final double[] candidates;
    private final double[] zero;
    /** By how much the send that was costed last delays each future. */
    private final double[] lates;

    private final double costBeyond;
    private final double costOfNothing;
    /** How many others a run shares its cost with for each future in which only they use what was warmed. */
    private final double shared;

    private final double sendIn;
    private final double costOfSending;
    private final double costOfWaiting;
    private double least;
    /** The candidate that costs this. */
    private double leastAt;
    /** What a send comes to in one future: set by {@link #treat}. */
    private double idle;

    private double late;

    /** What of the cost that was worked out last is not delay. */
    private double costOfInstances;

    /** The best of all ways. */
    Choice(Exposure exposure, double price) {
        this(exposure, price, Double.NaN);
    }

    /** @param like the send of a task that is nearly the same: that or now is looked at alone; NaN if there is none */
    Choice(Exposure exposure, double price, double like) {
        this.exposure = exposure;
        this.price = price;
        this.candidates = new double[2 * exposure.futures + 1];
        this.zero = new double[exposure.futures];
        this.lates = new double[exposure.futures];
        this.costBeyond = costOfInstancesInVain();
        this.costOfNothing = costOfLeavingCold();
        if (costOfNothing == 0) {
            // Nothing can be saved, whatever is done.
            shared = 0;
            sendIn = 0;
            costOfSending = Double.POSITIVE_INFINITY;
            costOfWaiting = Double.POSITIVE_INFINITY;
            return;
        }
        shared = exposure.reuseShare() / exposure.reach();
        sendIn = Double.isNaN(like) ? search(zero, zero) : nowOr(like);
        costOfSending = least;
        double waiting = Double.POSITIVE_INFINITY;
        if (sendIn > 0) {
            // Until then there is time to learn more, and to decide again.
            costOfWaiting = waiting;
            return;
        }
        if (exposure.branchOpen) {
            search(zero, exposure.resolved);
            waiting = least;
        }
        if (exposure.predecessorPending) {
            search(exposure.predecessorStart, zero);
            waiting = Math.min(waiting, least);
        }
        costOfWaiting = waiting;
    }

    /** Seconds from now to the send. */
    double sendIn() {
        return sendIn;
    }

    Verdict verdict() {
        if (Math.min(costOfSending, costOfWaiting) >= costOfNothing) {
            return Verdict.LEAVE_COLD;
        }
        return (costOfWaiting < costOfSending) ? Verdict.WAIT : Verdict.SEND;
    }

    CostRationale rationale(Verdict verdict, double sendIn) {
        return CostRationale.of(exposure, verdict, sendIn, costOfSending, costOfWaiting, costOfNothing);
    }

    /** Why it is left cold where no other task would be warmed along. */
    CostRationale leftColdAlone(double sendIn) {
        double sending = costOfSending + costOfBeingAlone(sendIn);
        return CostRationale.of(exposure, Verdict.LEAVE_COLD, sendIn, sending, costOfWaiting, costOfNothing);
    }

    private double nowOr(double like) {
        double now = evaluate(0, zero, zero);
        double then = evaluate(like, zero, zero);
        least = Math.min(now, then);
        return (now <= then) ? 0 : like;
    }

    /** The expected cost of a send in so many seconds; {@link #late} says by how much it delays each future. */
    double cost(double sendIn) {
        return evaluate(sendIn, zero, zero);
    }

    /** What of the cost of the send that was costed last is not delay. */
    double costOfInstances() {
        return costOfInstances;
    }

    double costOfNothing() {
        return costOfNothing;
    }

    /** What of that are instances which the platform makes beyond what is needed. */
    double costBeyond() {
        return costBeyond;
    }

    /** The expected cost of the instance that is started beside a warm-up which is late and for which no other task is warmed along. */
    double costOfBeingAlone(double sendIn) {
        double made = 0;
        for (int k = 0; k < exposure.futures; k++) {
            double start = exposure.start[k];
            double late = sendIn + exposure.coldStart[k] - start;
            made += (exposure.reached(k) && sendIn < start && late > Exposure.EXACT)
                    ? exposure.spareWithoutOthers(late)
                    : 0;
        }
        return exposure.matters() * made / exposure.futures;
    }

    /** By how many seconds the task delays the run in a future if it is left cold. */
    double harm(int k) {
        return (exposure.reached(k) && exposure.cold(k)) ? exposure.matters() * exposure.harm(k) : 0;
    }

    /** By how many seconds it does if it is warmed as was costed last. */
    double late(int k) {
        return exposure.matters() * lates[k];
    }

    private double costOfLeavingCold() {
        double sum = 0;
        for (int k = 0; k < exposure.futures; k++) {
            sum += price * harm(k);
        }
        return sum / exposure.futures + costBeyond;
    }

    private double costOfInstancesInVain() {
        if (exposure.beyond() == 0) {
            return 0;
        }
        int met = 0;
        for (int k = 0; k < exposure.futures; k++) {
            met += (exposure.reached(k) && exposure.cold(k)) ? 1 : 0;
        }
        return exposure.matters() * exposure.beyond() * met / exposure.futures;
    }

    /**
     * Finds the best x for sends at {@code max(origin + x, floor)}, and notes its cost. The cost is linear between the
     * instants at which a future becomes late or stops idling; the least is at one of those where its slope increases:
     * X, and X plus slack. A few of them are tried first, and then, ever nearer, those between the neighbors of the best.
     */
    private double search(double[] origin, double[] floor) {
        int count = candidates(origin);
        int few = Math.min(count, COARSE);
        // The order of futures is as good as random; the first one, now, is always tried.
        for (int i = 1; i < few; i++) {
            swap(i, (int) ((long) i * count / few));
        }
        Arrays.sort(candidates, 0, few);
        least = Double.POSITIVE_INFINITY;
        leastAt = Double.NEGATIVE_INFINITY;
        int best = 0;
        for (int i = 0; i < few; i++) {
            best = improves(i, origin, floor) ? i : best;
        }
        double low = (best == 0) ? Double.NEGATIVE_INFINITY : candidates[best - 1];
        double high = (best == few - 1) ? Double.POSITIVE_INFINITY : candidates[best + 1];
        double found = candidates[best];
        int near = 0;
        candidates[near++] = found;
        for (int i = few; i < count; i++) {
            if (candidates[i] > low && candidates[i] < high && candidates[i] != found) {
                swap(near++, i);
            }
        }
        Arrays.sort(candidates, 0, near);
        return nearest(Arrays.binarySearch(candidates, 0, near, found), near, origin, floor);
    }

    private int candidates(double[] origin) {
        int count = 0;
        candidates[count++] = 0;
        for (int k = 0; k < exposure.futures; k++) {
            if (exposure.reached(k)) {
                double latest = latestSend(k) - origin[k];
                double slack = exposure.slack[k];
                if (latest > 0) {
                    candidates[count++] = latest;
                }
                if (slack > 0 && slack < exposure.coldStart[k] && latest + slack > 0) {
                    candidates[count++] = latest + slack;
                }
            }
        }
        return count;
    }

    private void swap(int i, int j) {
        double moved = candidates[i];
        candidates[i] = candidates[j];
        candidates[j] = moved;
    }

    /** Goes from one of the first candidates, in ascending order, to better ones beside it, in ever shorter steps. */
    private double nearest(int start, int count, double[] origin, double[] floor) {
        int best = start;
        for (int stride = Integer.highestOneBit(count); stride > 0; stride /= 2) {
            int middle = best;
            for (int i = middle - stride; i <= middle + stride; i += 2 * stride) {
                best = (i >= 0 && i < count && improves(i, origin, floor)) ? i : best;
            }
        }
        return candidates[best];
    }

    private boolean improves(int candidate, double[] origin, double[] floor) {
        double at = candidates[candidate];
        double cost = evaluate(at, origin, floor);
        // Of those that cost the same the latest: until then more may become known. What is warm is looked at again
        // anyway.
        boolean later = at > leastAt && !exposure.refreshes(at);
        if (cost > least || (cost == least && !later)) {
            return false;
        }
        leastAt = at;
        least = cost;
        return true;
    }

    /** X; where something is warm that would lapse, it is kept by a touch before, which needs no cold start. */
    private double latestSend(int k) {
        return (exposure.warmUntil > 0)
                ? Math.max(0, exposure.warmUntil - REFRESH_MARGIN)
                : exposure.start[k] - exposure.coldStart[k];
    }

    private double evaluate(double x, double[] origin, double[] floor) {
        double delay = 0;
        double instances = 0;
        int unused = 0;
        for (int k = 0; k < exposure.futures; k++) {
            double w = Math.max(x + origin[k], floor[k]);
            lates[k] = 0;
            if (exposure.reached(k)) {
                treat(k, w);
                instances += idle;
                delay += late;
                lates[k] = late;
            } else if (w < exposure.resolved[k]) {
                instances += exposure.unused(k);
                unused++;
            }
        }
        double among = exposure.futures + unused * shared;
        costOfInstances = exposure.matters() * instances / among;
        return exposure.matters() * (instances + price * delay) / among;
    }

    /** What a send at w comes to in a future that reaches the task: its idle instance-seconds, and the delay of the run. */
    private void treat(int k, double w) {
        double start = exposure.start[k];
        idle = 0;
        late = 0;
        if (exposure.covered(k)) {
            idle = (w < start) ? exposure.unused(k) : 0;
            return;
        }
        if (w >= start) {
            // The task comes first: there is nothing left to send.
            late = exposure.cold(k) ? exposure.harm(k) : 0;
            idle = exposure.cold(k) ? exposure.beyond() : 0;
        } else {
            warmed(k, w);
        }
    }

    /** The same of a send that comes before the task. */
    private void warmed(int k, double w) {
        double start = exposure.start[k];
        double coldStart = exposure.coldStart[k];
        boolean refresh = exposure.refreshes(w);
        double ready = exposure.ready(k, w);
        if (start - ready > exposure.kept) {
            // It lapses before the task comes, and the task is cold all the same.
            idle = exposure.missing() * (exposure.retention + (refresh ? 0 : coldStart));
            late = exposure.harm(k);
        } else if (ready <= start + Exposure.EXACT) {
            idle = exposure.missing() * Math.max(0, start - (refresh ? exposure.warmUntil : ready));
        } else if (ready - start >= exposure.wait) {
            // Another task ends first, and gives its place; what was warmed comes too late to be of use.
            idle = exposure.tooLate(k);
            late = exposure.harm(k);
        } else {
            idle = exposure.spare(ready - start);
            late = Math.max(0, ready - start - exposure.slack[k]);
        }
    }
}
