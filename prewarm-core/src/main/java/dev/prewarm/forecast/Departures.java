package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;
import static dev.prewarm.forecast.TaskFutures.NEVER;
import static dev.prewarm.forecast.TaskFutures.NO_TIME;

import dev.prewarm.Target;
import dev.prewarm.Task;

/** When pending tasks will have finished: a draw of their duration after their inputs and an instance are ready. */
final class Departures {
    private final Drawing drawing;
    private final Lasting lasting;

    Departures(Drawing drawing, Lasting lasting) {
        this.drawing = drawing;
        this.lasting = lasting;
    }

    /** Computes the finishes of a task whose starts are known. */
    void depart(TaskFutures from) {
        Task task = from.task;
        Target target = task.target().orElse(null);
        from.coldStart = (target == null)
                ? NO_TIME
                : drawing.draws.coldStarts(target, Math.max(1, target.instancesFor(drawing.run.width(task))));
        from.duration = durations(from, task);
        double underWay = (target == null) ? -1 : drawing.run.warmingFor(task);
        if (underWay >= 0) {
            whenReady(from, underWay);
        } else if (target == null || isReady(task)) {
            for (int k = 0; k < K; k++) {
                from.finish[k] = from.start[k] + from.duration[k];
            }
        } else {
            whenReady(from, 0);
            oftenCold(from);
        }
        for (int k = 0; from.lags && k < K; k++) {
            from.finishLag[k] += from.startLag[k];
        }
    }

    /** However early it is warmed from now on, or was, the task cannot start before its instance is ready. */
    private void whenReady(TaskFutures from, double underWay) {
        double[] ready = lasting.starting(from.task, underWay);
        for (int k = 0; k < K; k++) {
            from.finish[k] = Math.max(from.start[k], ready[k]) + from.duration[k];
        }
    }

    /** In as many futures as it lately has, it meets a cold start: it may be left cold again. */
    private void oftenCold(TaskFutures from) {
        double cold = drawing.draws.statistics().coldShare(from.task) * K;
        if (cold < 1) {
            return;
        }
        from.lags = true;
        int[] order = drawing.draws.coldOrder(from.task);
        for (int k = 0; k < K; k++) {
            if (order[k] < cold && from.start[k] != NEVER) {
                double finish = from.start[k] + from.coldStart[k] + from.duration[k];
                from.finishLag[k] = Math.max(0, finish - from.finish[k]);
                from.finish[k] = Math.max(finish, from.finish[k]);
            }
        }
    }

    private double[] durations(TaskFutures from, Task task) {
        double[] first = drawing.draws.durations(task);
        int turns = drawing.run.turns(task);
        if (turns <= 1) {
            return first;
        }
        double[] all = from.ownDuration();
        double[] further = drawing.draws.furtherTurns(task, turns - 1);
        for (int k = 0; k < K; k++) {
            all[k] = first[k] + further[k];
        }
        return all;
    }

    private boolean isReady(Task task) {
        return drawing.run.warmth(task).freeCalls(drawing.run.now()) >= drawing.run.width(task);
    }
}
