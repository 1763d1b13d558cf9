package dev.prewarm.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.knative.text.DnsLabel;
import dev.prewarm.knative.text.Excerpt;
import java.util.Optional;

/**
 * What identifies a Knative Service in a cluster: its namespace and its name. The {@linkplain #toString() text} is
 * {@code namespace/name}, which is also the name of its {@link dev.prewarm.Target}.
 *
 * @param namespace a DNS label: lower-case letters, digits and inner hyphens, at most 63
 * @param name likewise; Knative uses it as a part of a host name
 */
public record ServiceName(String namespace, String name) {
    /** @throws IllegalArgumentException if a component is not a DNS label */
    public ServiceName {
        DnsLabel.check("namespace", namespace);
        DnsLabel.check("service", name);
    }

    /**
     * Reads {@code namespace/name}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static ServiceName parse(String text) {
        int slash = requireNonNull(text, "text").indexOf('/');
        checkArgument(slash > 0, "\"%s\" does not name a Knative Service; namespace/name does", Excerpt.of(text));
        return new ServiceName(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Reads {@code namespace/name}; empty if the text is not of that form. */
    public static Optional<ServiceName> find(String text) {
        int slash = text.indexOf('/');
        return (slash > 0 && DnsLabel.is(text.substring(0, slash)) && DnsLabel.is(text.substring(slash + 1)))
                ? Optional.of(parse(text))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
