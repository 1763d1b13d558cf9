package dev.prewarm.server.service;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a service listens: scheme, host and port, and nothing else of an address.
 *
 * @param scheme http or https
 * @param host in lower case
 * @param port the scheme's own if the address has none
 */
record Origin(String scheme, String host, int port) {
    /** That of an address; empty if it is no absolute http(s) address with a host. */
    static Optional<Origin> of(String address) {
        try {
            return of(new URI(address));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    static Optional<Origin> of(URI uri) {
        String scheme = (uri.getScheme() == null) ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
            return Optional.empty();
        }
        int port = (uri.getPort() == -1) ? (scheme.equals("http") ? 80 : 443) : uri.getPort();
        return Optional.of(new Origin(scheme, host.toLowerCase(Locale.ROOT), port));
    }

    boolean hasDefaultPort() {
        return port == (scheme.equals("http") ? 80 : 443);
    }

    URI uri() {
        return URI.create(this + "/");
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (hasDefaultPort() ? "" : ":" + port);
    }
}
