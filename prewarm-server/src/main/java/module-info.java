/** Events over HTTP drive a Prewarmer: receiver, tracker, journal, page. */
module dev.prewarm.server {
    requires transitive dev.prewarm.core;
    requires transitive dev.prewarm.knative;
    requires static transitive org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires com.google.common;
    requires com.cronutils;
    requires info.picocli;
    requires transitive io.cloudevents.api;
    requires io.cloudevents.core;
    requires io.cloudevents.http.basic;
    requires io.cloudevents.formats.jackson;
    requires jdk.httpserver;
    requires kubernetes.client.api;
    requires micrometer.core;
    requires micrometer.registry.prometheus;

    exports dev.prewarm.server;
    exports dev.prewarm.server.config;
    exports dev.prewarm.server.event;

    opens dev.prewarm.server.command to
            info.picocli;
    opens dev.prewarm.server.config to
            com.fasterxml.jackson.databind;
}
