package dev.prewarm.knative.manifest;

import com.google.common.base.Throwables;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
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
    public static String reason(Exception e) {
        if (e instanceof TimeoutException) {
            return "no answer in time";
        }
        List<Throwable> chain = Throwables.getCausalChain(e);
        for (Throwable cause : chain) {
            if (cause instanceof KubernetesClientException failure && failure.getCode() > 0) {
                return "status " + failure.getCode();
            }
        }
        // Where credentials are refused, API servers close the connection as well, which older JDKs notice first.
        if (chain.stream().anyMatch(cause -> String.valueOf(cause.getMessage()).contains("GOAWAY"))) {
            return "the connection was closed with GOAWAY, as it is where the credentials are wrong or have expired;"
                    + " without HTTP/2 the client would have seen the status";
        }
        Throwable cause = (e instanceof ExecutionException && e.getCause() != null) ? e.getCause() : e;
        return (cause.getMessage() == null) ? cause.getClass().getName() : cause.getMessage();
    }

    /** For people: {@code all namespaces}, {@code namespace shop}. */
    @Override
    public String toString() {
        return (namespace == null) ? "all namespaces" : "namespace " + namespace;
    }
}
