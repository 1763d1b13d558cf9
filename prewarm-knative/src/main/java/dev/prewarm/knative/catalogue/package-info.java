/**
 * The Knative Services of a cluster, each with what matters for warming it.
 *
 * <p>What a target needs to be told stands in the cluster already: where a service is, how many calls an instance serves,
 * how long an idle one is kept. The catalogue reads it there and keeps it up to date, so that nobody writes it down
 * twice. It never writes anything, and it knows nothing of what warms the targets.
 *
 * <ul>
 *   <li>{@link dev.prewarm.knative.catalogue.KnativeCatalogue} is opened and asked for targets; {@link
 *       dev.prewarm.knative.catalogue.ServiceAddress} says which of their two addresses these have
 *   <li>{@link dev.prewarm.knative.catalogue.KnativeService} is what it knows of one service, and {@link
 *       dev.prewarm.knative.catalogue.CatalogueListener} is told when that changes
 *   <li>{@link dev.prewarm.knative.catalogue.ReadyPods} tells how many pods of each service are ready
 *   <li>{@link dev.prewarm.knative.catalogue.TargetResolver} is all of it that flows need
 *   <li>{@link dev.prewarm.knative.catalogue.CatalogueException}: the cluster cannot be read
 * </ul>
 *
 * <pre>{@code
 * try (KnativeCatalogue catalogue = KnativeCatalogue.builder(kubernetes).namespace("shop").open()) {
 *     Workflow thumbnails = Workflow.builder("thumbnails")
 *             .task("fetch", catalogue.target("shop/fetch"))
 *             .task("resize", catalogue.target("shop/resize"), after("fetch"))
 *             .build();
 * }
 * }</pre>
 *
 * <p>Of the module, it depends on what is not exported, and on the names in {@link dev.prewarm.knative}.
 */
@NullMarked
package dev.prewarm.knative.catalogue;

import org.jspecify.annotations.NullMarked;
