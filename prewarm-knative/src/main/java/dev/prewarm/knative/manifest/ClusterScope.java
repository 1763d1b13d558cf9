package dev.prewarm.knative.manifest;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The part of a cluster that is read.
 *
 * @param namespace null for all namespaces
 */
public record ClusterScope(@Nullable String namespace) {
    /** The operation on the objects of this part. */
    public <T, L, R extends Resource<T>> AnyNamespaceOperation<T, L, R> of(MixedOperation<T, L, R> operation) {
        return (namespace == null) ? operation.inAnyNamespace() : operation.inNamespace(namespace);
    }

    /** Why the API server did not give what it was asked for, for people. */
    public static String reason(KubernetesClientException e) {
        return (e.getCode() > 0) ? "status " + e.getCode() : String.valueOf(e.getMessage());
    }

    /** For people: {@code all namespaces}, {@code namespace shop}. */
    @Override
    public String toString() {
        return (namespace == null) ? "all namespaces" : "namespace " + namespace;
    }
}
