package dev.prewarm.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * What identifies a Knative Service in a cluster: its namespace and its name. The {@linkplain #toString() text} is
 * {@code namespace/name}, which is also the name of its {@link dev.prewarm.Target}.
 *
 * @param namespace a DNS label: lower-case letters, digits and inner hyphens, at most 63
 * @param name likewise; Knative uses it as a part of a host name
 */
public record ServiceName(String namespace, String name) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException if a component is not a DNS label */
    public ServiceName {
        check("namespace", namespace);
        check("service", name);
    }

    /**
     * Reads {@code namespace/name}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static ServiceName parse(String text) {
        int slash = requireNonNull(text, "text").indexOf('/');
        checkArgument(slash > 0, "\"%s\" does not name a Knative Service; namespace/name does", text);
        return new ServiceName(text.substring(0, slash), text.substring(slash + 1));
    }

    static boolean isLabel(String text) {
        return LABEL.matcher(text).matches();
    }

    private static void check(String what, String label) {
        requireNonNull(label, what);
        checkArgument(
                isLabel(label),
                "%s \"%s\", but 1 to 63 lower-case letters, digits and inner hyphens are allowed",
                what,
                label);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
