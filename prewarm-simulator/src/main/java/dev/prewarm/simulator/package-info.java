/**
 * Workloads, and the comparison of strategies on them, on a simulated Knative.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.Workload}: a workflow and what it is really like, read by
 *       {@link dev.prewarm.simulator.WorkflowFile} and {@link dev.prewarm.simulator.WfFormat};
 *       {@link dev.prewarm.simulator.Scenario}: how often and when it runs, and what goes wrong;
 *       {@link dev.prewarm.simulator.Scenarios}: those with a name.
 *   <li>{@link dev.prewarm.simulator.RunTruth}: what will happen in a run whatever a strategy does, from
 *       {@link dev.prewarm.simulator.Draws}.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator;

import org.jspecify.annotations.NullMarked;
