package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;

import dev.prewarm.Estimate;
import dev.prewarm.Target;
import dev.prewarm.Task;
import java.util.function.DoubleUnaryOperator;

/** Draws of what is left of something that has lasted for a while. */
final class Lasting {
    /** So many futures at least must agree with what has happened, or they are drawn in another way. */
    private static final int FEWEST = 16;

    private final Drawing drawing;
    private final double[] survivors = new double[K];
    private final double[] starting = new double[K];

    Lasting(Drawing drawing) {
        this.drawing = drawing;
    }

    /**
     * Turns whole durations into what is left of them: futures that are over by now are replaced by others.
     *
     * @return false, and nothing of use, if too few are not over to stand for all
     */
    boolean survive(double[] durations, double elapsed) {
        int left = 0;
        for (int k = 0; k < K; k++) {
            durations[k] -= elapsed;
            if (durations[k] > 0) {
                survivors[left++] = durations[k];
            }
        }
        if (left < FEWEST) {
            return false;
        }
        if (left < K) {
            int next = 0;
            for (int k = 0; k < K; k++) {
                if (durations[k] <= 0) {
                    durations[k] = survivors[next];
                    next = (next + 1 == left) ? 0 : next + 1;
                }
            }
        }
        return true;
    }

    /** Draws all futures anew, in the order that is given. */
    static void redraw(double[] rest, int[] order, DoubleUnaryOperator draw) {
        for (int k = 0; k < K; k++) {
            rest[k] = draw.applyAsDouble(Permutations.middle(order[k]));
        }
    }

    /** For how long instances for the task will go on starting that have been for so many seconds; valid until asked again. */
    double[] starting(Task task, double underWay) {
        WorkflowDraws draws = drawing.draws;
        Target target = task.target().orElseThrow();
        int instances = Math.max(1, target.instancesFor(drawing.run.width(task)));
        System.arraycopy(draws.coldStarts(target, instances), 0, starting, 0, K);
        if (underWay > 0 && !survive(starting, underWay)) {
            Estimate estimate = draws.coldStart(target, instances);
            redraw(starting, draws.coldStartOrder(target, instances), u -> estimate.drawBeyond(u, underWay) - underWay);
        }
        return starting;
    }
}
