package dev.prewarm.forecast;

import static dev.prewarm.forecast.TaskFutures.K;
import static dev.prewarm.forecast.TaskFutures.NEVER;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** When pending tasks are called: after the last of the finishes that they wait for, or after the n-th. */
final class Arrivals {
    /** Stands for an arrival that lies somewhere beyond the horizon, in seconds. */
    private static final double LATER = 1e9;

    private final Drawing drawing;
    private final Branches branches;
    private final Queueing queueing;
    private final AscendingTimes times = new AscendingTimes();

    Arrivals(Drawing drawing, Queueing queueing) {
        this.drawing = drawing;
        this.queueing = queueing;
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
            Passage passage = Passage.of(run, in);
            if (passage == Passage.AT_END || passage == Passage.UNKNOWN) {
                TaskFutures from = drawing.window.find(in.from());
                if (from == null && to.task.needs() == 0) {
                    return false;
                }
                plain &= from != null && !from.uncertain;
            }
            plain &= passage != Passage.NEVER && !drawn(to.task, in, passage);
        }
        if (plain) {
            afterAll(to, incoming);
        } else {
            join(to, incoming);
        }
        notePredecessors(to, incoming);
        noteLag(to, incoming);
        queueing.delay(to);
        return true;
    }

    /** Computes the starts of a task that has failed, and will be started again at an instant that is known. */
    void again(TaskFutures failed, Instant at) {
        Arrays.fill(failed.start, Math.max(0, Queueing.seconds(Duration.between(drawing.run.now(), at))));
        Arrays.fill(failed.predecessorStart, 0);
    }

    /** Whether it differs from future to future whether the dependency is met. */
    private boolean drawn(Task to, Dependency in, Passage passage) {
        if (drawing.run.chosen(to)) {
            return false;
        }
        return switch (in.trigger()) {
            case SUCCESS ->
                !in.certain()
                        || (passage == Passage.AT_END
                                && drawing.draws.branches().mayFail(in.from()));
            case FAILURE -> passage == Passage.AT_END;
            case COMPLETION -> !in.certain();
        };
    }

    private void announce(double[] start) {
        RunView run = drawing.run;
        Duration wait = Duration.between(run.now(), run.startsAt());
        double mean = Queueing.seconds(wait);
        double spread = run.startUncertainty();
        if (spread == 0) {
            mean += drawing.draws.statistics().lateness();
        }
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
        Passage passage = Passage.of(drawing.run, in);
        TaskFutures from = drawing.window.find(in.from());
        if (passage == Passage.NEVER) {
            Arrays.fill(arrival, NEVER);
            return arrival;
        }
        if (from == null && passage != Passage.NOW) {
            // Any n of several: others may come before it.
            Arrays.fill(arrival, LATER);
        } else if (from != null) {
            afterEnd(to, in, from, arrival);
        }
        if (drawn(to.task, in, passage)) {
            if (!in.certain() || in.trigger() == Trigger.FAILURE) {
                branches.take(to, in, from, arrival);
            }
            if (in.trigger() == Trigger.SUCCESS
                    && from != null
                    && drawing.draws.branches().mayFail(in.from())) {
                branches.succeed(to, in, from, arrival);
            }
        }
        return arrival;
    }

    private static void afterEnd(TaskFutures to, Dependency in, TaskFutures from, double[] arrival) {
        boolean evenIfNotReached = in.trigger() == Trigger.COMPLETION;
        for (int k = 0; k < K; k++) {
            // What waits for completion goes on when it is known that there is nothing to wait for.
            arrival[k] = (evenIfNotReached && from.finish[k] == NEVER) ? from.resolved[k] : from.finish[k];
            to.resolved[k] = Math.max(to.resolved[k], from.resolved[k]);
        }
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

    /** How much later it starts than if all was warm that it waits for. */
    private void noteLag(TaskFutures to, List<Dependency> incoming) {
        for (int i = 0; i < incoming.size(); i++) {
            TaskFutures from = drawing.window.find(incoming.get(i).from());
            if (from != null && from.lags) {
                to.lags = true;
            }
        }
        if (to.lags) {
            double[] warm = new double[K];
            boolean[] decided = new boolean[K];
            for (int i = 0; i < incoming.size(); i++) {
                TaskFutures from = drawing.window.find(incoming.get(i).from());
                for (int k = 0; from != null && k < K; k++) {
                    if (from.finish[k] != NEVER && from.finish[k] <= to.start[k]) {
                        warm[k] = Math.max(warm[k], from.finish[k] - from.finishLag[k]);
                        decided[k] |= from.finish[k] == to.start[k];
                    }
                }
            }
            for (int k = 0; k < K; k++) {
                to.startLag[k] = decided[k] ? to.start[k] - warm[k] : 0;
            }
        }
    }
}
