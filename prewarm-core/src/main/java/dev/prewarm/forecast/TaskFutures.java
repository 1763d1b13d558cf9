package dev.prewarm.forecast;

import dev.prewarm.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of one task that runs or is pending, future by future; in seconds after now. */
final class TaskFutures {
    static final int K = Forecaster.FUTURES;

    /** Stands for what does not happen in a future. */
    static final double NEVER = Double.POSITIVE_INFINITY;

    /** No time in any future; not to be written to. */
    static final double[] NO_TIME = new double[K];

    /** When the task is called. */
    final double[] start = new double[K];

    final double[] finish = new double[K];
    /** How much of the start is due to cold starts before it, which might be spared. */
    final double[] startLag = new double[K];
    /** The same of the finish. */
    final double[] finishLag = new double[K];
    /** Whether any of these is not 0. */
    boolean lags;

    final double[] resolved = new double[K];
    final double[] predecessorStart = new double[K];
    final double[] slack = new double[K];
    /** From the task's start to the end of the run. */
    final double[] tail = new double[K];

    /** When its inputs are ready; not to be written to. */
    double[] ready = start;

    double[] coldStart = NO_TIME;
    double[] duration = NO_TIME;
    /** Room for what is of this run alone; made when it is first needed. */
    private double @Nullable [] ownReady;

    private double @Nullable [] ownDuration;
    Task task;
    boolean pending;
    /** Whether it is not part of the forecast: no future reaches it, or all those that do lie beyond the horizon. */
    boolean hidden;
    /** Whether some futures do not reach it, or learn late that they do. */
    boolean uncertain;

    @SuppressWarnings("NullAway.Init") // given its task when it is taken
    TaskFutures() {}

    void begin(Task task) {
        this.task = task;
        uncertain = false;
        pending = false;
        hidden = false;
        ready = start;
        Arrays.fill(start, 0);
        if (lags) {
            lags = false;
            Arrays.fill(startLag, 0);
            Arrays.fill(finishLag, 0);
        }
        Arrays.fill(resolved, 0);
    }

    /** From now on the starts are apart from when the inputs are ready. */
    void keepReady() {
        double[] own = ownReady;
        if (own == null) {
            own = new double[K];
            ownReady = own;
        }
        System.arraycopy(start, 0, own, 0, K);
        ready = own;
    }

    /** Room for durations of its own. */
    double[] ownDuration() {
        double[] own = ownDuration;
        if (own == null) {
            own = new double[K];
            ownDuration = own;
        }
        return own;
    }

    /** When the task starts in a future, if it is pending; 0 if it runs. */
    double startOfWork(int k) {
        return pending ? finish[k] - duration[k] : 0;
    }

    boolean reached(int k) {
        return !pending || start[k] != NEVER;
    }

    /** Whether every future reaches it. */
    boolean certain() {
        return !uncertain || max(start) != NEVER;
    }

    double earliestStart() {
        double least = start[0];
        for (int k = 1; k < K; k++) {
            least = Math.min(least, start[k]);
        }
        return least;
    }

    double reachProbability() {
        int reached = 0;
        for (double instant : start) {
            reached += (instant == NEVER) ? 0 : 1;
        }
        return (double) reached / K;
    }

    private static double max(double[] values) {
        double most = values[0];
        for (int k = 1; k < K; k++) {
            most = Math.max(most, values[k]);
        }
        return most;
    }
}
