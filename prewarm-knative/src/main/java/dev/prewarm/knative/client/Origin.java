package dev.prewarm.knative.client;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** Who gave an answer, as far as its headers tell. */
enum Origin {
    /** Something behind an Envoy: the activator, the queue-proxy or the instance itself. */
    UPSTREAM,
    /** An Envoy or another front of the platform, on its own: it asked nobody, or nobody answered it. */
    FRONT,
    /** No front gives itself away: whoever was dialled. */
    DIALLED;

    /** Envoy sets it on what came from upstream, and on nothing that it answers itself. */
    private static final String UPSTREAM_TIME = "x-envoy-upstream-service-time";

    static Origin of(HttpHeaders headers) {
        if (headers.firstValue(UPSTREAM_TIME).isPresent()) {
            return UPSTREAM;
        }
        String server = headers.firstValue("Server").orElse("").toLowerCase(Locale.ROOT);
        // Cloud Run's front has this name, and turns away who has no token before any instance is asked.
        return (server.contains("envoy") || server.equals("google frontend")) ? FRONT : DIALLED;
    }
}
