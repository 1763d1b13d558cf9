package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service that can be warmed: its name, its address, and what is known of its platform settings.
 *
 * <p>The target, not the task, is the unit of warming: several tasks, of one workflow or of many, may share one. Within
 * a {@link Prewarmer} the {@linkplain #name() name} identifies the target; what was learned of it is kept under that
 * name.
 *
 * <p>Immutable and safe for use by any thread.
 */
public final class Target {
    /** What stock Knative keeps an idle instance for: a 60 s window, and a second of ticks and rounding. */
    public static final Duration DEFAULT_RETENTION = Duration.ofSeconds(61);

    private final String name;
    private final URI uri;
    private final int concurrency;
    private final Duration retention;
    private final int minScale;
    private final @Nullable Prior coldStart;

    private Target(Builder builder) {
        this.name = builder.name;
        this.uri = builder.uri;
        this.concurrency = builder.concurrency;
        this.retention = builder.retention;
        this.minScale = builder.minScale;
        this.coldStart = builder.coldStart;
    }

    /**
     * A target with the platform's default settings: unlimited concurrency, {@link #DEFAULT_RETENTION}, scaled to zero.
     *
     * @throws IllegalArgumentException if the name is blank, or the URI is not an absolute http(s) URI with a host and
     *     without user info
     */
    public static Target of(String name, URI uri) {
        return builder(name, uri).build();
    }

    /** A builder with the same defaults and checks as {@link #of}. */
    public static Builder builder(String name, URI uri) {
        return new Builder(name, uri);
    }

    /** What identifies the target. */
    public String name() {
        return name;
    }

    /** The absolute http(s) address of the service. */
    public URI uri() {
        return uri;
    }

    /** Calls that one instance serves at a time; 0 means that there is no limit. */
    public int concurrency() {
        return concurrency;
    }

    /** How long the platform keeps an instance after its last call. */
    public Duration retention() {
        return retention;
    }

    /** Instances that the platform always keeps; the target is never cold if this is above 0. */
    public int minScale() {
        return minScale;
    }

    /** What its owner expects of the target's cold start, until it has been measured often enough. */
    public Optional<Prior> coldStart() {
        return Optional.ofNullable(coldStart);
    }

    /** The instances that so many calls at a time need: 0 for none, 1 if concurrency is unlimited. */
    public int instancesFor(int calls) {
        checkArgument(calls >= 0, "calls: %s, but at least 0 is needed", calls);
        if (calls == 0) {
            return 0;
        }
        return (concurrency == 0) ? 1 : (int) ((calls + (long) concurrency - 1) / concurrency);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        if (o == this) {
            return true;
        }
        return (o instanceof Target other)
                && name.equals(other.name)
                && uri.equals(other.uri)
                && concurrency == other.concurrency
                && retention.equals(other.retention)
                && minScale == other.minScale
                && Objects.equals(coldStart, other.coldStart);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " (" + uri + ")";
    }

    /** Builds a {@link Target}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final URI uri;
        private int concurrency;
        private Duration retention = DEFAULT_RETENTION;
        private int minScale;
        private @Nullable Prior coldStart;

        private Builder(String name, URI uri) {
            this.name = Checks.name("target", name);
            this.uri = Checks.httpUri(name, uri);
        }

        /** Calls that one instance serves at a time (Knative: containerConcurrency); 0, the default, is unlimited. */
        public Builder concurrency(int concurrency) {
            checkArgument(
                    concurrency >= 0,
                    "target %s: concurrency %s, but at least 0 (unlimited) is needed",
                    name,
                    concurrency);
            this.concurrency = concurrency;
            return this;
        }

        /** How long the platform keeps an instance after its last call; {@link #DEFAULT_RETENTION} by default. */
        public Builder retention(Duration retention) {
            this.retention = Checks.duration("target " + name + ": retention", retention);
            return this;
        }

        /** Instances that the platform always keeps; 0 by default. */
        public Builder minScale(int minScale) {
            checkArgument(minScale >= 0, "target %s: min-scale %s, but at least 0 is needed", name, minScale);
            this.minScale = minScale;
            return this;
        }

        /** What to expect of a cold start until it has been measured. */
        public Builder coldStart(Prior coldStart) {
            this.coldStart = requireNonNull(coldStart, "coldStart");
            return this;
        }

        /** Like {@link #coldStart(Prior)}, for a cold start that is known well. */
        public Builder coldStart(Duration coldStart) {
            return coldStart(Prior.of(coldStart));
        }

        /** The target, as it has been described so far. */
        public Target build() {
            return new Target(this);
        }
    }
}
