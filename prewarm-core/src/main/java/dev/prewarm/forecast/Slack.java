package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;

import dev.prewarm.Dependency;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.time.Duration;
import java.util.Arrays;

/**
 * By how much tasks can be late without delaying the end of the run: from the ends of the futures back to the tasks.
 * Beyond the window the way to the end is taken from medians. All is taken to be warm, though some will not be: or each of two tasks
 * beside each other would be left cold because the other one is.
 */
final class Slack {
    private final Drawing drawing;
    private final double[] ends = new double[K];
    private final double[] longest = new double[K];

    Slack(Drawing drawing) {
        this.drawing = drawing;
    }

    /** Computes the slack of all tasks of the window, which is complete. */
    void compute() {
        Window window = drawing.window;
        Arrays.fill(ends, 0);
        endAfterRetries();
        for (int i = window.size() - 1; i >= 0; i--) {
            tail(window.get(i));
        }
        for (int i = 0; i < window.size(); i++) {
            TaskFutures task = window.get(i);
            for (int k = 0; k < K; k++) {
                double way = task.pending ? task.start[k] - task.startLag[k] : 0;
                task.slack[k] = task.reached(k) ? Math.max(0, ends[k] - way - task.tail[k]) : 0;
            }
        }
    }

    /** The longest way from the task's start to the end; tasks are in topological order but for the running ones. */
    private void tail(TaskFutures task) {
        Arrays.fill(longest, 0);
        for (Dependency next : drawing.run.workflow().outgoing(task.task)) {
            TaskFutures to = drawing.window.find(next.to());
            if (to != null) {
                throughNext(task, to);
            } else if (drawing.run.state(next.to()) == TaskState.PENDING) {
                double beyond = drawing.draws.tail(next.to());
                for (int k = 0; k < K; k++) {
                    longest[k] = Math.max(longest[k], beyond);
                }
            }
        }
        for (int k = 0; k < K; k++) {
            if (task.reached(k)) {
                task.tail[k] = (task.pending ? task.duration[k] : task.finish[k]) + longest[k];
                ends[k] = Math.max(ends[k], task.finish[k] - task.finishLag[k] + longest[k]);
            } else {
                task.tail[k] = 0;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same array, where nothing is queued for
    private void throughNext(TaskFutures task, TaskFutures to) {
        for (int k = 0; k < K; k++) {
            // What runs, or starts before this one ends, does not wait for it.
            if (to.pending && to.reached(k) && task.finish[k] <= to.ready[k]) {
                double queueing = (to.ready == to.start) ? 0 : to.start[k] - to.ready[k];
                longest[k] = Math.max(longest[k], queueing + to.tail[k]);
            }
        }
    }

    /** Tasks that will be started again beyond the window: nothing leads to them any more. */
    private void endAfterRetries() {
        RunView run = drawing.run;
        for (Task task : run.retrying()) {
            if (drawing.window.find(task) == null) {
                Duration wait = Duration.between(run.now(), run.until(task).orElseThrow());
                double end = Math.max(0, Queueing.seconds(wait)) + drawing.draws.tail(task);
                for (int k = 0; k < K; k++) {
                    ends[k] = Math.max(ends[k], end);
                }
            }
        }
    }
}
