package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.PrewarmHeaders;
import dev.prewarm.knative.Scaling;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Warms Knative services by HTTP requests to their warm-up path.
 *
 * <p>A request wakes the service whatever its path and method; that a service answers at all, be it with 404, 401 or 500,
 * shows that an instance is up; what the activator or an ingress answers in its stead does not. Sent is a bodyless {@code GET}, over HTTP/1.1, since an upgrade to HTTP/2 would be carried on to
 * services that do not speak it. Redirects are not followed. Of the answer's body no more than a few kilobytes are read.
 *
 * <p>The result is {@link WarmupResult.Started} if an instance was started: that is, where the service says how old its
 * instance is (see {@link PrewarmHeaders}), if the instance is younger than the wait for the answer or this was the
 * first request to it; where it does not, if the answer took longer than warm ones do. Where the target's latencies have
 * come in two kinds, at least 3 times apart and with a gap between them, the limit is in the gap; before they have, it is
 * half of the target's declared cold start, or, with none declared, 100 ms from a target believed cold and 500 ms from one
 * believed warm. What fails in passing (no
 * connection, 408, 429, 502, 503, an empty 404 of an ingress) is repeated with growing pauses, but not before the time that
 * {@code Retry-After} says, and until the deadline; 504 only once. Of several instances wanted, those whose answers name
 * them ({@link PrewarmHeaders#INSTANCE}) count once each.
 *
 * <p>Safe for use by any thread; {@link #warmUp} returns at once and its stage always completes normally. Results name
 * no header values, no addresses and nothing that a service wrote. Between requests the only threads are two idle
 * daemons, and that of the scheduler if none was given; while looking up host names or checking certificates takes long,
 * there is one more for each request that is held up. The stages complete on these, so what is made to depend on them must
 * not block.
 */
public final class KnativeWarmupClient implements WarmupClient, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(KnativeWarmupClient.class.getName());
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String CLOSED = "the client is closed";

    private final Duration connectTimeout;
    private final @Nullable SSLContext sslContext;
    private final Threads threads;
    private final SchedulerInUse scheduler;
    private final Transport transport;
    private final Function<Target, WarmupMode> mode;
    private final HoldPolicy holdPolicy;
    private final CutWarmups cuts;
    private final Duration cutAfter;
    private final @Nullable RevisionFloors floors;
    private final Set<Warming> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private KnativeWarmupClient(Builder options) {
        this.connectTimeout = options.connectTimeout;
        this.sslContext = options.sslContext;
        this.scheduler = SchedulerInUse.of(options.scheduler);
        this.threads = new Threads(options.mostConnections, options.headers != null, scheduler.scheduler());
        this.transport = new Transport(
                new Connections(this::httpClient, options.mostHosts),
                new RequestTemplate(options.allowed, options.addressing, options.path, options.headers, options.hint),
                new Places(options.mostConnections, options.mostWaiting, threads.http()),
                scheduler.scheduler(),
                new Backoff(options.retries, options.firstPause, options.longestPause, options.seed),
                new WarmthRule(),
                threads.blocking(),
                options.requestTimeout);
        this.mode = options.mode;
        this.holdPolicy = options.holdPolicy.knowing(options.scaling).within(options.mostConnections);
        this.cuts = new CutWarmups(transport.scheduler(), text -> LOGGER.log(Level.WARNING, text));
        this.cutAfter = options.cutAfter;
        this.floors = (options.scaler == null) ? null : new RevisionFloors(options.scaler, transport.scheduler());
        if (floors != null) {
            floors.releaseLapsed();
        }
    }

    /** A builder with settings for services reached directly, with the handler kit's path. */
    public static Builder builder() {
        return new Builder();
    }

    private HttpClient httpClient() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(threads.http());
        if (sslContext != null) {
            builder.sslContext(sslContext);
        }
        return builder.build();
    }

    /** Knative's, unless a class of another autoscaler is set, which wants fewer instances at most. */
    @Override
    public boolean scaledByKnative() {
        return true;
    }

    /**
     * Warms. After {@link #close}, and where nothing may be sent, the result is {@link WarmupResult.Failed}.
     *
     * @return completes with the result, at the request's deadline at the latest
     */
    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        requireNonNull(request, "request");
        if (closed.get()) {
            return CompletableFuture.completedStage(WarmupResult.failed(CLOSED, false));
        }
        Warming warming = warming(request);
        open.add(warming);
        CompletionStage<WarmupResult> result = warming.start().minimalCompletionStage();
        result.whenComplete((value, failure) -> open.remove(warming));
        if (closed.get()) {
            warming.giveUp(CLOSED, false);
        }
        return result;
    }

    private Warming warming(WarmupRequest request) {
        WarmupMode mode;
        try {
            mode = requireNonNull(this.mode.apply(request.target()), "mode");
        } catch (RuntimeException e) {
            return new Refused("the choice of the mode threw " + e.getClass().getName());
        }
        if (mode == WarmupMode.CANCELLED_REQUEST) {
            return new CancelledRequest(transport, request, cutAfter);
        } else if (mode == WarmupMode.REVISION_ANNOTATION) {
            return (floors == null)
                    ? new Refused("the target is to be warmed by annotation, but the client has no RevisionScaler")
                    : new AnnotatedRevision(floors, transport, request);
        }
        return heldRequests(request);
    }

    private Warming heldRequests(WarmupRequest request) {
        try {
            return cutRequests(request);
        } catch (RuntimeException e) {
            return new Refused("what is known of the target's scaling threw "
                    + e.getClass().getName());
        }
    }

    private Warming cutRequests(WarmupRequest request) {
        WarmupRequest allowed = holdPolicy.cut(request).orElse(null);
        if (allowed == null) {
            return new Refused("the target would need " + holdPolicy.needed(request)
                    + " requests at the same time, but " + holdPolicy.most()
                    + " are allowed, which would start none; warm it by annotation");
        }
        if (!allowed.equals(request)) {
            cuts.tell(request, allowed, holdPolicy.most());
        }
        return new HeldRequests(transport, allowed, holdPolicy);
    }

    /**
     * Ends every warm-up that is under way with {@link WarmupResult.Failed}, closes the connections, and stops the
     * client's threads; waits for none of that. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (Warming warming : open) {
            warming.giveUp(CLOSED, false);
        }
        if (floors != null) {
            floors.close();
        }
        transport.connections().close();
        threads.close();
        scheduler.close();
    }

    /** Builds a {@link KnativeWarmupClient}. Not thread-safe. */
    public static final class Builder {
        private Predicate<URI> allowed = uri -> true;
        private Addressing addressing = Addressing.direct();
        private Function<Target, String> path = target -> RequestTemplate.below(target.uri(), "/warmup");
        private @Nullable HeaderSource headers;
        private Function<WarmupRequest, Optional<String>> hint = request -> Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration requestTimeout = Duration.ofSeconds(60);
        private int mostConnections = 256;
        private int mostWaiting = 10_000;
        private int mostHosts = 1_000;
        private int retries = 5;
        private Duration firstPause = Duration.ofMillis(200);
        private Duration longestPause = Duration.ofSeconds(5);
        private long seed;
        private @Nullable SSLContext sslContext;
        private @Nullable Scheduler scheduler;
        private Function<Target, WarmupMode> mode = target -> WarmupMode.REQUESTS;
        private HoldPolicy holdPolicy = HoldPolicy.DEFAULT;
        private Function<Target, Optional<Scaling>> scaling = target -> Optional.empty();
        private Duration cutAfter = Duration.ofMillis(500);
        private @Nullable RevisionScaler scaler;

        private Builder() {}

        /**
         * The path, with a query if need be, that all targets are warmed at; {@code /warmup} by default. It goes below the path
         * of the target's own address, if that has one, by which a gateway tells functions apart.
         */
        public Builder path(String path) {
            RequestTemplate.checkPath(path);
            return path(target -> RequestTemplate.below(target.uri(), path));
        }

        /** The whole path that each target is warmed at, whatever the path of its address; it is checked when it is used. */
        public Builder path(Function<Target, String> path) {
            this.path = requireNonNull(path, "path");
            return this;
        }

        /** Which targets may be warmed, by their URI; by default, all. Others fail without anything being sent. */
        public Builder allowing(Predicate<URI> allowed) {
            this.allowed = requireNonNull(allowed, "allowed");
            return this;
        }

        /** How targets are reached; {@link Addressing#direct} by default. */
        public Builder addressing(Addressing addressing) {
            this.addressing = requireNonNull(addressing, "addressing");
            return this;
        }

        /** The headers that are added to each request; none by default. */
        public Builder headers(HeaderSource headers) {
            this.headers = requireNonNull(headers, "headers");
            return this;
        }

        /**
         * What the service's handler is told to prepare for, as {@link PrewarmHeaders#HINT}; nothing by default. At most
         * 1,024 printable ASCII characters; the function must return at once.
         */
        public Builder hint(Function<WarmupRequest, Optional<String>> hint) {
            this.hint = requireNonNull(hint, "hint");
            return this;
        }

        /** How long a connection may take; 5 s by default, and never longer than the request as a whole. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = checkPositive("connectTimeout", timeout);
            return this;
        }

        /**
         * How long one request may take, the cold start included; 60 s by default, and never past the warm-up's
         * deadline.
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = checkPositive("requestTimeout", timeout);
            return this;
        }

        /**
         * How many requests may be under way at once, and how many may wait for that; 256 and 10,000 by default. Beyond
         * these a warm-up fails at once, retryably.
         */
        public Builder limits(int underWay, int waiting) {
            checkArgument(underWay >= 1, "requests under way: %s, but at least 1 is needed", underWay);
            checkArgument(waiting >= 0, "requests waiting: %s, but at least 0 is needed", waiting);
            this.mostConnections = underWay;
            this.mostWaiting = waiting;
            return this;
        }

        /** To how many hosts idle connections are kept at once, about; 1,000 by default. */
        public Builder idleHosts(int hosts) {
            checkArgument(hosts >= 1, "idleHosts: %s, but at least 1 is needed", hosts);
            this.mostHosts = hosts;
            return this;
        }

        /**
         * How often a request that failed in passing is repeated, and how long to wait before: at first, and at most.
         * By default 5 times, after 200 ms, doubled up to 5 s, each shortened by up to a half at random. Nothing is
         * repeated after the warm-up's deadline.
         */
        public Builder retries(int retries, Duration firstPause, Duration longestPause) {
            new Backoff(retries, firstPause, longestPause, 0);
            this.retries = retries;
            this.firstPause = firstPause;
            this.longestPause = longestPause;
            return this;
        }

        /** What the random part of the pauses comes from; 0 by default. Give each process another one. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** By what all targets are warmed; {@link WarmupMode#REQUESTS} by default. */
        public Builder mode(WarmupMode mode) {
            requireNonNull(mode, "mode");
            return mode(target -> mode);
        }

        /** Like {@link #mode(WarmupMode)}, for each target. */
        public Builder mode(Function<Target, WarmupMode> mode) {
            this.mode = requireNonNull(mode, "mode");
            return this;
        }

        /**
         * How several instances are started by requests: by so many at the same time that the platform sees a need for
         * them. By default for a utilization of 0.7, held for 3 s, and at most 64 for one warm-up. One that needs more, or
         * more than may be {@linkplain #limits under way}, is cut to the instances that those give: 92 of 200 at a
         * concurrency of 1. That is logged, once an hour for each target. It fails if nothing would be left of it.
         *
         * <p>An instance that holds an answer has a place less for work, and none if it serves one call at a time. Where
         * instances are added to others that may be needed in the meantime, {@linkplain WarmupMode#REVISION_ANNOTATION warm by
         * annotation}.
         *
         * @param utilization the part of an instance's concurrency that Knative aims at, above 0 to 1; its default is
         *     70 % ({@code target-utilization-percentage}). It holds for targets of which {@link #scaling} knows nothing
         * @param hold for how long services are asked to hold the answer back ({@link PrewarmHeaders#HOLD}), 0 to 1
         *     minute. An instance that is up would else answer at once, and no further one be started
         * @param most the requests of one warm-up, at least 1
         */
        public Builder heldRequests(double utilization, Duration hold, int most) {
            this.holdPolicy = new HoldPolicy(utilization, hold, most);
            return this;
        }

        /**
         * How the targets are scaled, so that as many requests are held as start the instances that are wanted; usually
         * {@code catalogue::scaling}. By default, and where it gives nothing, by the utilization of {@link #heldRequests}. The
         * function must return at once.
         */
        public Builder scaling(Function<Target, Optional<Scaling>> scaling) {
            this.scaling = requireNonNull(scaling, "scaling");
            return this;
        }

        /**
         * When a request of {@link WarmupMode#CANCELLED_REQUEST} is cut off, counted from when it is written, so that
         * connecting is not included: it must have arrived by then, and no instance be up. 500 ms by default; Knative
         * needs 800 ms at the very least for an instance. A request that is never written, because there is no
         * connection in time, is a failure; that one was lost after it was written is not noticed.
         */
        public Builder cutAfter(Duration cutAfter) {
            this.cutAfter = checkPositive("cutAfter", cutAfter);
            return this;
        }

        /**
         * What sets the floors of {@link WarmupMode#REVISION_ANNOTATION}. When the client is built, floors that a dead
         * process of the same owner left behind are removed as they lapse.
         */
        public Builder revisionScaler(RevisionScaler scaler) {
            this.scaler = requireNonNull(scaler, "scaler");
            return this;
        }

        /** The TLS settings for https; by default the JVM's. */
        public Builder sslContext(SSLContext sslContext) {
            this.sslContext = requireNonNull(sslContext, "sslContext");
            return this;
        }

        /** The clock and the timers; by default the client has its own, and closes it. */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** The client, with its threads started. */
        public KnativeWarmupClient build() {
            return new KnativeWarmupClient(this);
        }

        private static Duration checkPositive(String what, Duration duration) {
            requireNonNull(duration, what);
            checkArgument(
                    !duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0,
                    "%s: %s, but above 0 to %s is allowed",
                    what,
                    duration,
                    LONGEST);
            return duration;
        }
    }
}
