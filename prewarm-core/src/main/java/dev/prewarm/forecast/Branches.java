package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;
import static dev.prewarm.forecast.TaskFutures.NEVER;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** In which futures an uncertain dependency is taken: in as large a share of them as is probable. */
final class Branches {
    private final Drawing drawing;
    /** The part of (0, 1) in which the dependency in question is taken. */
    private double low;

    private double high;

    Branches(Drawing drawing) {
        this.drawing = drawing;
    }

    /** Takes the arrivals away from the futures in which the branch is not taken, and notes when that is known. */
    void take(TaskFutures to, Dependency in, @Nullable TaskFutures from, double[] arrival) {
        if (in.alternative() && anotherTaken(in)) {
            Arrays.fill(arrival, NEVER);
            return;
        }
        double early = (in.trigger() == Trigger.FAILURE) ? 0 : drawing.draws.decidedEarly(in);
        range(in);
        if (!in.alternative() && (from == null || !from.pending)) {
            // Silence speaks: had it not been taken, that would probably have been said by now.
            high /= high + (1 - high) * (1 - early);
        }
        int[] order = drawing.draws.branches().of(in);
        for (int k = 0; k < K; k++) {
            if (!within(order[k])) {
                arrival[k] = NEVER;
            }
            if (from != null && from.finish[k] != NEVER) {
                to.resolved[k] = Math.max(to.resolved[k], (early > 0.5) ? from.startOfWork(k) : from.finish[k]);
            }
        }
    }

    /** Takes the arrivals of a success away from the futures in which one of the branches after a failure is taken. */
    void succeed(TaskFutures to, Dependency in, TaskFutures from, double[] arrival) {
        for (Dependency other : drawing.run.workflow().outgoing(in.from())) {
            if (other.trigger() == Trigger.FAILURE && !dead(other)) {
                range(other);
                int[] order = drawing.draws.branches().of(other);
                for (int k = 0; k < K; k++) {
                    arrival[k] = within(order[k]) ? NEVER : arrival[k];
                }
            }
        }
        for (int k = 0; k < K; k++) {
            if (from.finish[k] != NEVER) {
                to.resolved[k] = Math.max(to.resolved[k], from.finish[k]);
            }
        }
    }

    /** Finds the part of (0, 1) in which the dependency is taken. */
    private void range(Dependency dependency) {
        low = 0;
        high = drawing.draws.probability(dependency);
        if (dependency.alternative()) {
            low = before(dependency);
            double open = Math.max(open(dependency), low + high);
            low = (open > 0) ? low / open : 0;
            high = (open > 0) ? low + high / open : 0;
        }
    }

    private boolean within(int place) {
        double u = Permutations.middle(place);
        return u >= low && u < high;
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
