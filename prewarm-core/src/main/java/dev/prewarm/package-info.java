/**
 * Warms the services of running workflows before their tasks come: the API.
 *
 * <p>A {@link dev.prewarm.Prewarmer} is told by an orchestrator what happens in its runs, has a strategy decide after each
 * event what to warm and when, and has a client do it. Nothing here runs a workflow or calls a service.
 *
 * <p>Who has workflows that run:
 *
 * <ul>
 *   <li>{@link dev.prewarm.Workflow} is a graph of {@link dev.prewarm.Task}s and {@linkplain dev.prewarm.Dependency
 *       dependencies}, made once by its builder. A task calls a {@link dev.prewarm.Target}, or nothing; a {@link
 *       dev.prewarm.TaskOption} says what else is known of it, such as what it comes {@linkplain
 *       dev.prewarm.TaskOption#after after}; a {@link dev.prewarm.Prior} says what is believed of a duration.
 *   <li>{@link dev.prewarm.Prewarmer} serves all workflows of a process. Each execution is a {@link
 *       dev.prewarm.WorkflowRun}, which is told of its tasks by short methods, or, with all that is known, by {@link
 *       dev.prewarm.TaskEvent}s. A run that is expected is an {@link dev.prewarm.Announcement}.
 * </ul>
 *
 * <p>Who reaches a platform (for Knative, the module {@code dev.prewarm.knative} does):
 *
 * <ul>
 *   <li>{@link dev.prewarm.WarmupClient} carries a {@link dev.prewarm.WarmupRequest} out, within {@link
 *       dev.prewarm.WarmupLimits}; a {@link dev.prewarm.WarmupResult} says how it ended.
 * </ul>
 *
 * <p>Who decides what to warm:
 *
 * <ul>
 *   <li>{@link dev.prewarm.PrewarmStrategy} has a method for each strategy of the library. It is a function, one's own as
 *       well: it makes a {@link dev.prewarm.Plan} of {@link dev.prewarm.Warmup}s, each with its {@link
 *       dev.prewarm.Rationale}, from a {@link dev.prewarm.RunView}.
 *   <li>A view has the {@link dev.prewarm.TaskState}s of the run, the {@link dev.prewarm.Warmth} of a target, the {@link
 *       dev.prewarm.Estimate} of a duration, and a {@link dev.prewarm.Forecast}.
 * </ul>
 *
 * <p>Who wants to know what happens, and to keep what was learned:
 *
 * <ul>
 *   <li>{@link dev.prewarm.PrewarmListener} hears of each {@link dev.prewarm.Decision} and {@link dev.prewarm.Problem};
 *       {@link dev.prewarm.PrewarmStats} counts.
 *   <li>{@link dev.prewarm.Statistics} are what is learned. A {@link dev.prewarm.StatisticsStore}, such as {@link
 *       dev.prewarm.FileStatisticsStore}, keeps a {@link dev.prewarm.StatisticsSnapshot} of them between two starts of a
 *       program; what cannot be read is an {@link dev.prewarm.UnreadableStatisticsException}.
 *   <li>{@link dev.prewarm.Scheduler} is where time and timers come from, {@link dev.prewarm.SystemScheduler} the real one;
 *       what it schedules is {@link dev.prewarm.Cancellable}.
 * </ul>
 *
 * <pre>{@code
 * Workflow thumbnails = Workflow.builder("thumbnails")
 *         .task("fetch", Target.of("fetcher", URI.create("http://fetcher.example")))
 *         .task("resize", Target.of("resizer", URI.create("http://resizer.example")), after("fetch"))
 *         .build();
 * try (Prewarmer prewarmer = Prewarmer.builder(client).strategy(PrewarmStrategy.costAware(10)).build();
 *         WorkflowRun run = prewarmer.start(thumbnails)) {
 *     run.started("fetch");
 *     // call the service
 *     run.finished("fetch");
 * }
 * }</pre>
 */
@NullMarked
package dev.prewarm;

import org.jspecify.annotations.NullMarked;
