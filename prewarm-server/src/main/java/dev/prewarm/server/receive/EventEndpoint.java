package dev.prewarm.server.receive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes bodies of POST requests into the inbox and answers 202, before it is looked at what is in them. 413 for a body that is too
 * large, 503 if there is no room. Safe for use by any thread.
 */
public final class EventEndpoint implements HttpHandler {
    private static final int CHUNK = 16 * 1024;

    private final Dialect dialect;
    private final Inbox inbox;
    private final int largest;
    private final ReceiveCounts counts;

    /** @param largest how many bytes a body may have */
    public EventEndpoint(Dialect dialect, Inbox inbox, int largest, ReceiveCounts counts) {
        this.dialect = dialect;
        this.inbox = inbox;
        this.largest = largest;
        this.counts = counts;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                answer(exchange, 405);
                return;
            }
            try {
                answer(exchange, take(exchange));
            } catch (IOException e) {
                counts.broken.increment();
                throw e;
            }
        }
    }

    /** The status of the answer. */
    private int take(HttpExchange exchange) throws IOException {
        if (length(exchange) > largest) {
            counts.refusedLarge.increment();
            return 413;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK);
        long reserved = 0;
        boolean kept = false;
        try (InputStream in = exchange.getRequestBody()) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (body.size() + n > largest) {
                    counts.refusedLarge.increment();
                    return 413;
                }
                if (!inbox.reserve(n)) {
                    counts.refusedBusy.increment();
                    return 503;
                }
                reserved += n;
                body.write(chunk, 0, n);
            }
            Received received = new Received(dialect, headers(exchange), body.toByteArray());
            long rest = received.weight() - reserved;
            if (!inbox.reserve(rest)) {
                counts.refusedBusy.increment();
                return 503;
            }
            reserved += rest;
            kept = inbox.offer(received);
        } finally {
            if (!kept) {
                inbox.release(reserved);
            }
        }
        (kept ? counts.accepted : counts.refusedBusy).increment();
        return kept ? 202 : 503;
    }

    private static long length(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        try {
            return (length == null) ? 0 : Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> kept = new HashMap<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("ce-") || name.equals("content-type") || name.equals("content-encoding")) {
                kept.put(name, header.getValue().get(0));
            }
        }
        return kept;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        if (status >= 400) {
            // What is left of the body is not worth reading.
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(status, -1);
    }
}
