package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;

import dev.prewarm.Task;
import java.time.Duration;
import java.time.Instant;

/** What an orchestrator takes to start a run that was announced, and to call a task whose inputs are ready, as learned of the workflow's earlier runs. */
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
            double elapsed = seconds(Duration.between(since, drawing.run.now()));
            delays = left(history, drawing.draws.queueingOrder(task), delays, elapsed);
        }
        queued.keepReady();
        for (int k = 0; k < K; k++) {
            queued.start[k] += delays[k];
        }
    }

    /** Adds to the announced starts of a run by how much such runs are late; of one that is overdue what is left of that. */
    void late(double[] start) {
        DurationHistory history = drawing.draws.statistics().lateness();
        if (none(history)) {
            return;
        }
        double overdue = seconds(Duration.between(drawing.run.startsAt(), drawing.run.now()));
        double[] late = left(history, drawing.draws.latenessOrder(), drawing.draws.lateness(), overdue);
        for (int k = 0; k < K; k++) {
            start[k] += late[k];
        }
    }

    private static boolean none(DurationHistory history) {
        return history.count() == 0 || history.quantile(1) < NEGLIGIBLE;
    }

    private double[] left(DurationHistory history, int[] order, double[] delays, double elapsed) {
        System.arraycopy(delays, 0, rest, 0, K);
        if (elapsed > 0 && !lasting.survive(rest, elapsed)) {
            Lasting.redraw(rest, order, u -> history.drawBeyond(u, elapsed) - elapsed);
        }
        return rest;
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
