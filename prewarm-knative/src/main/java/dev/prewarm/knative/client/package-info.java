/**
 * The warm-up client: the port of the engine to Knative.
 *
 * <p>A warm-up wakes a service before it is called: by requests to its warm-up path, by one that is cut off before it is
 * delivered, or by a floor under the number of its instances. The client sends what the mode of the target asks for,
 * tells from the answers whether an instance was started, and repeats what is worth repeating while that is of use.
 *
 * <ul>
 *   <li>{@link dev.prewarm.knative.client.KnativeWarmupClient} is the client, and its builder has all options
 *   <li>{@link dev.prewarm.knative.client.WarmupMode} says by what a target is warmed
 *   <li>{@link dev.prewarm.knative.client.Addressing} says how services are reached, {@link
 *       dev.prewarm.knative.client.HeaderSource} brings the credentials
 *   <li>{@link dev.prewarm.knative.client.RevisionScaler} sets the floors, {@link
 *       dev.prewarm.knative.client.KubernetesRevisionScaler} through the Kubernetes API
 * </ul>
 *
 * <pre>{@code
 * try (KnativeWarmupClient client = KnativeWarmupClient.builder()
 *         .path("/warmup")
 *         .headers(asked -> Map.of("Authorization", "Bearer " + tokens.get()))
 *         .build()) {
 *     CompletionStage<WarmupResult> result = client.warmUp(request);
 *     return result.toCompletableFuture().join(); // closing ends what is under way
 * }
 * }</pre>
 *
 * <p>Of the module, it depends on what is not exported, and on the names and headers in {@link dev.prewarm.knative}; it
 * knows neither the catalogue nor the flows.
 */
@NullMarked
package dev.prewarm.knative.client;

import org.jspecify.annotations.NullMarked;
