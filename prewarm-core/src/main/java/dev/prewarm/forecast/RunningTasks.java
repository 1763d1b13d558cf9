package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;

import dev.prewarm.Estimate;
import dev.prewarm.Target;
import dev.prewarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * When tasks that run will have finished: when it was said; or else after what is left of a draw of their duration, or of one
 * that met a cold start, and after the turns that follow.
 */
final class RunningTasks {
    private final Drawing drawing;
    private final Lasting lasting;

    RunningTasks(Drawing drawing, Lasting lasting) {
        this.drawing = drawing;
        this.lasting = lasting;
    }

    /** Takes a running task into the window. */
    TaskFutures add(Task task) {
        TaskFutures added = drawing.window.add(task);
        double[] rest = added.finish;
        Instant until = drawing.run.until(task).orElse(null);
        if (until != null) {
            Arrays.fill(rest, Math.max(0, Queueing.seconds(Duration.between(drawing.run.now(), until))));
            return added;
        }
        System.arraycopy(drawing.draws.durations(task), 0, rest, 0, K);
        double underWay = drawing.run.warmingFor(task);
        if (underWay >= 0) {
            // It waits for the instance that is being warmed for it.
            plus(rest, lasting.starting(task, underWay));
        } else if (drawing.run.metColdStart(task)) {
            restOfCold(rest, task);
        } else {
            restOfWarm(rest, task);
        }
        int turns = drawing.run.turns(task);
        if (turns > 1) {
            plus(rest, drawing.draws.furtherTurns(task, turns - 1));
        }
        return added;
    }

    private void restOfWarm(double[] rest, Task task) {
        double elapsed = drawing.run.elapsed(task);
        if (!lasting.survive(rest, elapsed)) {
            Estimate estimate = drawing.draws.statistics().duration(task);
            Lasting.redraw(rest, drawing.draws.durationOrder(task), u -> estimate.drawBeyond(u, elapsed) - elapsed);
        }
    }

    private void restOfCold(double[] rest, Task task) {
        WorkflowDraws draws = drawing.draws;
        double elapsed = drawing.run.elapsed(task);
        DurationHistory cold = draws.statistics().cold(task);
        if (cold.count() > 0) {
            System.arraycopy(draws.coldDurations(task), 0, rest, 0, K);
            if (!lasting.survive(rest, elapsed)) {
                Lasting.redraw(rest, draws.coldDurationOrder(task), u -> cold.drawBeyond(u, elapsed) - elapsed);
            }
            return;
        }
        Target target = task.target().orElseThrow();
        // Between two instances none runs.
        int instances = Math.max(1, target.instancesFor(drawing.run.width(task)));
        double[] starting = draws.coldStarts(target, instances);
        plus(rest, starting);
        if (!lasting.survive(rest, elapsed)) {
            remainingLong(rest, task, starting, elapsed);
        }
    }

    /** Where it lasts unusually long, that is more probably so of the duration than of the start. */
    private void remainingLong(double[] rest, Task task, double[] starting, double elapsed) {
        Estimate estimate = drawing.draws.statistics().duration(task);
        int[] order = drawing.draws.durationOrder(task);
        for (int k = 0; k < K; k++) {
            double since = Math.max(0, elapsed - starting[k]);
            double left = estimate.drawBeyond(Permutations.middle(order[k]), since) - since;
            rest[k] = left + Math.max(0, starting[k] - elapsed);
        }
    }

    private static void plus(double[] sum, double[] values) {
        for (int k = 0; k < K; k++) {
            sum[k] += values[k];
        }
    }
}
