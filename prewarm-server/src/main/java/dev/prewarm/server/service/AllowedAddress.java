package dev.prewarm.server.service;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that may be called though they are not declared: {@code http://*.shop.svc.cluster.local}, {@code
 * http://127.0.0.1:*}. A star stands for any part of a host, or for any port. Immutable.
 */
public final class AllowedAddress {
    private static final Pattern FORM = Pattern.compile("(https?)://([A-Za-z0-9*._\\-\\[\\]:]*?)(:(\\d{1,5}|\\*))?/?");

    private final String text;
    private final String scheme;
    private final Glob host;
    private final int port;

    private AllowedAddress(String text, String scheme, String host, int port) {
        this.text = text;
        this.scheme = scheme;
        this.host = Glob.of(host.toLowerCase(Locale.ROOT));
        this.port = port;
    }

    /**
     * Addresses of that form.
     *
     * @throws IllegalArgumentException if the text is not of the form {@code scheme://host} or {@code scheme://host:port}
     */
    public static AllowedAddress of(String text) {
        Matcher form = FORM.matcher(text);
        checkArgument(
                form.matches() && !form.group(2).isEmpty() && hasPort(form.group(4)),
                "\"%s\" allows nothing; write a scheme, a host and perhaps a port, such as"
                        + " http://*.shop.svc.cluster.local or http://127.0.0.1:*",
                text);
        String port = form.group(4);
        int number = (port == null)
                ? (form.group(1).equals("http") ? 80 : 443)
                : (port.equals("*") ? -1 : Integer.parseInt(port));
        return new AllowedAddress(text, form.group(1), form.group(2), number);
    }

    private static boolean hasPort(@Nullable String said) {
        return said == null || said.equals("*") || isPort(Integer.parseInt(said));
    }

    /** Whether something can be called there. */
    public static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }

    boolean covers(Origin origin) {
        return scheme.equals(origin.scheme()) && host.matches(origin.host()) && (port == -1 || port == origin.port());
    }

    @Override
    public String toString() {
        return text;
    }
}
