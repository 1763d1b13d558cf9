package dev.prewarm.knative.client;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;

/** Which headers may be sent. Every complaint names the header at most, since a value may be a secret. */
final class HeaderRules {
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 8_192;
    static final int MOST = 64;

    private static final CharMatcher NOT_OF_A_NAME = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("!#$%&'*+-.^_`|~"))
            .negate()
            .precomputed();
    private static final CharMatcher NOT_OF_A_VALUE =
            CharMatcher.inRange(' ', '~').or(CharMatcher.is('\t')).negate().precomputed();

    private static final ImmutableSet<String> OF_THE_CONNECTION = ImmutableSet.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final ImmutableSet<String> PROBE_AGENTS =
            ImmutableSet.of("kube-probe", "knative-activator-probe", "knative-autoscaling-probe");

    private HeaderRules() {}

    /** @throws IllegalArgumentException if a caller may not set this header */
    static void checkCallers(String name, String value) {
        checkName(name);
        checkValue(name, value);
        String lower = name.toLowerCase(Locale.ROOT);
        if (OF_THE_CONNECTION.contains(lower)) {
            throw refused(name, "belongs to the connection");
        }
        if (lower.startsWith("prewarm-") || lower.startsWith("knative-serving-")) {
            throw refused(name, "is set by the client");
        }
        checkNoProbe(name, value);
    }

    /** @throws IllegalArgumentException if this header may not tell which service is meant */
    static void checkAddressing(String name, String value) {
        checkName(name);
        checkValue(name, value);
        checkNoProbe(name, value);
    }

    private static void checkNoProbe(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("k-")) {
            throw refused(name, "is Knative's own; with it the request may be taken for a probe, which wakes nothing");
        }
        if (lower.equals("user-agent")) {
            String agent = value.strip().toLowerCase(Locale.ROOT);
            if (PROBE_AGENTS.stream().anyMatch(agent::startsWith)) {
                throw refused(name, "is that of a probe, which wakes nothing");
            }
        }
    }

    /** @throws IllegalArgumentException if HTTP does not allow the value */
    static void checkValue(String name, String value) {
        int bad = NOT_OF_A_VALUE.indexIn(value);
        if (bad >= 0) {
            throw refused(name, "has a character at " + bad + " that is not printable ASCII");
        }
        if (value.length() > LONGEST_VALUE) {
            throw refused(name, "has " + value.length() + " characters, but " + LONGEST_VALUE + " are allowed");
        }
    }

    private static void checkName(String name) {
        // A name that is none is not quoted: it might be a value in the wrong place.
        int bad = NOT_OF_A_NAME.indexIn(name);
        if (bad >= 0) {
            throw new IllegalArgumentException(
                    "a header name has a character at " + bad + " that HTTP does not allow in names");
        }
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a header name has " + name.length() + " characters, but 1 to " + LONGEST_NAME + " are allowed");
        }
    }

    private static IllegalArgumentException refused(String name, String why) {
        return new IllegalArgumentException("header " + name + " " + why);
    }
}
