package dev.prewarm.knative.manifest;

import com.google.common.base.Splitter;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a flow sends an event: a reference to an object, or a URI. A path given beside a reference is kept for the name
 * of the task only.
 *
 * @param field where it stands
 * @param reference the object, or null if only a URI is given
 * @param uri an absolute URI, or the path beside a reference, or null
 */
public record Destination(
        Field field,
        @Nullable ObjectKey reference,
        @Nullable URI uri) {
    /** Words and small numbers are no secrets. */
    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,4}|[A-Za-z][A-Za-z_.-]{0,15}[0-9]?");

    private static final int MOST_PARTS = 8;

    /** Reads a destination, which must be there. */
    static Destination read(Field field, String parentNamespace) {
        if (!field.present()) {
            throw field.wrong("missing; a ref or an absolute uri is needed");
        }
        URI uri = field.get("uri").uri().orElse(null);
        if (!field.get("ref").present()) {
            if (uri == null) {
                throw field.wrong("neither ref nor uri; one of them is needed");
            }
            if (!uri.isAbsolute()) {
                throw field.get("uri").wrong("an absolute URI is needed where there is no ref");
            }
            return new Destination(field, null, uri);
        }
        if (uri != null && uri.isAbsolute()) {
            throw field.get("uri").wrong("only a path is allowed beside a ref");
        }
        return new Destination(field, ObjectKey.reference(field.get("ref"), parentNamespace), uri);
    }

    static @Nullable Destination readOptional(Field field, String parentNamespace) {
        return field.present() ? read(field, parentNamespace) : null;
    }

    /** The host of an http(s) URI in lower case, or null. */
    public @Nullable String host() {
        if (reference != null || uri == null || uri.getHost() == null) {
            return null;
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https")) ? uri.getHost().toLowerCase(Locale.ROOT) : null;
    }

    /**
     * The path with its leading slash as the name of a task may show it, or nothing: a part of it that could be a secret,
     * as the addresses of webhooks have them, is left out.
     */
    public String path() {
        String path = (uri == null || uri.getRawPath() == null) ? "" : uri.getRawPath();
        StringBuilder shown = new StringBuilder();
        for (String part : Splitter.on('/').omitEmptyStrings().limit(MOST_PARTS).split(path)) {
            shown.append('/').append(PLAIN.matcher(part).matches() ? part : "…");
        }
        return shown.toString();
    }
}
