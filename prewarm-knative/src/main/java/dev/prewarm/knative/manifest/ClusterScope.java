package dev.prewarm.knative.manifest;

import com.google.common.base.Throwables;
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
        if (e.getCode() > 0) {
            return "status " + e.getCode();
        }
        // Where credentials are refused, API servers close the connection as well, which older JDKs notice first.
        return Throwables.getCausalChain(e).stream()
                        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("GOAWAY"))
                ? "the connection was closed with GOAWAY, as it is where the credentials are wrong or have expired;"
                        + " without HTTP/2 the client would have seen the status"
                : String.valueOf(e.getMessage());
    }

    /** For people: {@code all namespaces}, {@code namespace shop}. */
    @Override
    public String toString() {
        return (namespace == null) ? "all namespaces" : "namespace " + namespace;
    }
}
