package dev.prewarm.forecast;

import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Workflow;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Draws the possible futures of runs from what has been learned.
 *
 * <p>Each task has the same {@value #FUTURES} draws in all runs: evenly spaced quantiles of what is known of its
 * duration, in an order of the task's own, so that few futures represent each distribution well and those of different
 * tasks are independent of each other. For a running task, futures in which it would be over by now give way to others;
 * starts then follow through the graph, as far as the horizon.
 *
 * <p>Not thread-safe. A forecast is valid until the next one is made.
 */
public final class Forecaster {
    /** How many futures a forecast has. */
    public static final int FUTURES = 64;

    /** Workflows whose draws are kept. */
    private static final int MOST_MODELS = 256;

    private final LearnedStatistics statistics;
    private final Map<Workflow, WorkflowDraws> draws = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Workflow, WorkflowDraws> eldest) {
            return size() > MOST_MODELS;
        }
    };
    private final Futures futures = new Futures();

    /** A forecaster that reads these statistics; they may go on changing. */
    public Forecaster(LearnedStatistics statistics) {
        this.statistics = statistics;
    }

    /** The futures of a run, as of the view's now. */
    public Forecast forecast(RunView run) {
        futures.draw(run, draws.computeIfAbsent(run.workflow(), workflow -> new WorkflowDraws(workflow, statistics)));
        return futures;
    }
}
