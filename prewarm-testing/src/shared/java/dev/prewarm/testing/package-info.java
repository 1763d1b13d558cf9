/**
 * What tests of orchestrators and strategies need: time that moves only when it is told to, a platform that is none, and
 * runs that are only said to be.
 *
 * <ul>
 *   <li>{@link dev.prewarm.testing.VirtualScheduler} runs a {@link dev.prewarm.Prewarmer} in the test's thread.
 *   <li>{@link dev.prewarm.testing.RecordingWarmupClient} answers after the cold start it is told, and remembers what it
 *       was asked for.
 *   <li>{@link dev.prewarm.testing.FixedRunView} and {@link dev.prewarm.testing.FixedWarmth}: a run as a strategy sees it,
 *       without an engine.
 *   <li>{@link dev.prewarm.testing.StrategyContract}: what holds for every strategy, as tests of JUnit.
 * </ul>
 *
 * <pre>{@code
 * VirtualScheduler scheduler = new VirtualScheduler();
 * RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
 * Prewarmer prewarmer = Prewarmer.builder(client).scheduler(scheduler).strict().build();
 * WorkflowRun run = prewarmer.start(thumbnails);
 * run.started("fetch");
 * scheduler.advance(Duration.ofSeconds(3));
 * String warmed = client.requests().get(0).request().target().name();
 * }</pre>
 */
@NullMarked
package dev.prewarm.testing;

import org.jspecify.annotations.NullMarked;
