/**
 * Knative without a cluster: a model of it in virtual time, and the same model behind real HTTP.
 *
 * <p>A {@link dev.prewarm.testing.knative.KnativeModel} holds services, each with its pods and an autoscaler. Requests wait
 * while a pod starts, pods without requests are kept for a while, and the books say in exact instance-time what that cost.
 * The model runs on any {@link dev.prewarm.Scheduler}: a {@link dev.prewarm.testing.VirtualScheduler} makes a day of
 * traffic exact and short, and {@link dev.prewarm.testing.knative.MockKnative} puts it behind ports of localhost.
 *
 * <p>Within a service, the {@code Activator} holds requests and reports them, the {@code Deployment} makes and ends pods, and
 * an {@code Autoscaler} decides on their number. Each class says which file of Knative it follows.
 *
 * <ul>
 *   <li>{@link dev.prewarm.testing.knative.KnativeModel}, {@link dev.prewarm.testing.knative.KnativeService}: the platform
 *       and its services; {@link dev.prewarm.testing.knative.ServiceSettings},
 *       {@link dev.prewarm.testing.knative.Autoscaling}, {@link dev.prewarm.testing.knative.KpaSettings}: how they are
 *       deployed.
 *   <li>{@link dev.prewarm.testing.knative.Request}, {@link dev.prewarm.testing.knative.RequestListener}: a call, and what
 *       becomes of it.
 *   <li>{@link dev.prewarm.testing.knative.ServiceStats}, {@link dev.prewarm.testing.knative.PodTimeline}: what happened.
 *   <li>{@link dev.prewarm.testing.knative.MockKnative}: HTTP services that are scaled to zero, for unit tests;
 *       {@link dev.prewarm.testing.knative.Fault}: what goes wrong with them;
 *       {@link dev.prewarm.testing.knative.MockKnativeExtension}: a mock for each test of JUnit.
 * </ul>
 */
@NullMarked
package dev.prewarm.testing.knative;

import org.jspecify.annotations.NullMarked;
