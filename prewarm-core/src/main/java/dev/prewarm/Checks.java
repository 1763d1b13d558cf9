package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The checks of input that more than one type makes, with one wording. */
final class Checks {
    /** A century: far above any task, far below what overflows a count of nanoseconds. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private Checks() {}

    static String name(String what, String name) {
        requireNonNull(name, () -> what + " name");
        checkArgument(!name.isBlank(), "a %s needs a name, but it was blank: \"%s\"", what, name);
        return name;
    }

    /** What was given, as far as a message should repeat it. */
    static String abbreviated(@Nullable String given) {
        return (given == null || given.length() <= 64) ? String.valueOf(given) : given.substring(0, 64) + "…";
    }

    static Duration duration(String what, Duration duration) {
        requireNonNull(duration, what);
        checkArgument(
                !duration.isNegative() && duration.compareTo(LONGEST) <= 0,
                "%s: %s, but 0 to %s is allowed",
                what,
                duration,
                LONGEST);
        return duration;
    }

    static URI httpUri(String name, URI uri) {
        requireNonNull(uri, () -> "uri of target " + name);
        String scheme = (uri.getScheme() == null) ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        // The URI itself is not quoted where it may carry a password.
        checkArgument(
                uri.getRawUserInfo() == null
                        && (uri.getRawAuthority() == null
                                || !uri.getRawAuthority().contains("@")),
                "target %s: the URI carries user info; give credentials to the warm-up client instead",
                name);
        checkArgument(
                (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null,
                "target %s: \"%s\" is not an absolute http or https URI with a host",
                name,
                uri);
        return uri;
    }
}
