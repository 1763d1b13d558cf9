/**
 * Manifests: what was written in YAML or kept by a cluster, as values that know where they stand. Not exported.
 *
 * <p>Text becomes documents of {@link dev.prewarm.knative.manifest.Field}s, each of which can say with file, document and
 * field what is wrong with it; documents become {@link dev.prewarm.knative.manifest.Manifest}s, whose values have been
 * checked; and the settings among them come to what matters for warming. What they mean together, such as where an event
 * goes next, is not decided here.
 *
 * <ul>
 *   <li>documents: {@link dev.prewarm.knative.manifest.YamlDocuments} splits text,
 *       {@link dev.prewarm.knative.manifest.Field} is a value and its place
 *   <li>manifests: {@link dev.prewarm.knative.manifest.ManifestReader} makes {@link
 *       dev.prewarm.knative.manifest.Manifest}s, named by {@link dev.prewarm.knative.manifest.ObjectKey} and leading to
 *       {@link dev.prewarm.knative.manifest.Destination}s
 *   <li>settings: {@link dev.prewarm.knative.manifest.AutoscalerSettings} of the cluster, and {@link
 *       dev.prewarm.knative.manifest.RevisionSettings} of a revision, which stand in {@link
 *       dev.prewarm.knative.manifest.AutoscalingAnnotations} among others
 *   <li>clusters: {@link dev.prewarm.knative.manifest.ClusterScope}, the part of one that is read
 *   <li>addresses: {@link dev.prewarm.knative.manifest.ClusterLocalHost}
 * </ul>
 *
 * <pre>{@code
 * ManifestReader reader = new ManifestReader("default", findings::add);
 * YamlDocuments.parse("flows.yaml", yaml, 2_000_000).forEach(reader::read);
 * List<Manifest> manifests = reader.manifests();
 * }</pre>
 *
 * <p>It knows nothing of those that read manifests; of the module, it depends on {@link dev.prewarm.knative}, whose names
 * and errors it speaks in, and on {@link dev.prewarm.knative.text}.
 */
@NullMarked
package dev.prewarm.knative.manifest;

import org.jspecify.annotations.NullMarked;
