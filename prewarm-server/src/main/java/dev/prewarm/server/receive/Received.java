package dev.prewarm.server.receive;

import java.util.Map;

/**
 * A request's body, not understood yet.
 *
 * @param dialect how it tells
 * @param headers those that matter for reading it, with names in lower case
 * @param body never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Received(Dialect dialect, Map<String, String> headers, byte[] body) {
    /** What is kept of it in memory, about, in bytes. */
    int weight() {
        return body.length + 200;
    }
}
