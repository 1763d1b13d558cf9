package dev.prewarm.knative.text;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** What Kubernetes calls a label of DNS: most names of namespaces and of what Knative makes hosts of. */
public final class DnsLabel {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private DnsLabel() {}

    /** Whether the text is one. */
    public static boolean is(String text) {
        return LABEL.matcher(text).matches();
    }

    /**
     * The text, which must be one.
     *
     * @throws IllegalArgumentException if it is none; what it was meant to be is named
     */
    public static String check(String what, String text) {
        checkArgument(
                is(requireNonNull(text, what)),
                "%s \"%s\", but 1 to 63 lower-case letters, digits and inner hyphens are allowed",
                what,
                Excerpt.of(text));
        return text;
    }
}
