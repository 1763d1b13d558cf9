package dev.prewarm.testing.knative;

import java.util.Optional;
import mockwebserver3.MockResponse;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The requests that Knative's activator takes for probes and answers itself: they wake nothing.
 *
 * <p>Follows {@code pkg/activator/handler/healthz_handler.go} and {@code probe_handler.go} of Knative Serving.
 */
final class Probes {
    private static final String NETWORK_PROBE = "K-Network-Probe";
    private static final String NETWORK_HASH = "K-Network-Hash";

    private Probes() {}

    /** The activator's answer; empty if the request is an ordinary one. */
    static Optional<MockResponse> answer(Headers headers) {
        String agent = headers.get("User-Agent");
        if ((agent != null && agent.startsWith("kube-probe/")) || headers.get("K-Kubelet-Probe") != null) {
            return Optional.of(new MockResponse.Builder().code(200).build());
        }
        String probe = headers.get(NETWORK_PROBE);
        return (probe == null) ? Optional.empty() : Optional.of(networkProbe(probe, headers.get(NETWORK_HASH)));
    }

    private static MockResponse networkProbe(String probe, @Nullable String hash) {
        switch (probe) {
            case "probe":
                if (hash == null || hash.isEmpty()) {
                    return refused("a probe request must contain a non-empty \"" + NETWORK_HASH + "\" header\n");
                }
                return new MockResponse.Builder()
                        .code(200)
                        .addHeader(NETWORK_HASH, hash)
                        .build();
            case "activator":
                return new MockResponse.Builder().code(200).body("activator").build();
            default:
                return refused("unexpected probe header value: \"" + probe + "\"\n");
        }
    }

    private static MockResponse refused(String body) {
        return new MockResponse.Builder().code(400).body(body).build();
    }
}
