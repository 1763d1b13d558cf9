package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;
import static dev.prewarm.forecast.TaskFutures.NO_TIME;

import dev.prewarm.RunView;
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
        double warmSince = (target == null) ? -1 : warmSince(task);
        if (warmSince < 0) {
            for (int k = 0; k < K; k++) {
                from.finish[k] = from.start[k] + from.duration[k];
            }
        } else {
            // However early it is warmed from now on, or was, the task cannot start before its instance is ready.
            double[] ready = lasting.starting(task, warmSince);
            for (int k = 0; k < K; k++) {
                from.finish[k] = Math.max(from.start[k], ready[k]) + from.duration[k];
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

    /** For how many seconds an instance for the task has been starting, 0 if none is; negative if one is ready. */
    private double warmSince(Task task) {
        RunView run = drawing.run;
        double underWay = run.warmingFor(task);
        if (underWay >= 0) {
            return underWay;
        }
        return (run.warmth(task).freeCalls(run.now()) < run.width(task)) ? 0 : -1;
    }
}
