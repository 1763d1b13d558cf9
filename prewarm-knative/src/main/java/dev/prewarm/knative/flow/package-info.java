/**
 * Knative's flows as workflows: Sequences, Parallels, and Brokers with their Triggers.
 *
 * <p>The order in which services are called stands in manifests already, in files or in a cluster. Here it is read and made
 * a {@link dev.prewarm.Workflow} of each flow, so that nobody writes it down twice. What the manifests leave open is not
 * guessed, but said.
 *
 * <ul>
 *   <li>{@link dev.prewarm.knative.flow.KnativeFlows} reads, and has the workflows; it is all that there is to use
 *   <li>in it, a graph of where events go is made of the manifests, what is reached from each flow is collected from
 *       the graph, and a workflow is made of that
 *   <li>a {@link dev.prewarm.knative.ManifestFinding} says what the manifests do not tell, a {@link
 *       dev.prewarm.knative.ManifestException} what is wrong with them
 * </ul>
 *
 * <pre>{@code
 * KnativeFlows flows = KnativeFlows.builder()
 *         .read("flows.yaml", yaml)
 *         .build();
 * Workflow reviews = flows.workflow("shop/sequence/reviews");
 * flows.findings().forEach(System.out::println);
 * }</pre>
 *
 * <p>Of the module, it depends on {@link dev.prewarm.knative.catalogue}, which it asks for targets, on what is not
 * exported, and on the names and errors in {@link dev.prewarm.knative}.
 */
@NullMarked
package dev.prewarm.knative.flow;

import org.jspecify.annotations.NullMarked;
