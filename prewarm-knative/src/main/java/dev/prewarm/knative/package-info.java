/**
 * Knative: warming its services, the catalogue of them, and its flows as workflows.
 *
 * <p>{@link dev.prewarm.knative.KnativeWarmupClient} is the port of the engine to Knative: it sends warm-up requests,
 * tells from the answers whether an instance was started, and retries what is worth retrying while that is of use.
 * {@link dev.prewarm.knative.Addressing} says how services are reached, {@link dev.prewarm.knative.HeaderSource}
 * brings the credentials.
 *
 * <p>{@link dev.prewarm.knative.catalogue.KnativeCatalogue} knows the services of a cluster and makes targets of them;
 * {@link dev.prewarm.knative.flow.KnativeFlows} makes workflows of Sequences, Parallels, Brokers and Triggers.
 *
 * {@snippet :
 * try (KnativeWarmupClient client = KnativeWarmupClient.builder()
 *         .path("/warmup")
 *         .headers(request -> Map.of("Authorization", "Bearer " + tokens.current()))
 *         .build()) {
 *     WarmupResult result = client.warmUp(request).toCompletableFuture().join(); // closing ends what is under way
 * }
 * }
 */
@NullMarked
package dev.prewarm.knative;

import org.jspecify.annotations.NullMarked;
