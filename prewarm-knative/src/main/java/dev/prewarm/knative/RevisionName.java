package dev.prewarm.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * What names a Knative revision in a cluster.
 *
 * @param namespace its namespace
 * @param revision its name, such as {@code resize-00002}
 */
public record RevisionName(String namespace, String revision) {
    /** @throws IllegalArgumentException if one of them is not a DNS label, as Kubernetes demands */
    public RevisionName {
        checkLabel("namespace", namespace);
        checkLabel("revision", revision);
    }

    private static void checkLabel(String what, String label) {
        requireNonNull(label, what);
        checkArgument(
                ServiceName.isLabel(label),
                "%s: \"%s\", but 1 to 63 lower-case letters, digits and inner hyphens are needed",
                what,
                label);
    }

    @Override
    public String toString() {
        return namespace + "/" + revision;
    }
}
