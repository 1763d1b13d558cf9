package dev.prewarm.knative.catalogue;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Target;
import dev.prewarm.knative.Scaling;
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
    private final Scaling scaling;
    private final boolean http2;
    private final ImmutableList<String> problems;

    KnativeService(
            ServiceName name,
            boolean ready,
            ImmutableList<String> revisions,
            @Nullable URI localUri,
            @Nullable URI publicUri,
            @Nullable Target target,
            Scaling scaling,
            boolean http2,
            ImmutableList<String> problems) {
        this.name = name;
        this.ready = ready;
        this.revisions = revisions;
        this.localUri = localUri;
        this.publicUri = publicUri;
        this.target = target;
        this.scaling = scaling;
        this.http2 = http2;
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

    /** By how many requests at the same time several instances are started. */
    public Scaling scaling() {
        return scaling;
    }

    /**
     * Whether its container speaks HTTP/2 without TLS only: its port is named {@code h2c}. Knative's ingress translates the
     * warm-up's HTTP/1.1; where it is bypassed, the activator answers 502, which shows that an instance is up.
     */
    public boolean http2() {
        return http2;
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
                && scaling.equals(other.scaling)
                && http2 == other.http2
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
