package dev.prewarm.knative.handler;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.prewarm.knative.PrewarmHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * The warm-up path in the JDK's HTTP server: primes the instance, or waits until that is done, and answers with the
 * headers of {@link PrewarmHeaders}. The request's body is not read, and its method does not matter.
 *
 * <p>Answers 200; 400 if the {@link HintPolicy} refuses the hint; 503 if the priming failed. Safe for use by any thread;
 * the server needs an executor with several, else a warm-up that waits holds up everything.
 */
@SuppressWarnings("exports") // optional: the module is required by whoever uses this
public final class WarmupHandler implements HttpHandler {
    private final Priming priming;

    /** A handler for an instance. */
    public WarmupHandler(Priming priming) {
        this.priming = requireNonNull(priming, "priming");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            WarmupReply reply = WarmupReply.to(
                    priming,
                    exchange.getRequestHeaders().getFirst(PrewarmHeaders.HINT),
                    exchange.getRequestHeaders().getFirst(PrewarmHeaders.HOLD));
            Holding.hold(reply.hold());
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(reply.status(), -1);
            } else {
                byte[] body = reply.body();
                exchange.sendResponseHeaders(reply.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        IOException failure = new InterruptedIOException("interrupted while a warm-up waited");
        failure.initCause(cause);
        return failure;
    }
}
