package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.function.Function;

/**
 * How a target is reached: which address is dialled, and what tells the platform which service is meant.
 *
 * <p>Called for every request; must be safe for use by any thread.
 */
@FunctionalInterface
public interface Addressing {
    /** Where to send the target's warm-up requests; the path is not part of it. */
    Address address(Target target);

    /** The target's own URI: its cluster-local one where the caller runs in the cluster, or its public one. */
    static Addressing direct() {
        return target -> new Address(target.uri(), ImmutableMap.of());
    }

    /**
     * One ingress for all targets, told apart by the {@code Host} header: for a cluster whose domain does not resolve.
     *
     * <p>With https the ingress must have a certificate for the address that is dialled, since that is the name that TLS
     * checks and announces.
     *
     * @param ingress the address of the ingress, as {@code http://192.0.2.7:31080}
     * @throws IllegalStateException if the JVM does not allow the {@code Host} header to be set; it does when started
     *     with {@code -Djdk.httpclient.allowRestrictedHeaders=host}
     */
    static Addressing ingress(URI ingress) {
        Address.checkHttp(ingress);
        checkHostMayBeSet();
        return target ->
                new Address(ingress, ImmutableMap.of("Host", target.uri().getRawAuthority()));
    }

    /**
     * Knative's activator itself, in the cluster, told by its two headers which revision is meant. Spares the ingress;
     * the activator starts an instance as usual.
     *
     * @param activator usually {@code http://activator-service.knative-serving.svc.cluster.local}
     * @param revision the revision that serves the target now
     */
    static Addressing activator(URI activator, Function<Target, RevisionName> revision) {
        Address.checkHttp(activator);
        requireNonNull(revision, "revision");
        return target -> {
            RevisionName name = revision.apply(target);
            return new Address(
                    activator,
                    ImmutableMap.of(
                            "Knative-Serving-Revision",
                            name.revision(),
                            "Knative-Serving-Namespace",
                            name.namespace()));
        };
    }

    /**
     * The revision's own host in the cluster, {@code http://revision.namespace.svc.cluster.local}.
     *
     * @param clusterDomain usually {@code cluster.local}
     * @param revision the revision that serves the target now
     */
    static Addressing revision(String clusterDomain, Function<Target, RevisionName> revision) {
        checkArgument(
                clusterDomain.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"),
                "cluster domain: \"%s\", but a DNS name such as cluster.local is needed",
                clusterDomain);
        requireNonNull(revision, "revision");
        return target -> {
            RevisionName name = revision.apply(target);
            String host = name.revision() + "." + name.namespace() + ".svc." + clusterDomain;
            return new Address(URI.create("http://" + host), ImmutableMap.of());
        };
    }

    private static void checkHostMayBeSet() {
        try {
            HttpRequest.newBuilder().header("Host", "host");
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "this JVM does not allow the Host header to be set; start it with"
                            + " -Djdk.httpclient.allowRestrictedHeaders=host",
                    e);
        }
    }

    /**
     * Where to dial, and which headers tell what is meant.
     *
     * @param uri an absolute http(s) URI; its path is not used
     * @param headers the headers that name the service; empty where the URI does; an unmodifiable copy
     */
    record Address(URI uri, Map<String, String> headers) {
        /** @throws IllegalArgumentException if the URI is not an absolute http(s) URI with a host and no user info */
        public Address {
            checkHttp(uri);
            // In their order.
            headers = ImmutableMap.copyOf(headers);
        }

        private static void checkHttp(URI uri) {
            requireNonNull(uri, "uri");
            // The URI itself is not quoted, since it may carry a password.
            checkArgument(
                    ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                            && uri.getHost() != null
                            && uri.getRawUserInfo() == null,
                    "an absolute http or https URI with a host and without user info is needed");
        }
    }
}
