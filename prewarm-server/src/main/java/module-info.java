/**
 * Events over HTTP drive a Prewarmer: receiver, tracker, journal, page.
 *
 * <p>The server itself is started from the class path, with all that it needs in one jar. What is required {@code static} is not needed
 * by whoever only reads its journal.
 */
module dev.prewarm.server {
    requires transitive dev.prewarm.core;
    requires static dev.prewarm.knative;
    requires static transitive org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires static com.fasterxml.jackson.dataformat.yaml;
    requires com.google.common;
    requires java.logging;
    requires static com.cronutils;
    requires info.picocli;
    requires transitive io.cloudevents.api;
    requires io.cloudevents.core;
    requires static io.cloudevents.http.basic;
    requires io.cloudevents.formats.jackson;
    requires static jdk.httpserver;
    requires static jsr305;
    requires static kubernetes.client.api;
    requires static micrometer.core;
    requires static micrometer.registry.prometheus;

    exports dev.prewarm.server;
    exports dev.prewarm.server.config;
    exports dev.prewarm.server.event;
    exports dev.prewarm.server.track;

    opens dev.prewarm.server.command to
            info.picocli;
    opens dev.prewarm.server.config to
            com.fasterxml.jackson.databind;
}
