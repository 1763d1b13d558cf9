package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How the platform decides on the number of pods of a service: a choice among modelled autoscalers.
 *
 * <p>The choice is the one that the annotation {@code autoscaling.knative.dev/class} makes in Knative Serving, where
 * {@link #ideal} has no counterpart.
 */
public abstract class Autoscaling {
    /** What a service gets that asks for nothing else: {@link #ideal} with a retention of 61 s, as Knative's defaults give. */
    public static final Duration DEFAULT_RETENTION = Duration.ofSeconds(61);

    Autoscaling() {}

    /**
     * An autoscaler without delays and without inertia: at once as many pods as the calls that wait or run need, each
     * kept for a fixed time after its last call, and then gone. Simple enough to check results by hand.
     *
     * @param retention how long a pod without calls is kept, at least 0
     * @throws IllegalArgumentException if the retention is negative
     */
    public static Autoscaling ideal(Duration retention) {
        checkArgument(!retention.isNegative(), "retention: %s, but 0 or more is allowed", retention);
        return new IdealAutoscaling(retention);
    }

    /**
     * Knative's own autoscaler, KPA, with its windows, ticks and conditions.
     *
     * @param settings its settings; those of the number of pods are taken from the {@link ServiceSettings}, see
     *     {@link ServiceSettings.Builder#kpa}
     * @param seed decides on the phases of its timers, relative to each other and to the requests, and on the latency of
     *     the control plane; each service has its own, derived from this and its name
     */
    public static Autoscaling kpa(KpaSettings settings, long seed) {
        return new KpaAutoscaling(settings, seed);
    }

    /** How long a pod is expected to be kept after its last call if nobody calls again: what the accounting calls natural. */
    public abstract Duration retention();

    /** Whether it is Knative's own. */
    abstract boolean isKnative();

    abstract Autoscaler autoscale(KnativeService service);

    private static final class IdealAutoscaling extends Autoscaling {
        private final Duration retention;

        IdealAutoscaling(Duration retention) {
            this.retention = retention;
        }

        @Override
        public Duration retention() {
            return retention;
        }

        @Override
        boolean isKnative() {
            return false;
        }

        @Override
        Autoscaler autoscale(KnativeService service) {
            return new IdealAutoscaler(service, ModelClock.nanosOf(retention));
        }

        @Override
        public String toString() {
            return "ideal, retention " + retention;
        }
    }

    private static final class KpaAutoscaling extends Autoscaling {
        /** From the phases of the second, of the report and of the tick, and the latency of the control plane. */
        private static final Duration BEYOND_WINDOW = Duration.ofMillis(1_100);

        private final KpaSettings settings;
        private final long seed;

        KpaAutoscaling(KpaSettings settings, long seed) {
            this.settings = requireNonNull(settings, "settings");
            this.seed = seed;
        }

        @Override
        public Duration retention() {
            Duration needed = settings.window().plus(BEYOND_WINDOW).plus(settings.scaleDownDelay());
            Duration grace = (settings.targetBurstCapacity() == 0) ? settings.scaleToZeroGracePeriod() : Duration.ZERO;
            return needed.plus(grace.compareTo(settings.podRetention()) > 0 ? grace : settings.podRetention());
        }

        @Override
        boolean isKnative() {
            return true;
        }

        @Override
        Autoscaler autoscale(KnativeService service) {
            return new KpaAutoscaler(
                    service, settings, seed ^ ((long) service.name().hashCode() << 32));
        }

        @Override
        public String toString() {
            return "KPA, " + settings;
        }
    }
}
