package dev.prewarm.strategy;

import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task and what a cold start would do to it, future by future: everything that the choice of an instant rests on, in
 * seconds after now.
 */
final class Exposure {
    /** What is ready by so many seconds late is ready in time: instants are rounded. */
    static final double EXACT = 1e-6;
    /** Other tasks that are looked at as sharing an instance. */
    private static final int MOST_SHARING = 32;
    /**
     * How many instances Knative's autoscaler makes beyond one for each of several calls that wait at the same time: 1 / 0.7 - 1 of them
     * at most, less where instances start one after the other and the first are free again.
     */
    private static final double BEYOND = 0.3;

    final int futures;
    /** When its inputs are ready; infinite where it is not reached. */
    final double[] start;

    final double[] coldStart;
    double[] slack = {};
    double[] resolved = {};
    /** When the task before it starts. */
    double[] predecessorStart = {};

    /** Whether that is still to come in some futures. */
    boolean predecessorPending;

    /** Whether it is not known yet if the task is reached. */
    boolean branchOpen;

    /** How long an instance is kept that nobody uses, and for how long it certainly is. */
    final double retention;

    final double kept;
    /** The share of futures in which others keep the target warm, whatever is done; not drawn, since all costs scale alike. */
    private final double inVain;

    /** Until when instances that are warm now stay so; negative if there are none. */
    final double warmUntil;

    /** How long the task would have to wait for instances that others use; infinite if there are not enough. */
    final double wait;

    /** The median of {@link #start} over the futures that reach the task. */
    final double medianStart;

    /** Where it finds an instance that others do not use just then; null if nowhere. */
    private boolean @Nullable [] covered;

    private final int missing;
    /** Whether one instance is missing, and there is none before this plan: its warm-up may be the only one. */
    private final boolean first;
    /** Whether it is the only one in any case: a request, which counts as a call until it is served. */
    private final boolean alone;
    /** What the platform makes beside it. */
    private final Excess excess;

    private final boolean knative;
    /** Whether several calls that find no instance make the platform start more than they need. */
    private final boolean crowd;

    private double reuseShare;
    private double reuseAfter;
    private final RunView run;
    private final Forecast forecast;
    private final Task task;
    private final Target target;
    private final Places places;

    private Exposure(RunView run, Forecast forecast, Task task, Target target, Places places) {
        this.run = run;
        this.forecast = forecast;
        this.task = task;
        this.target = target;
        this.places = places;
        futures = forecast.futures();
        start = forecast.starts(task);
        coldStart = forecast.coldStarts(task);
        double last = 0;
        for (double seconds : start) {
            last = (seconds == Double.POSITIVE_INFINITY) ? last : Math.max(last, seconds);
        }
        Warmth warmth = run.warmth(task);
        retention = Quantiles.seconds(warmth.retention());
        kept = Quantiles.seconds(warmth.certainRetention());
        inVain = warmth.warmAnywayShare();
        medianStart = Quantiles.ofFinite(start.clone(), 0.5);

        int lacking = places.missing(task, target, medianStart);
        wait = (lacking == 0) ? Double.POSITIVE_INFINITY : places.wait(task, target, medianStart);
        double until = -1;
        if (lacking == 0) {
            until = seconds(run.now(), warmth.warmUntil());
            // They may lapse before the task comes, at least in some futures.
            lacking = (until < last) ? run.width(task) : 0;
        }
        warmUntil = until;
        missing = target.instancesFor(lacking);
        boolean made = missing > 0 && until < 0 && target.concurrency() > 0;
        int calls = made ? run.width(task) + places.together(target, medianStart) : 0;
        boolean several = calls > target.concurrency();
        first = made && missing == 1 && places.none(task, target);
        alone = first && !several && places.unplanned(task, target);
        knative = warmth.scaledByKnative();
        crowd = several && knative;
        int served = Math.max(1, Math.min(calls, target.concurrency()));
        double duration = first ? forecast.medianDuration(task) : 0;
        excess = new Excess(knative, target.concurrency(), served, retention, duration);
    }

    /** Looks at what is only needed once a choice is to be made. */
    void complete() {
        covered = (missing == 0) ? null : places.covered(task, target, start);
        slack = forecast.slack(task);
        resolved = forecast.resolved(task);
        predecessorStart = forecast.predecessorStarts(task);
        if (target.concurrency() != 1) {
            shareSlack();
        }
        predecessorPending = anyAboveZero(predecessorStart);
        branchOpen = anyAboveZero(resolved);
        Warmth warmth = run.warmth(task);
        reuseShare = warmth.reuseShare();
        reuseAfter = warmth.reuseAfter();
    }

    static Exposure of(RunView run, Forecast forecast, Task task, Target target, Places places) {
        return new Exposure(run, forecast, task, target, places);
    }

    /** An instance that serves several calls at a time spares all of them the wait: the most urgent one counts. */
    private void shareSlack() {
        int others = (target.concurrency() == 0) ? MOST_SHARING : Math.min(MOST_SHARING, target.concurrency() - 1);
        List<Task> users = places.users(target);
        for (int i = 0; i < users.size() && others > 0; i++) {
            Task other = users.get(i);
            if (other != task && run.rounds(other) == 0) {
                others--;
                double[] otherStart = forecast.starts(other);
                double[] otherSlack = forecast.slack(other);
                for (int k = 0; k < futures; k++) {
                    double later = otherStart[k] - start[k];
                    if (later >= 0) {
                        slack[k] = Math.min(slack[k], otherSlack[k] + later);
                    }
                }
            }
        }
    }

    private static boolean anyAboveZero(double[] seconds) {
        for (double value : seconds) {
            if (value > 0) {
                return true;
            }
        }
        return false;
    }

    private static double seconds(Instant now, Instant instant) {
        if (instant.equals(Instant.MAX)) {
            return Double.POSITIVE_INFINITY;
        }
        return instant.equals(Instant.MIN) ? -1 : Quantiles.seconds(Duration.between(now, instant));
    }

    /** Instances that would have to be started, or kept; 0 if the task will find its target warm in all futures. */
    int missing() {
        return missing;
    }

    /** Scales what a choice gains and costs by how probable it is that it matters: that others do not keep the target warm. */
    double matters() {
        return 1 - inVain;
    }

    double reach() {
        return forecast.reachProbability(task);
    }

    /** How probable it is that another run uses what this one does not. */
    double reuseShare() {
        return reuseShare;
    }

    boolean reached(int future) {
        return start[future] != Double.POSITIVE_INFINITY;
    }

    /** Whether the task finds an instance in a future that another task needs at another time. */
    boolean covered(int future) {
        return covered != null && covered[future];
    }

    /** Whether the task would meet a cold start in a future if nothing was done. */
    boolean cold(int future) {
        return start[future] > warmUntil && !covered(future);
    }

    /** Whether a send then only keeps what is warm already. */
    boolean refreshes(double sendIn) {
        return sendIn < warmUntil;
    }

    /** When what is sent then is ready in a future. */
    double ready(int future, double sendIn) {
        return refreshes(sendIn) ? sendIn : sendIn + coldStart[future];
    }

    /** By how much a cold start that nothing was done against would delay the end of the run in a future. */
    double harm(int future) {
        return Math.max(0, Math.min(coldStart[future], wait) - slack[future]);
    }

    /**
     * What a warm-up that this run does not use costs in a future: the start and the retention of its instances, or their
     * idle time until another run comes to use them.
     */
    double unused(int future) {
        return missing * ((1 - reuseShare) * (coldStart[future] + retention) + reuseShare * reuseAfter);
    }

    /**
     * What a warm-up that is late by so many seconds costs beside the delay, if it is the only one, or others are sent along that
     * are as late.
     */
    double spare(double late) {
        if (crowd) {
            return beyond();
        }
        return alone ? excess.late(late) * keptUnused() : 0;
    }

    /**
     * What a warm-up costs that comes later than a place which another call leaves: its instances, but where the platform makes one for
     * each call that finds none. There the call makes as many if it is left cold.
     */
    double tooLate(int future) {
        return knative ? missing * (coldStart[future] + retention) : 0;
    }

    /** What it costs if it is sent alone though others could be sent along. */
    double spareWithoutOthers(double late) {
        return (first && !alone) ? excess.late(late) * keptUnused() : 0;
    }

    private double keptUnused() {
        return (1 - reuseShare) * retention + reuseShare * reuseAfter;
    }

    /** What the platform makes beyond what is needed, if calls find no instance that is ready: its retention; 0 if it does not. */
    double beyond() {
        if (crowd) {
            return BEYOND * missing * keptUnused();
        }
        return alone ? excess.cold() * keptUnused() : 0;
    }

    double meanColdStart() {
        return mean(coldStart);
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The earliest instant, over the futures that are reached, at which a send would not be late at all. */
    double earliestLatestSend() {
        double earliest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < futures; k++) {
            earliest = Math.min(earliest, start[k] - coldStart[k]);
        }
        return earliest;
    }

    double medianLatestSend() {
        double median = latestSend(0.5);
        return (median == Double.POSITIVE_INFINITY) ? 0 : median;
    }

    /** The instant before which a send must be made in such a share of futures, not to be late at all. */
    double latestSend(double share) {
        double[] latest = new double[futures];
        for (int k = 0; k < futures; k++) {
            latest[k] = start[k] - coldStart[k];
        }
        return Quantiles.ofFinite(latest, share);
    }
}
