package dev.prewarm.knative.client;

import dev.prewarm.WarmupRequest;
import java.util.Map;

/**
 * The headers that the caller adds to each warm-up request: an authorization that expires, a {@code traceparent}.
 *
 * <p>Asked anew for every request that is sent, retries included, by a few threads that serve nothing else; it may
 * block for a short while, but what it waits for counts against the warm-up's deadline. One that throws, returns null
 * or returns a header that is not allowed fails that warm-up; the reason names the header, never its value.
 *
 * <p>Not allowed are names and values that HTTP does not allow; the headers that belong to the connection (such as
 * {@code Host}, {@code Content-Length} and {@code Connection}); {@code Prewarm-} and {@code Knative-Serving-} headers,
 * which the client sets; and everything that would make Knative take the request for one of its probes, which wake
 * nothing: {@code K-} headers and the {@code User-Agent}s of probes.
 */
@FunctionalInterface
public interface HeaderSource {
    /** The headers, by name, for one request. */
    Map<String, String> headers(WarmupRequest request);
}
