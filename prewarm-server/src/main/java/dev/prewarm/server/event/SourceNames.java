package dev.prewarm.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;

/**
 * The names of sources, which may be any text, as the URI references that CloudEvents ask for: what is one stays as it is; what is
 * none, such as {@code team a}, has its characters percent-encoded.
 */
public final class SourceNames {
    private static final Escaper ESCAPER = new PercentEscaper("-._~", false);

    private SourceNames() {}

    /** The URI reference of a name. */
    public static String toUri(String name) {
        return (name.indexOf('%') < 0 && isUri(name)) ? name : ESCAPER.escape(name);
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).toString().equals(text);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The name that a URI reference stands for; what is none stands for itself. */
    public static String ofUri(String text) {
        // The decoder is one for forms, where a plus is a blank.
        return (text.indexOf('%') < 0 || !isUri(text)) ? text : URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
