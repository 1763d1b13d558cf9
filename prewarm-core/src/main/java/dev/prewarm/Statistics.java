package dev.prewarm;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.shape.Shapes;
import java.time.Duration;
import java.util.function.Function;

/**
 * All that a {@link Prewarmer} has learned: of workflows, by their names, and of targets, by theirs; and the shapes of workflows
 * that nobody declares.
 *
 * <p>Bounded: beyond a limit of each, those that have not been asked for the longest are forgotten. Implemented only here. Not
 * thread-safe: confined to the Prewarmer's loop while that lives; a {@link #snapshot} is not.
 */
public interface Statistics {
    /** How many workflows, and how many targets, are kept unless another limit is given. */
    int DEFAULT_LIMIT = 10_000;

    /** Nothing learned yet, with {@link #DEFAULT_LIMIT}. */
    static Statistics empty() {
        return LearnedStatistics.empty();
    }

    /**
     * Nothing learned yet.
     *
     * @param limit how many workflows, and how many targets, are kept; at least 1
     * @throws IllegalArgumentException if it is less
     */
    static Statistics empty(int limit) {
        return LearnedStatistics.empty(limit);
    }

    /** What a snapshot holds, with {@link #DEFAULT_LIMIT}. */
    static Statistics from(StatisticsSnapshot snapshot) {
        return LearnedStatistics.from(snapshot);
    }

    /**
     * What a snapshot holds.
     *
     * @param limit how many workflows, and how many targets, are kept; at least 1
     * @throws IllegalArgumentException if it is less
     */
    static Statistics from(StatisticsSnapshot snapshot, int limit) {
        return LearnedStatistics.from(snapshot, limit);
    }

    /** All that has been learned, as a value that other threads may have. Takes time in proportion. */
    StatisticsSnapshot snapshot();

    /** The shapes of workflows that nobody declares; unlike the rest, safe for use by any thread, at any time. */
    Shapes shapes();

    /** What is known of the task's duration when its target is warm. */
    Estimate duration(Workflow workflow, Task task);

    /**
     * What is known of the cold start of a target.
     *
     * @param instances how many start at once; at least 1
     * @throws IllegalArgumentException if it is less
     */
    Estimate coldStart(Target target, int instances);

    /**
     * A task took so long, with its target warm: what was measured elsewhere, such as in recorded runs.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    void addDuration(Workflow workflow, Task task, Duration duration);

    /**
     * A cold start took so long.
     *
     * @param instances how many started at once; at least 1
     * @throws IllegalArgumentException if the number is less, or the duration is negative
     */
    void addColdStart(Target target, int instances, Duration duration);

    /** A function that draws forecasts from what has been learned; each of them is valid until it is called again. */
    Function<RunView, Forecast> forecaster();
}
