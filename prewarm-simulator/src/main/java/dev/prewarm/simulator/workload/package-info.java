/**
 * What runs: workflows with what they are really like, and when and how often they run.
 *
 * <p>A workload is a workflow whose steps have true durations, branches and cold starts, which no strategy is told. A
 * scenario says how often it runs, on what platform, and what goes wrong. All numbers are drawn by pure functions of a
 * seed, so that every contestant meets the same ones.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.workload.Workload}, {@link dev.prewarm.simulator.workload.Step},
 *       {@link dev.prewarm.simulator.workload.Service}, {@link dev.prewarm.simulator.workload.Distribution}: a workload and
 *       its parts; {@link dev.prewarm.simulator.workload.WorkflowFile} and {@link dev.prewarm.simulator.workload.WfFormat}
 *       read them.
 *   <li>{@link dev.prewarm.simulator.workload.Scenario}, {@link dev.prewarm.simulator.workload.PlatformSettings},
 *       {@link dev.prewarm.simulator.workload.Arrivals}, {@link dev.prewarm.simulator.workload.WarmupFaults}: how it runs;
 *       {@link dev.prewarm.simulator.workload.Scenarios}: those with a name.
 *   <li>{@link dev.prewarm.simulator.workload.RunTruth}: what will happen in a run whatever a strategy does, from
 *       {@link dev.prewarm.simulator.workload.Draws}.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator.workload;

import org.jspecify.annotations.NullMarked;
