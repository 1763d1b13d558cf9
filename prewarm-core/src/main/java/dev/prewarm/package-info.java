/**
 * Warms the services of running workflows before their tasks come: the API.
 *
 * <ul>
 *   <li>{@link dev.prewarm.Workflow} is a graph of {@link dev.prewarm.Task}s, each with a {@link dev.prewarm.Target} or
 *       none; {@link dev.prewarm.TaskOption} says what else is known, such as what a task comes
 *       {@linkplain dev.prewarm.TaskOption#after after}.
 *   <li>{@link dev.prewarm.Prewarmer} serves all workflows of a process. Each execution is a
 *       {@link dev.prewarm.WorkflowRun}, which is told what happens and keeps {@link dev.prewarm.Decision}s with their
 *       {@link dev.prewarm.Rationale}.
 *   <li>{@link dev.prewarm.PrewarmStrategy} makes a {@link dev.prewarm.Plan} of {@link dev.prewarm.Warmup}s from a
 *       {@link dev.prewarm.RunView}.
 *   <li>{@link dev.prewarm.WarmupClient} carries a {@link dev.prewarm.WarmupRequest} out, within
 *       {@link dev.prewarm.WarmupLimits}; a {@link dev.prewarm.WarmupResult} says how it ended.
 *   <li>{@link dev.prewarm.PrewarmStats} counts; a {@link dev.prewarm.PrewarmListener} hears of decisions and of every
 *       {@link dev.prewarm.Problem}.
 *   <li>{@link dev.prewarm.Scheduler} is where time comes from.
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
