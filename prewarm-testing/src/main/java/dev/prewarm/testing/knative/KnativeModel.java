package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Scheduler;
import dev.prewarm.WarmupClient;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model of Knative Serving: services that are scaled to zero, queue the calls that come while a pod starts, and keep
 * idle pods for a while.
 *
 * <p>It runs on any {@link Scheduler}: in virtual time a day of traffic takes moments and is exact; on the real clock the
 * same code stands behind {@link MockKnative}. All that is random comes from the suppliers that the settings were given,
 * or from generators with fixed seeds: the same calls at the same times have the same effects.
 *
 * <pre>{@code
 * VirtualScheduler scheduler = new VirtualScheduler();
 * KnativeModel knative = KnativeModel.of(scheduler);
 * KnativeService resize = knative.deploy(ServiceSettings.builder("resize").podStart(Duration.ofSeconds(1)).build());
 * resize.request(RequestKind.WORK, Duration.ofSeconds(3), RequestListener.NONE);
 * scheduler.advance(Duration.ofSeconds(4));
 * resize.stats().coldStartsMet(); // 1
 * }</pre>
 *
 * <p>Stands for an installation of Knative Serving 1.19 to 1.23 with one activator, one autoscaler and as much room for pods
 * as is asked for; the ingress takes no time. What each part follows is said by its class.
 *
 * <p>Not thread-safe: all calls are to be made on the scheduler's thread.
 */
public final class KnativeModel {
    private final Scheduler scheduler;
    private final ModelClock clock;
    private final CreationLimit limit;
    private final PodStarts starts;
    private final PlatformPhases phases;
    private final boolean recording;
    private final Map<String, KnativeService> services = new LinkedHashMap<>();

    private KnativeModel(Builder builder) {
        this.scheduler = builder.scheduler;
        this.clock = new ModelClock(scheduler);
        this.limit = new CreationLimit(builder.podsPerSecond);
        this.starts = new PodStarts(clock, builder.slowdown);
        this.phases = new PlatformPhases(builder.sharedPhases);
        this.recording = builder.recording;
    }

    /** A platform without limits, which does not record. */
    public static KnativeModel of(Scheduler scheduler) {
        return builder(scheduler).build();
    }

    /** A builder of a platform on that scheduler. */
    public static Builder builder(Scheduler scheduler) {
        return new Builder(scheduler);
    }

    /**
     * Deploys a service; the pods that it is to have from the beginning are ready at once.
     *
     * @throws IllegalArgumentException if there is one of that name already
     */
    public KnativeService deploy(ServiceSettings settings) {
        checkArgument(
                !services.containsKey(settings.name()),
                "a service \"%s\" is deployed already; services: %s",
                settings.name(),
                services.keySet());
        KnativeService service = new KnativeService(settings, clock, limit, starts, phases, recording);
        services.put(settings.name(), service);
        service.deploy();
        return service;
    }

    /**
     * The service of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public KnativeService service(String name) {
        KnativeService service = services.get(name);
        checkArgument(service != null, "no service \"%s\"; services: %s", name, services.keySet());
        return requireNonNull(service);
    }

    /** All services, in the order in which they were deployed. */
    public Collection<KnativeService> services() {
        return Collections.unmodifiableCollection(services.values());
    }

    /**
     * A client that warms the services, by the names of targets, with a request for each instance. Its time is the model's, so that
     * it is for a {@code Prewarmer} on the same scheduler. A warm-up of a target that is no service fails as {@link #service} does.
     */
    public WarmupClient warmupClient() {
        return new ModelWarmupClient(this, scheduler);
    }

    /** Builds a {@link KnativeModel}. Not thread-safe. */
    public static final class Builder {
        private final Scheduler scheduler;
        private double podsPerSecond = Double.POSITIVE_INFINITY;
        private double slowdown;
        private boolean sharedPhases;
        private boolean recording;

        private Builder(Scheduler scheduler) {
            this.scheduler = requireNonNull(scheduler, "scheduler");
        }

        /** How many pods the platform makes in a second, all services together; no limit by default. */
        public Builder podsPerSecond(double pods) {
            checkArgument(pods > 0, "pods per second: %s, but more than 0 is needed", pods);
            this.podsPerSecond = pods;
            return this;
        }

        /**
         * By how much pods that start at the same time, of whatever services, slow each other: while n start, each takes
         * {@code 1 + slowdown (n - 1)} times as long as alone. 0, the default, for not at all; 0.15 to 0.35 was seen on a node
         * with two cores.
         */
        public Builder startSlowdown(double slowdown) {
            this.slowdown = PodStarts.checked(slowdown);
            return this;
        }

        /**
         * Whether all services have the timers of one activator and one autoscaler, as on an installation with one of each: until
         * these restart, the lives of all instances are longer or shorter alike, and bursts are met in as many steps. By default
         * each service has timers of its own, so that a mean over services is one over what these may be.
         */
        public Builder sharedPhases(boolean shared) {
            this.sharedPhases = shared;
            return this;
        }

        /** Whether to keep the {@linkplain KnativeService#timelines() life of each pod}; not by default, for its memory. */
        public Builder recording(boolean recording) {
            this.recording = recording;
            return this;
        }

        public KnativeModel build() {
            return new KnativeModel(this);
        }
    }
}
