/** Warm-up client, handler kit, catalogue and flows for Knative. */
module dev.prewarm.knative {
    requires transitive dev.prewarm.core;
    requires transitive java.net.http;
    requires static transitive org.jspecify;
    requires static transitive jdk.httpserver;
    requires static transitive jakarta.servlet;
    requires static transitive kubernetes.client.api;
    requires static knative.client;
    requires static knative.model;
    requires static kubernetes.model.common;
    requires static kubernetes.model.core;
    requires static org.yaml.snakeyaml;

    exports dev.prewarm.knative;
    exports dev.prewarm.knative.handler;
}
