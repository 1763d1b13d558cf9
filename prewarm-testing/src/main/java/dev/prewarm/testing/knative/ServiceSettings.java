package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a service of the model is deployed. Immutable; the supplier of start times may keep state, as a seeded generator
 * does.
 *
 * <p>Follows {@code pkg/apis/serving/v1/revision_types.go} and the annotations of {@code
 * pkg/apis/autoscaling/register.go} of Knative Serving.
 */
public final class ServiceSettings {
    private final String name;
    private final int containerConcurrency;
    private final int minScale;
    private final int maxScale;
    private final int initialInstances;
    private final int activationScale;
    private final Supplier<Duration> podStart;
    private final @Nullable Duration fixedPodStart;
    private final Supplier<Duration> readinessLag;
    private final Duration termination;
    private final Autoscaling autoscaling;

    private ServiceSettings(Builder builder) {
        this.name = builder.name;
        this.containerConcurrency = builder.containerConcurrency;
        this.minScale = builder.minScale;
        this.maxScale = builder.maxScale;
        this.initialInstances = builder.initialInstances;
        this.activationScale = builder.activationScale;
        this.podStart = builder.podStart;
        this.fixedPodStart = builder.fixedPodStart;
        this.readinessLag = builder.readinessLag;
        this.termination = builder.termination;
        this.autoscaling = builder.autoscaling;
        checkArgument(
                maxScale == 0 || minScale <= maxScale,
                "service %s: min-scale %s is above max-scale %s",
                name,
                minScale,
                maxScale);
    }

    /** A builder with Knative's defaults, a pod start of 1 s, and {@linkplain Autoscaling#ideal ideal} autoscaling. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** What identifies the service within its model. */
    public String name() {
        return name;
    }

    /** Calls that one pod serves at a time; 0 for no limit. */
    public int containerConcurrency() {
        return containerConcurrency;
    }

    /** Pods that are always kept. */
    public int minScale() {
        return minScale;
    }

    /** Pods that there may be at most; 0 for no limit. */
    public int maxScale() {
        return maxScale;
    }

    /** Pods that are ready when the service is deployed, beyond {@link #minScale()}, and go as others do. */
    public int initialInstances() {
        return initialInstances;
    }

    /** Pods that are made when the first call comes to a service without any. */
    public int activationScale() {
        return activationScale;
    }

    /** Gives the time from the making of each pod to its readiness. */
    public Supplier<Duration> podStart() {
        return podStart;
    }

    /** The start time of every pod; empty if each may have another one. */
    public Optional<Duration> fixedPodStart() {
        return Optional.ofNullable(fixedPodStart);
    }

    /** Gives the time from when each pod can serve to when Kubernetes calls it ready. */
    public Supplier<Duration> readinessLag() {
        return readinessLag;
    }

    /** How long a pod that was taken out of service still occupies its resources, once its last call has ended. */
    public Duration termination() {
        return termination;
    }

    /** How the number of pods is decided on. */
    public Autoscaling autoscaling() {
        return autoscaling;
    }

    int mostPods() {
        return (maxScale == 0) ? Integer.MAX_VALUE : maxScale;
    }

    /** Builds {@link ServiceSettings}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private int containerConcurrency;
        private int minScale;
        private int maxScale;
        private int initialInstances;
        private int activationScale = 1;
        private @Nullable Duration fixedPodStart = Duration.ofSeconds(1);
        private Supplier<Duration> podStart = () -> Duration.ofSeconds(1);
        private Supplier<Duration> readinessLag = () -> Duration.ZERO;
        private Duration termination = Duration.ZERO;
        private Autoscaling autoscaling = Autoscaling.ideal(Autoscaling.DEFAULT_RETENTION);

        private Builder(String name) {
            this.name = requireNonNull(name, "name");
            checkArgument(!name.isBlank(), "a service needs a name, but it was blank: \"%s\"", name);
        }

        /** Calls that one pod serves at a time; 0, the default, for no limit. */
        public Builder containerConcurrency(int calls) {
            this.containerConcurrency = atLeast(0, "containerConcurrency", calls);
            return this;
        }

        /** Pods that are always kept; 0 by default. */
        public Builder minScale(int pods) {
            this.minScale = atLeast(0, "min-scale", pods);
            return this;
        }

        /** Pods that there may be at most; 0, the default, for no limit. */
        public Builder maxScale(int pods) {
            this.maxScale = atLeast(0, "max-scale", pods);
            return this;
        }

        /** Pods that are ready at deployment, beyond those of {@link #minScale(int)}; 0 by default. */
        public Builder initialInstances(int pods) {
            this.initialInstances = atLeast(0, "initial instances", pods);
            return this;
        }

        /** Pods that are made when the first call comes; 1 by default. */
        public Builder activationScale(int pods) {
            this.activationScale = atLeast(1, "activation-scale", pods);
            return this;
        }

        /** Gives each pod's start time, in the order in which pods are made; negative ones count as zero. */
        public Builder podStart(Supplier<Duration> podStart) {
            this.podStart = requireNonNull(podStart, "podStart");
            this.fixedPodStart = null;
            return this;
        }

        /** The same start time for every pod; 1 s by default. */
        public Builder podStart(Duration podStart) {
            checkArgument(!podStart.isNegative(), "service %s: pod start %s, but 0 or more is allowed", name, podStart);
            podStart(() -> podStart);
            this.fixedPodStart = podStart;
            return this;
        }

        /**
         * Gives, for each pod, how much later than it can serve Kubernetes calls it ready; none by default. Knative's activator
         * does not wait for that, but the autoscaler counts by it, and so does whoever watches. 0 to 1.3 s was seen, and 10 s
         * in one pod of 25 on a busy node.
         */
        public Builder readinessLag(Supplier<Duration> readinessLag) {
            this.readinessLag = requireNonNull(readinessLag, "readinessLag");
            return this;
        }

        /** How long a pod occupies its resources after its end, waiting for stray calls; 0 by default, 30 s on Knative. */
        public Builder termination(Duration termination) {
            checkArgument(
                    !termination.isNegative(),
                    "service %s: termination %s, but 0 or more is allowed",
                    name,
                    termination);
            this.termination = termination;
            return this;
        }

        /**
         * Knative's own autoscaler, and what its settings say on the numbers of pods; pods then occupy their resources for
         * 30 s after their end.
         *
         * @param seed see {@link Autoscaling#kpa}
         */
        public Builder kpa(KpaSettings settings, long seed) {
            minScale(settings.minScale());
            maxScale(settings.maxScale());
            initialInstances(Math.max(0, settings.initialScale() - settings.minScale()));
            activationScale(settings.activationScale());
            termination(Duration.ofSeconds(30));
            return autoscaling(Autoscaling.kpa(settings, seed));
        }

        /** How the number of pods is decided on; {@linkplain Autoscaling#ideal ideal} by default. */
        public Builder autoscaling(Autoscaling autoscaling) {
            this.autoscaling = requireNonNull(autoscaling, "autoscaling");
            return this;
        }

        private int atLeast(int least, String what, int given) {
            checkArgument(given >= least, "service %s: %s %s, but at least %s is needed", name, what, given, least);
            return given;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if min-scale is above max-scale
         */
        public ServiceSettings build() {
            return new ServiceSettings(this);
        }
    }
}
