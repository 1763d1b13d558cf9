package dev.prewarm.knative.flow;

import com.google.common.collect.ImmutableList;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.catalogue.CatalogueException;
import dev.prewarm.knative.manifest.ClusterScope;
import dev.prewarm.knative.manifest.Field;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The manifests of a cluster as documents, each named by its place in the API, so that they are read just as files are.
 */
record ClusterManifests(ImmutableList<Field> documents, ImmutableList<ManifestFinding> findings) {
    private static final int NOT_FOUND = 404;

    static ClusterManifests read(KubernetesClient client, @Nullable String namespace) {
        KnativeClient knative = client.adapt(KnativeClient.class);
        Reading reading = new Reading(client, namespace);
        reading.add("sequences", knative.sequences());
        reading.add("parallels", knative.parallels());
        reading.add("brokers", knative.brokers());
        reading.add("triggers", knative.triggers());
        reading.add("channels", knative.channels());
        reading.add("subscriptions", knative.subscriptions());
        reading.add("services", knative.services());
        return new ClusterManifests(reading.documents.build(), reading.findings.build());
    }

    private static final class Reading {
        private final KubernetesClient client;
        private final ClusterScope scope;
        private final ImmutableList.Builder<Field> documents = ImmutableList.builder();
        private final ImmutableList.Builder<ManifestFinding> findings = ImmutableList.builder();

        Reading(KubernetesClient client, @Nullable String namespace) {
            this.client = client;
            this.scope = new ClusterScope(namespace);
        }

        <T extends HasMetadata, L extends KubernetesResourceList<T>> void add(
                String plural, MixedOperation<T, L, Resource<T>> operation) {
            try {
                for (T object : scope.of(operation).list().getItems()) {
                    Map<?, ?> value = client.getKubernetesSerialization().convertValue(object, Map.class);
                    String file = object.getMetadata().getNamespace() + "/" + plural + "/"
                            + object.getMetadata().getName();
                    documents.add(Field.root(file, 1, value));
                }
            } catch (KubernetesClientException e) {
                if (e.getCode() != NOT_FOUND) {
                    throw new CatalogueException(
                            "the " + plural + " of " + scope + " cannot be listed (" + ClusterScope.reason(e)
                                    + "); the client needs the role in docs/rbac.yaml",
                            e);
                }
                findings.add(new ManifestFinding(
                        scope.toString(),
                        1,
                        "",
                        "the cluster knows no " + plural + ": Knative Eventing or Serving is missing"));
            }
        }
    }
}
