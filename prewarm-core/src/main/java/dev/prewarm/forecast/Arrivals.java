package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;
import static dev.prewarm.forecast.TaskFutures.NEVER;

import dev.prewarm.Dependency;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** When the inputs of pending tasks are ready: at the last of the finishes that they wait for, or at the n-th. */
final class Arrivals {
    /** Stands for an arrival that lies somewhere beyond the horizon, in seconds. */
    private static final double LATER = 1e9;

    private final Drawing drawing;
    private final Branches branches;
    private final AscendingTimes times = new AscendingTimes();

    Arrivals(Drawing drawing) {
        this.drawing = drawing;
        this.branches = new Branches(drawing);
    }

    /**
     * Computes the starts of a task that is given as one that starts now in all futures.
     *
     * @return false if a predecessor was not looked at, so that the task lies beyond the horizon
     */
    boolean arrive(TaskFutures to) {
        RunView run = drawing.run;
        List<Dependency> incoming = run.workflow().incoming(to.task);
        if (!run.started() && incoming.isEmpty()) {
            announce(to.start);
        }
        boolean plain = to.task.needs() == 0;
        for (int i = 0; i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            TaskState state = run.state(in.from());
            if (state == TaskState.RUNNING || state == TaskState.PENDING || state == TaskState.FAILED) {
                TaskFutures from = drawing.window.find(in.from());
                if (from == null && to.task.needs() == 0) {
                    return false;
                }
                plain &= from != null && !from.uncertain;
            }
            plain &= state != TaskState.SKIPPED && (in.certain() || run.chosen(to.task));
        }
        if (plain) {
            afterAll(to, incoming);
        } else {
            join(to, incoming);
        }
        notePredecessors(to, incoming);
        return true;
    }

    private void announce(double[] start) {
        RunView run = drawing.run;
        Duration wait = Duration.between(run.now(), run.startsAt());
        double mean = wait.getSeconds() + wait.getNano() / 1e9;
        double spread = run.startUncertainty();
        int[] order = drawing.draws.startOrder();
        for (int k = 0; k < K; k++) {
            double z = (spread == 0) ? 0 : NormalDistribution.quantile(Permutations.middle(order[k]));
            start[k] = Math.max(0, mean + spread * z);
        }
    }

    private void afterAll(TaskFutures to, List<Dependency> incoming) {
        for (int i = 0; i < incoming.size(); i++) {
            TaskFutures from = drawing.window.find(incoming.get(i).from());
            for (int k = 0; from != null && k < K; k++) {
                to.start[k] = Math.max(to.start[k], from.finish[k]);
            }
        }
    }

    /** A join with branches that may not be taken, predecessors that may not be reached, or any n of them. */
    private void join(TaskFutures to, List<Dependency> incoming) {
        to.uncertain = true;
        double[][] arrivals = new double[incoming.size()][];
        for (int i = 0; i < arrivals.length; i++) {
            arrivals[i] = arrivals(to, incoming.get(i));
        }
        for (int k = 0; k < K; k++) {
            times.clear();
            for (double[] arrival : arrivals) {
                if (arrival[k] != NEVER) {
                    times.add(arrival[k]);
                }
            }
            int alive = times.size();
            if (alive == 0 && arrivals.length > 0) {
                to.start[k] = NEVER;
            } else if (alive > 0) {
                int needed = (to.task.needs() == 0) ? alive : Math.min(alive, to.task.needs());
                to.start[k] = Math.max(to.start[k], times.get(needed - 1));
            }
        }
    }

    /** When a predecessor lets the task go on, in each future; never where it is dead or the branch not taken. */
    private double[] arrivals(TaskFutures to, Dependency in) {
        double[] arrival = new double[K];
        TaskState state = drawing.run.state(in.from());
        TaskFutures from = drawing.window.find(in.from());
        if (state == TaskState.SKIPPED) {
            Arrays.fill(arrival, NEVER);
            return arrival;
        }
        if (from == null && state != TaskState.FINISHED) {
            // Any n of several: others may come before it.
            Arrays.fill(arrival, LATER);
        } else if (from != null) {
            System.arraycopy(from.finish, 0, arrival, 0, K);
            for (int k = 0; k < K; k++) {
                to.resolved[k] = Math.max(to.resolved[k], from.resolved[k]);
            }
        }
        if (!in.certain() && !drawing.run.chosen(to.task)) {
            branches.take(to, in, from, arrival);
        }
        return arrival;
    }

    /** The start of the predecessor that decides; of the last one that is reached, where the task itself is not. */
    private void notePredecessors(TaskFutures to, List<Dependency> incoming) {
        double[] latest = to.predecessorStart;
        Arrays.fill(latest, to.uncertain ? -1 : 0);
        for (int i = 0; i < incoming.size(); i++) {
            Task predecessor = incoming.get(i).from();
            TaskFutures from = drawing.window.find(predecessor);
            for (int k = 0; k < K; k++) {
                if (from == null) {
                    latest[k] = Math.max(latest[k], 0);
                } else if (from.finish[k] != NEVER && (from.finish[k] == to.start[k] || to.start[k] == NEVER)) {
                    latest[k] = Math.max(latest[k], from.startOfWork(k));
                }
            }
        }
        for (int k = 0; k < K; k++) {
            if (latest[k] < 0) {
                latest[k] = (to.start[k] == NEVER) ? NEVER : 0;
            }
        }
    }
}
