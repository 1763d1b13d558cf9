/**
 * Knative in virtual time, the same model behind real HTTP, and the workloads that run on it.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.KnativeModel}, {@link dev.prewarm.simulator.KnativeService}: the platform and its
 *       services; {@link dev.prewarm.simulator.ServiceSettings}, {@link dev.prewarm.simulator.Autoscaling}: how they are
 *       deployed.
 *   <li>{@link dev.prewarm.simulator.ServiceStats}, {@link dev.prewarm.simulator.PodTimeline}: what happened, in exact
 *       instance-time.
 *   <li>{@link dev.prewarm.simulator.MockKnative}: the model behind HTTP, for unit tests.
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
