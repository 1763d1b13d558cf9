package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;

import dev.prewarm.Task;
import java.time.Duration;
import java.time.Instant;

/** What an orchestrator takes to call a task whose inputs are ready, as learned of the workflow's earlier runs. */
final class Queueing {
    /** In seconds: an orchestrator that is never slower than this does not queue. No cold start is nearly as short. */
    private static final double NEGLIGIBLE = 0.01;

    private final Drawing drawing;
    private final Lasting lasting;
    private final double[] rest = new double[K];

    Queueing(Drawing drawing, Lasting lasting) {
        this.drawing = drawing;
        this.lasting = lasting;
    }

    /** Adds it to the starts of a task, which are the instants at which its inputs are ready. */
    void delay(TaskFutures queued) {
        Task task = queued.task;
        DurationHistory history = drawing.draws.statistics().queueing(task);
        if (task.passes() || none(history)) {
            return;
        }
        double[] delays = drawing.draws.queueing(task);
        Instant since = drawing.run.readySince(task).orElse(null);
        if (since != null) {
            delays = left(task, delays, seconds(Duration.between(since, drawing.run.now())));
        }
        queued.keepReady();
        for (int k = 0; k < K; k++) {
            queued.start[k] += delays[k];
        }
    }

    private static boolean none(DurationHistory history) {
        return history.count() == 0 || history.quantile(1) < NEGLIGIBLE;
    }

    private double[] left(Task task, double[] delays, double elapsed) {
        System.arraycopy(delays, 0, rest, 0, K);
        if (elapsed > 0 && !lasting.survive(rest, elapsed)) {
            drawing.draws.queueingLeft(task, elapsed, rest);
        }
        return rest;
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
