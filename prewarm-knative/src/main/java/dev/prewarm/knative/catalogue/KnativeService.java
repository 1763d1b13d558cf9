package dev.prewarm.knative.catalogue;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Target;
import dev.prewarm.knative.ServiceName;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the catalogue knows of a Knative Service. Immutable. */
public final class KnativeService {
    private final ServiceName name;
    private final boolean ready;
    private final ImmutableList<String> revisions;
    private final @Nullable URI localUri;
    private final @Nullable URI publicUri;
    private final @Nullable Target target;
    private final ImmutableList<String> problems;

    KnativeService(
            ServiceName name,
            boolean ready,
            ImmutableList<String> revisions,
            @Nullable URI localUri,
            @Nullable URI publicUri,
            @Nullable Target target,
            ImmutableList<String> problems) {
        this.name = name;
        this.ready = ready;
        this.revisions = revisions;
        this.localUri = localUri;
        this.publicUri = publicUri;
        this.target = target;
        this.problems = problems;
    }

    /** What identifies the service in the cluster. */
    public ServiceName name() {
        return name;
    }

    /** Whether its condition Ready is True; a service scaled to zero is ready, too. */
    public boolean ready() {
        return ready;
    }

    /** The revisions that get traffic, in the order of the service's status. */
    public List<String> revisions() {
        return revisions;
    }

    /** The address within the cluster; empty until Knative has assigned it. */
    public Optional<URI> localUri() {
        return Optional.ofNullable(localUri);
    }

    /** The address at the ingress; empty until Knative has assigned it. */
    public Optional<URI> publicUri() {
        return Optional.ofNullable(publicUri);
    }

    /** What to warm; empty until the service has the kind of address that the catalogue was opened for. */
    public Optional<Target> target() {
        return Optional.ofNullable(target);
    }

    /** Whether the platform always keeps an instance, so that there is nothing to warm. */
    public boolean alwaysWarm() {
        return target != null && target.minScale() > 0;
    }

    /** Settings that cannot be read, whose defaults are assumed; usually none. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof KnativeService other)
                && name.equals(other.name)
                && ready == other.ready
                && revisions.equals(other.revisions)
                && Objects.equals(localUri, other.localUri)
                && Objects.equals(publicUri, other.publicUri)
                && Objects.equals(target, other.target)
                && problems.equals(other.problems);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + (ready ? "" : " (not ready)");
    }
}
