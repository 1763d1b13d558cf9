package dev.prewarm.knative;

import dev.prewarm.knative.text.DnsLabel;

/**
 * What names a Knative revision in a cluster.
 *
 * @param namespace its namespace, a DNS label: lower-case letters, digits and inner hyphens, at most 63
 * @param revision its name, likewise, such as {@code resize-00002}
 */
public record RevisionName(String namespace, String revision) {
    /** @throws IllegalArgumentException if a component is not a DNS label */
    public RevisionName {
        DnsLabel.check("namespace", namespace);
        DnsLabel.check("revision", revision);
    }

    @Override
    public String toString() {
        return namespace + "/" + revision;
    }
}
