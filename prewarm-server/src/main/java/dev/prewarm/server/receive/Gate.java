package dev.prewarm.server.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.RateLimiter;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Lets only those in who know the token: as {@code Authorization: Bearer …}, or, for browsers, as the password of Basic
 * authentication with any user name. Others are answered 401. Safe for use by any thread.
 */
public final class Gate extends Filter {
    private static final System.Logger LOGGER = System.getLogger(Gate.class.getName());

    private final Supplier<String> token;
    private final ReceiveCounts counts;
    /** Of those that are not let in one in ten seconds is logged: it is others who ask. */
    private final RateLimiter logged = RateLimiter.create(0.1);

    /** @param token the secret, as it is now */
    public Gate(Supplier<String> token, ReceiveCounts counts) {
        this.token = token;
        this.counts = counts;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null && knows(authorization, token.get().getBytes(UTF_8))) {
            chain.doFilter(exchange);
            return;
        }
        counts.unauthorized.increment();
        // That is how a browser finds out that it has to ask.
        boolean asks = authorization == null && exchange.getRequestMethod().equals("GET");
        if (!asks && logged.tryAcquire()) {
            LOGGER.log(
                    Level.WARNING,
                    "401 at " + exchange.getHttpContext().getPath() + " to "
                            + exchange.getRemoteAddress().getAddress().getHostAddress() + ": the token is "
                            + ((authorization == null) ? "missing" : "another one"));
        }
        try (exchange) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"prewarm\", charset=\"UTF-8\"");
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(401, -1);
        }
    }

    private static boolean knows(String authorization, byte[] token) {
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return MessageDigest.isEqual(
                    token, authorization.substring(7).trim().getBytes(UTF_8));
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                String pair = new String(
                        Base64.getDecoder().decode(authorization.substring(6).trim()), UTF_8);
                return MessageDigest.isEqual(
                        token, pair.substring(pair.indexOf(':') + 1).getBytes(UTF_8));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return false;
    }

    @Override
    public String description() {
        return "asks for the token";
    }
}
