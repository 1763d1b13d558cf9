package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;
import static dev.prewarm.forecast.TaskFutures.NEVER;

import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** In which futures an uncertain dependency is taken: in as large a share of them as is probable. */
final class Branches {
    private final Drawing drawing;

    Branches(Drawing drawing) {
        this.drawing = drawing;
    }

    /** Takes the arrivals away from the futures in which the branch is not taken, and notes when that is known. */
    void take(TaskFutures to, Dependency in, @Nullable TaskFutures from, double[] arrival) {
        if (in.alternative() && anotherTaken(in)) {
            Arrays.fill(arrival, NEVER);
            return;
        }
        double early = drawing.draws.decidedEarly(in);
        double low = 0;
        double high = drawing.draws.probability(in);
        if (in.alternative()) {
            low = before(in);
            double open = Math.max(open(in), low + high);
            low = (open > 0) ? low / open : 0;
            high = (open > 0) ? low + high / open : 0;
        } else if (from == null || !from.pending) {
            // Silence speaks: had it not been taken, that would probably have been said by now.
            high /= high + (1 - high) * (1 - early);
        }
        int[] order = drawing.draws.branchOrder(in);
        for (int k = 0; k < K; k++) {
            double u = Permutations.middle(order[k]);
            if (u < low || u >= high) {
                arrival[k] = NEVER;
            }
            if (from != null && from.finish[k] != NEVER) {
                to.resolved[k] = Math.max(to.resolved[k], (early > 0.5) ? from.startOfWork(k) : from.finish[k]);
            }
        }
    }

    private boolean anotherTaken(Dependency in) {
        for (Dependency other : drawing.run.workflow().outgoing(in.from())) {
            if (other != in && other.alternative() && taken(other.to())) {
                return true;
            }
        }
        return false;
    }

    private boolean taken(Task task) {
        TaskState state = drawing.run.state(task);
        return state == TaskState.RUNNING || state == TaskState.FINISHED || drawing.run.chosen(task);
    }

    /** How probable the alternatives are together that come before this one and may still be taken. */
    private double before(Dependency in) {
        double sum = 0;
        for (Dependency other : drawing.run.workflow().outgoing(in.from())) {
            if (other == in) {
                break;
            }
            sum += (other.alternative() && !dead(other)) ? drawing.draws.probability(other) : 0;
        }
        return sum;
    }

    /** How probable all is together that may still happen instead of alternatives that are dead. */
    private double open(Dependency in) {
        double open = 1;
        for (Dependency other : drawing.run.workflow().outgoing(in.from())) {
            open -= (other.alternative() && dead(other)) ? drawing.draws.probability(other) : 0;
        }
        return open;
    }

    private boolean dead(Dependency dependency) {
        return drawing.run.state(dependency.to()) == TaskState.SKIPPED;
    }
}
