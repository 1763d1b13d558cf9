/**
 * What is learned of durations, cold starts, branches and retention, and what follows for the runs that are under way.
 * Exported to the simulator alone: users see {@link dev.prewarm.Statistics} and {@link dev.prewarm.Forecast}.
 *
 * <ul>
 *   <li>{@link dev.prewarm.Statistics} is the root. It gives, by name,
 *       {@link dev.prewarm.forecast.WorkflowStatistics} and {@link dev.prewarm.forecast.TargetStatistics}.
 *   <li>These hold {@link dev.prewarm.forecast.DurationHistory} for tasks, {@link dev.prewarm.forecast.BranchCounts} for
 *       uncertain dependencies, {@link dev.prewarm.forecast.ColdStarts} by burst size, and
 *       {@link dev.prewarm.forecast.Retention}.
 *   <li>An {@link dev.prewarm.Estimate} is what draws are made from: a history, or a declared
 *       {@link dev.prewarm.Prior} while the history is too short.
 *   <li>A {@link dev.prewarm.StatisticsStore} keeps a {@link dev.prewarm.StatisticsSnapshot} from one
 *       start of the program to the next; {@link dev.prewarm.FileStatisticsStore} does it in a file. Those of several
 *       processes can be {@linkplain dev.prewarm.StatisticsSnapshot#merge merged}.
 *   <li>A {@link dev.prewarm.Forecast} is what a strategy sees of all this: possible futures of one run. {@link
 *       dev.prewarm.forecast.Forecaster} makes it, as {@link dev.prewarm.forecast.Futures}: which tasks are looked at ({@link
 *       dev.prewarm.forecast.Window}), when those that run end ({@link dev.prewarm.forecast.RunningTasks}), which branches are
 *       taken ({@link dev.prewarm.forecast.Branches}), when the others are called and end ({@link
 *       dev.prewarm.forecast.Arrivals}, {@link dev.prewarm.forecast.Departures}), and what may be late ({@link
 *       dev.prewarm.forecast.Slack}).
 * </ul>
 *
 * <pre>{@code
 * StatisticsStore store = new FileStatisticsStore(directory.resolve("prewarm.statistics"));
 * LearnedStatistics statistics = LearnedStatistics.from(store.load());
 * WorkflowStatistics learned = statistics.of(thumbnails);
 * learned.warm(resize).add(1.8);
 * double likely = learned.duration(resize).quantile(0.9);
 * statistics.of(resizer).coldStarts().add(1, 2.4);
 * double coldStart = statistics.of(resizer).coldStarts().forBurst(4).mean();
 * store.save(statistics.snapshot());
 * }</pre>
 *
 * <p>Everything that learns is confined to one thread, the engine's, and allocates nothing once it is warm.
 */
@NullMarked
package dev.prewarm.forecast;

import org.jspecify.annotations.NullMarked;
