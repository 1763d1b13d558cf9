package dev.prewarm.forecast;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.prewarm.forecast.TaskFutures.NEVER;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Dependency;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The futures of one run, in arrays that are used again for the next one.
 *
 * <p>Tasks are looked at in topological order, from those that run or could run on. A task is part of the window if it
 * could come due within the horizon, even with the longest cold start; what comes after one that is not is not looked
 * at.
 */
final class Futures implements Forecast {
    /** What could come due later than this, in seconds, is looked at in a later forecast. */
    private static final double HORIZON = 1.0;

    /** Tasks beyond the horizon that are looked at for the sake of others. */
    private static final int MOST_BEYOND = 64;

    private final Drawing drawing = new Drawing();
    private final RunningTasks running;
    private final Arrivals arrivals;
    private final Departures departures;
    private final Slack slack;
    private final BitSet candidates = new BitSet();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Task> unmodifiableTasks = Collections.unmodifiableList(tasks);
    private int beyond;
    private double nextLook;
    private boolean slackKnown;

    /** Nothing of use before {@link #draw}. */
    Futures() {
        Lasting lasting = new Lasting(drawing);
        running = new RunningTasks(drawing, lasting);
        arrivals = new Arrivals(drawing, new Queueing(drawing, lasting));
        departures = new Departures(drawing, lasting);
        slack = new Slack(drawing);
    }

    void draw(RunView run, WorkflowDraws draws) {
        drawing.begin(run, draws);
        beyond = 0;
        tasks.clear();
        candidates.clear();
        slackKnown = false;
        nextLook = Double.POSITIVE_INFINITY;
        for (Task task : run.running()) {
            expand(running.add(task));
        }
        for (Task task : run.started() ? run.ready() : run.workflow().roots()) {
            candidates.set(task.index());
        }
        for (Task task : run.retrying()) {
            candidates.set(task.index());
        }
        double reach = draws.longestColdStart() + HORIZON;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            Task task = run.workflow().tasks().get(i);
            if (run.state(task) == TaskState.PENDING || again(task) != null) {
                look(task, reach);
            }
        }
    }

    /** When a task that has failed will be started again, if that is known. */
    private @Nullable Instant again(Task task) {
        boolean failed = drawing.run.state(task) == TaskState.FAILED;
        return failed ? drawing.run.until(task).orElse(null) : null;
    }

    /** Computes the starts; false if the task lies beyond the horizon. */
    private boolean arrive(TaskFutures looked) {
        Instant again = again(looked.task);
        if (again == null) {
            return arrivals.arrive(looked);
        }
        arrivals.again(looked, again);
        return true;
    }

    private void look(Task task, double reach) {
        TaskFutures looked = drawing.window.add(task);
        looked.pending = true;
        if (!arrive(looked)) {
            drawing.window.removeLast();
            return;
        }
        double earliest = looked.earliestStart();
        if (earliest == NEVER) {
            // No future reaches it; what comes after must know that it is dead.
            Arrays.fill(looked.finish, NEVER);
            looked.hidden = true;
        } else if (earliest > reach) {
            nextLook = Math.min(nextLook, earliest - reach + HORIZON);
            if (looked.certain() || ++beyond > MOST_BEYOND) {
                drawing.window.removeLast();
                return;
            }
            // What comes after it may be due soon in the futures that do not reach it.
            departures.depart(looked);
            looked.hidden = true;
        } else {
            departures.depart(looked);
            tasks.add(task);
        }
        expand(looked);
    }

    private void expand(TaskFutures looked) {
        for (Dependency next : drawing.run.workflow().outgoing(looked.task)) {
            candidates.set(next.to().index());
        }
    }

    // What is asked for.

    private TaskFutures require(Task task) {
        TaskFutures known = drawing.window.find(task);
        checkArgument(known != null && known.pending && !known.hidden, "task %s is not part of the forecast", task);
        return requireNonNull(known);
    }

    @Override
    public int futures() {
        return TaskFutures.K;
    }

    @Override
    public List<Task> tasks() {
        return unmodifiableTasks;
    }

    @Override
    public double[] starts(Task task) {
        return require(task).start.clone();
    }

    @Override
    public double[] coldStarts(Task task) {
        return require(task).coldStart.clone();
    }

    @Override
    public double[] durations(Task task) {
        return require(task).duration.clone();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the draws of one turn are shared, those of several are not
    public double medianDuration(Task task) {
        double[] durations = require(task).duration;
        WorkflowDraws draws = drawing.draws;
        return (durations == draws.durations(task)) ? draws.middleDuration(task) : Row.median(durations);
    }

    @Override
    public double[] remaining(Task task) {
        TaskFutures known = drawing.window.find(task);
        checkArgument(known != null && !known.pending, "task %s is not running", task);
        return requireNonNull(known).finish.clone();
    }

    @Override
    public double[] slack(Task task) {
        if (!slackKnown) {
            slackKnown = true;
            slack.compute();
        }
        return require(task).slack.clone();
    }

    @Override
    public double[] resolved(Task task) {
        return require(task).resolved.clone();
    }

    @Override
    public double[] predecessorStarts(Task task) {
        return require(task).predecessorStart.clone();
    }

    @Override
    public double reachProbability(Task task) {
        return require(task).reachProbability();
    }

    @Override
    public Instant nextLook() {
        return (nextLook == Double.POSITIVE_INFINITY)
                ? Instant.MAX
                : drawing.run.now().plusNanos(1_000 * Math.round(nextLook * 1e6));
    }
}
