/**
 * What the library costs: JMH benchmarks, and small programs for what JMH does not measure. Never deployed.
 *
 * <ul>
 *   <li>events: {@link dev.prewarm.benchmarks.EventCost} and {@link dev.prewarm.benchmarks.EventBytes} on the thread that
 *       tells them, {@link dev.prewarm.benchmarks.EventHandling} and {@link dev.prewarm.benchmarks.LoopThroughput} on the loop
 *   <li>plans: {@link dev.prewarm.benchmarks.PlanningCost}
 *   <li>memory: {@link dev.prewarm.benchmarks.OpenRuns}, {@link dev.prewarm.benchmarks.WorkflowMemory}
 *   <li>the rest: {@link dev.prewarm.benchmarks.ClientThroughput}, {@link dev.prewarm.benchmarks.WorkflowBuild}, {@link
 *       dev.prewarm.benchmarks.StartUp}, {@link dev.prewarm.benchmarks.SimulationSpeed}
 *   <li>what is measured on: {@link dev.prewarm.benchmarks.Shapes}, {@link dev.prewarm.benchmarks.Strategies}
 * </ul>
 */
@NullMarked
package dev.prewarm.benchmarks;

import org.jspecify.annotations.NullMarked;
