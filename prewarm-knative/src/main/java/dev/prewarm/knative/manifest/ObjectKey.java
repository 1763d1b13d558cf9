package dev.prewarm.knative.manifest;

import dev.prewarm.knative.ServiceName;

/**
 * What identifies a Kubernetes object.
 *
 * @param group the API group; empty for core Kubernetes, whose {@code v1} Service is not Knative's
 */
public record ObjectKey(String group, String kind, String namespace, String name) {
    static final String SERVING = "serving.knative.dev";
    static final String EVENTING = "eventing.knative.dev";
    static final String FLOWS = "flows.knative.dev";
    static final String MESSAGING = "messaging.knative.dev";
    static final String OPERATOR = "operator.knative.dev";
    static final String KSERVE = "serving.kserve.io";

    /** Reads what a {@code ref} names. */
    static ObjectKey reference(Field ref, String parentNamespace) {
        Field apiVersion = ref.get("apiVersion");
        // Kubernetes resolves "group" to the version it serves; only one of the two is allowed.
        String group = ref.get("group").text().orElseGet(() -> groupOf(apiVersion.requiredText()));
        return named(group, ref.get("kind").requiredText(), ref, parentNamespace);
    }

    /** The Knative Service of that name. */
    public static ObjectKey knativeService(String namespace, String name) {
        return new ObjectKey(SERVING, "Service", namespace, name);
    }

    /** What has the {@code name}, and the {@code namespace} or else this one, that stand in a mapping. */
    static ObjectKey named(String group, String kind, Field where, String otherNamespace) {
        return new ObjectKey(
                group,
                kind,
                where.get("namespace").nameOr(otherNamespace),
                where.get("name").requiredName());
    }

    static String groupOf(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return (slash < 0) ? "" : apiVersion.substring(0, slash);
    }

    /** Whether it is of this kind. */
    boolean is(String group, String kind) {
        return this.group.equals(group) && this.kind.equals(kind);
    }

    /** Whether it is a Service of Knative Serving. */
    public boolean isKnativeService() {
        return is(SERVING, "Service");
    }

    /** Whether it is a Route of Knative Serving; that of a Service has its name. */
    public boolean isKnativeRoute() {
        return is(SERVING, "Route");
    }

    /** Whether it is a channel of any implementation. */
    public boolean isChannel() {
        return group.equals(MESSAGING) && kind.endsWith("Channel");
    }

    /** A Sequence, a Parallel, a Broker, a channel, an InferenceGraph: it passes events on to what its manifest says. */
    public boolean isFlow() {
        return is(FLOWS, "Sequence")
                || is(FLOWS, "Parallel")
                || is(EVENTING, "Broker")
                || isChannel()
                || is(KSERVE, "InferenceGraph");
    }

    /**
     * What names it as a Knative Service.
     *
     * @throws ManifestException if the name is none of a Service; the place is that of {@code where}
     */
    public ServiceName serviceName(Field where) {
        try {
            return new ServiceName(namespace, name);
        } catch (IllegalArgumentException e) {
            throw where.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** For people: {@code Sequence default/first}, {@code v1 Service default/db}. */
    @Override
    public String toString() {
        String shown = group.isEmpty() ? "v1 " : group.endsWith(".knative.dev") ? "" : group + " ";
        return shown + kind + " " + namespace + "/" + name;
    }
}
