/**
 * The words in which the parts for Knative speak to their users and to each other.
 *
 * <p>There are four parts, and each can be used without the others: a {@linkplain dev.prewarm.knative.client client} that
 * warms, a {@linkplain dev.prewarm.knative.handler handler kit} for services that are warmed, a {@linkplain
 * dev.prewarm.knative.catalogue catalogue} that knows the services of a cluster, and {@linkplain
 * dev.prewarm.knative.flow flows} that become workflows. What more than one of them names, says or reports is here.
 *
 * <ul>
 *   <li>names: {@link dev.prewarm.knative.ServiceName}, {@link dev.prewarm.knative.RevisionName}
 *   <li>what a client and a handler say to each other: {@link dev.prewarm.knative.PrewarmHeaders}
 *   <li>what manifests do not tell, and what is wrong with them: {@link dev.prewarm.knative.ManifestFinding}, {@link
 *       dev.prewarm.knative.ManifestException}
 * </ul>
 *
 * <pre>{@code
 * ServiceName resize = ServiceName.parse("shop/resize");
 * Map<ServiceName, RevisionName> serving = Map.of(resize, new RevisionName("shop", "resize-00002"));
 * }</pre>
 *
 * <p>Packages depend on one another in one direction only:
 *
 * <pre>{@code
 * client    -> manifest, this, text
 * handler   -> this
 * catalogue -> manifest, this, text
 * flow      -> catalogue, manifest, this, text
 * manifest  -> this, text                       manifest and text are not exported
 * this      -> text
 * }</pre>
 */
@NullMarked
package dev.prewarm.knative;

import org.jspecify.annotations.NullMarked;
