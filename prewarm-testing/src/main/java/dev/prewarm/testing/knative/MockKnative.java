package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knative on localhost, for unit tests: HTTP services that are scaled to zero, hold requests while a pod starts, keep
 * idle pods for a while, and count what that costs. No cluster, no containers; what stands behind the ports is a
 * {@link KnativeModel} on the real clock.
 *
 * <pre>{@code
 * try (MockKnative knative = MockKnative.builder()
 *         .service("resize", Duration.ofSeconds(1), Duration.ofSeconds(3)) // cold start, work
 *         .speed(20)
 *         .start()) {
 *     Target resize = knative.target("resize"); // for a workflow
 *     HttpResponse<String> response = client.send(
 *             HttpRequest.newBuilder(knative.uri("resize")).build(), BodyHandlers.ofString()); // takes 4 s / 20
 *     assert knative.stats("resize").coldStartsMet() == 1;
 * }
 * }</pre>
 *
 * <p>Each service has a port of its own, so that a client may replace the path of its URI. A request to {@code /warmup}
 * is a warm-up: it is answered by a pod, as soon as one is ready and free, without work; any other path is work, and
 * takes the service's work time. Both are answered with 200. A request that waits longer than the revision's time-out is
 * answered with 504. A client that closes the connection of a request without a body, before a pod serves it, takes the
 * request back; the pod starts all the same. Requests that Knative's activator takes for probes (by {@code User-Agent:
 * kube-probe/…}, {@code K-Kubelet-Probe} or {@code K-Network-Probe}) are answered as it does, and wake nothing. It speaks
 * HTTP/1.1 only.
 *
 * <p>All durations, in the settings and in the figures, are times of the model, whatever the {@linkplain Builder#speed
 * speed}. The higher the speed, the more the scheduling of threads shows in the figures: a millisecond counts twenty at
 * speed 20.
 *
 * <p>Safe for use by any thread. To be closed: its server threads keep the JVM alive.
 */
public final class MockKnative implements AutoCloseable {
    private final MockClock clock;
    private final KnativeModel model;
    private final String warmUpPath;
    private final Duration warmUpTime;
    private final Duration timeout;
    private final double speed;
    private final Map<String, MockService> services = new LinkedHashMap<>();
    /** Closed with the mock; null if the scheduler was given. */
    private final @Nullable SystemScheduler ownScheduler;

    private MockKnative(Builder builder) {
        Scheduler given = builder.scheduler;
        this.ownScheduler = (given == null) ? new SystemScheduler() : null;
        this.clock = new MockClock((given == null) ? requireNonNull(ownScheduler) : given, builder.speed);
        this.model = KnativeModel.builder(clock)
                .podsPerSecond(builder.podsPerSecond)
                .startSlowdown(builder.slowdown)
                .recording(true)
                .build();
        this.warmUpPath = builder.warmUpPath;
        this.warmUpTime = builder.warmUpTime;
        this.timeout = builder.timeout;
        this.speed = builder.speed;
    }

    /** A builder of a mock without services, at normal speed. */
    public static Builder builder() {
        return new Builder();
    }

    private void start(Builder builder) throws IOException {
        int port = builder.firstPort;
        for (Deployed deployed : builder.services) {
            KnativeService service = locked(() -> model.deploy(deployed.settings));
            MockService mock = new MockService(this, service, deployed.workTime);
            services.put(service.name(), mock);
            mock.start(port);
            port += (port == 0) ? 0 : 1;
        }
    }

    /**
     * Where the service listens: {@code http://127.0.0.1:port/}.
     *
     * @throws IllegalArgumentException if there is no such service
     */
    public URI uri(String service) {
        return service(service).uri();
    }

    /**
     * The service as a workflow is told of it: its address, concurrency and min-scale, how long it keeps an idle pod, and how
     * long its pods take to start if that is fixed. The last two are real times: those of the model, divided by the {@linkplain
     * Builder#speed speed}.
     *
     * @throws IllegalArgumentException if there is no such service
     */
    public Target target(String service) {
        ServiceSettings settings = service(service).model().settings();
        Target.Builder target = Target.builder(service, uri(service))
                .concurrency(settings.containerConcurrency())
                .minScale(settings.minScale())
                .retention(real(settings.autoscaling().retention()));
        settings.fixedPodStart().ifPresent(start -> target.coldStart(real(start)));
        return target.build();
    }

    private Duration real(Duration ofTheModel) {
        return Duration.ofNanos(Math.round(ofTheModel.toNanos() / speed));
    }

    /**
     * The service's books as of now.
     *
     * @throws IllegalArgumentException if there is no such service
     */
    public ServiceStats stats(String service) {
        MockService mock = service(service);
        return locked(mock.model()::stats);
    }

    /**
     * The service's books as they will be if nobody calls any more; see {@link KnativeService#settledStats()}.
     *
     * @throws IllegalArgumentException if there is no such service
     */
    public ServiceStats settledStats(String service) {
        MockService mock = service(service);
        return locked(mock.model()::settledStats);
    }

    /**
     * The lives of the service's pods so far.
     *
     * @throws IllegalArgumentException if there is no such service
     */
    public List<PodTimeline> timelines(String service) {
        MockService mock = service(service);
        return locked(mock.model()::timelines);
    }

    /**
     * Changes how many pods the service keeps, as a patch of the revision's {@code min-scale} annotation does.
     *
     * @throws IllegalArgumentException if there is no such service, or the number is negative
     */
    public void minScale(String service, int pods) {
        MockService mock = service(service);
        locked(() -> {
            mock.model().minScale(pods);
            return pods;
        });
    }

    /**
     * Spoils the next requests to the service, one fault for each, in this order, after those that were given before.
     *
     * @throws IllegalArgumentException if there is no such service
     */
    public void fail(String service, Fault... faults) {
        MockService mock = service(service);
        for (Fault fault : faults) {
            mock.add(requireNonNull(fault, "fault"));
        }
    }

    /** The model's time, which the timelines are given in; starts with the real time. */
    public Instant now() {
        return clock.now();
    }

    private MockService service(String name) {
        MockService service = services.get(name);
        checkArgument(service != null, "no service \"%s\"; services: %s", name, services.keySet());
        return requireNonNull(service);
    }

    String warmUpPath() {
        return warmUpPath;
    }

    Duration warmUpTime() {
        return warmUpTime;
    }

    Duration timeout() {
        return timeout;
    }

    Cancellable after(Duration delay, Runnable task) {
        return clock.schedule(delay, task);
    }

    /** Does something with the model while no one else does. */
    <T> T locked(Supplier<T> action) {
        return clock.locked(action);
    }

    /** Stops the servers; requests that wait are answered with 503, or their connections closed. Idempotent. */
    @Override
    public void close() {
        services.values().forEach(MockService::close);
        if (ownScheduler != null) {
            ownScheduler.close();
        }
    }

    private record Deployed(ServiceSettings settings, Supplier<Duration> workTime) {}

    /** Builds and starts a {@link MockKnative}. Not thread-safe. */
    public static final class Builder {
        private final List<Deployed> services = new ArrayList<>();
        private double speed = 1;
        private double podsPerSecond = Double.POSITIVE_INFINITY;
        private double slowdown;
        private String warmUpPath = "/warmup";
        private Duration warmUpTime = Duration.ZERO;
        private Duration timeout = Duration.ofSeconds(300);
        private int firstPort;
        private @Nullable Scheduler scheduler;

        private Builder() {}

        /** Adds a service with default settings: unlimited concurrency, scaled to zero, a retention of 61 s. */
        public Builder service(String name, Duration coldStart, Duration workTime) {
            return service(ServiceSettings.builder(name).podStart(coldStart).build(), workTime);
        }

        /** Adds a service whose calls all take the same time. */
        public Builder service(ServiceSettings settings, Duration workTime) {
            checkArgument(
                    !workTime.isNegative(),
                    "service %s: work time %s, but 0 or more is allowed",
                    settings.name(),
                    workTime);
            return service(settings, () -> workTime);
        }

        /** Adds a service whose calls take the times that the supplier gives; it is asked by several threads. */
        public Builder service(ServiceSettings settings, Supplier<Duration> workTime) {
            services.add(new Deployed(requireNonNull(settings, "settings"), requireNonNull(workTime, "workTime")));
            return this;
        }

        /** How much faster than real time passes for the services; 1 by default. */
        public Builder speed(double factor) {
            checkArgument(factor > 0 && factor <= 10_000, "speed: %s, but above 0, up to 10000 is allowed", factor);
            this.speed = factor;
            return this;
        }

        /** How many pods the platform makes in a second, all services together; no limit by default. */
        public Builder podsPerSecond(double pods) {
            checkArgument(pods > 0, "pods per second: %s, but more than 0 is needed", pods);
            this.podsPerSecond = pods;
            return this;
        }

        /** By how much pods that start at the same time slow each other, as {@link KnativeModel.Builder#startSlowdown} says; 0 by default. */
        public Builder startSlowdown(double slowdown) {
            this.slowdown = PodStarts.checked(slowdown);
            return this;
        }

        /** The path of warm-ups; {@code /warmup} by default. */
        public Builder warmUpPath(String path) {
            checkArgument(path.startsWith("/"), "warm-up path: \"%s\", but it must begin with /", path);
            this.warmUpPath = path;
            return this;
        }

        /** How long a pod holds a warm-up, so that several at once need several pods; 0 by default. */
        public Builder warmUpTime(Duration time) {
            checkArgument(!time.isNegative(), "warm-up time: %s, but 0 or more is allowed", time);
            this.warmUpTime = time;
            return this;
        }

        /** The revisions' {@code timeoutSeconds}: how long a request may take before it is answered with 504; 300 s. */
        public Builder timeout(Duration timeout) {
            checkArgument(
                    !timeout.isNegative() && !timeout.isZero(), "time-out: %s, but more than 0 is needed", timeout);
            this.timeout = timeout;
            return this;
        }

        /** The port of the first service, the others following; 0, the default, for any that are free. */
        public Builder firstPort(int port) {
            checkArgument(port >= 0 && port <= 65_535, "first port: %s, but 0 to 65535 is allowed", port);
            this.firstPort = port;
            return this;
        }

        /**
         * What the model's time is taken from; a {@link SystemScheduler} of its own by default. One that is given must
         * allow tasks to be scheduled by any thread, and is not closed with the mock.
         */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Starts it.
         *
         * @throws IllegalArgumentException if two services have the same name
         * @throws IllegalStateException if there is no service
         * @throws IOException if a port cannot be opened
         */
        public MockKnative start() throws IOException {
            checkState(!services.isEmpty(), "a mock needs a service: call service(…) before start()");
            MockKnative mock = new MockKnative(this);
            try {
                mock.start(this);
            } catch (IOException | RuntimeException e) {
                mock.close();
                throw e;
            }
            return mock;
        }
    }
}
