/**
 * Warm-up client, handler kit, catalogue and flows for Knative, each a package; what they share is in {@link
 * dev.prewarm.knative}.
 *
 * <p>What stands for one of these parts only is optional, and required by whoever uses the part: {@code jdk.httpserver} for
 * {@link dev.prewarm.knative.handler.WarmupHandler}, {@code jakarta.servlet} for {@link
 * dev.prewarm.knative.handler.WarmupFilter}, {@code org.yaml.snakeyaml} for manifests as text, {@code kubernetes.client.api}
 * and {@code knative.client} (with {@code knative.model}, {@code kubernetes.model.core} and {@code
 * kubernetes.model.common}) for the cluster.
 */
module dev.prewarm.knative {
    requires transitive dev.prewarm.core;
    requires transitive java.net.http;
    requires com.google.common;
    requires static transitive org.jspecify;
    requires static jdk.httpserver;
    requires static jakarta.servlet;
    requires static kubernetes.client.api;
    requires static knative.client;
    requires static knative.model;
    requires static kubernetes.model.common;
    requires static kubernetes.model.core;
    requires static org.yaml.snakeyaml;

    exports dev.prewarm.knative;
    exports dev.prewarm.knative.catalogue;
    exports dev.prewarm.knative.client;
    exports dev.prewarm.knative.flow;
    exports dev.prewarm.knative.handler;
}
