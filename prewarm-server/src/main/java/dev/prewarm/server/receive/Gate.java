package dev.prewarm.server.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those in who know the token: as {@code Authorization: Bearer …}, or, for browsers, as the password of Basic
 * authentication with any user name. Others are answered 401. Safe for use by any thread.
 */
public final class Gate extends Filter {
    private final byte[] token;

    /** @param token the secret */
    public Gate(String token) {
        this.token = token.getBytes(UTF_8);
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (knows(exchange.getRequestHeaders().getFirst("Authorization"))) {
            chain.doFilter(exchange);
            return;
        }
        try (exchange) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"prewarm\", charset=\"UTF-8\"");
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(401, -1);
        }
    }

    private boolean knows(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
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
