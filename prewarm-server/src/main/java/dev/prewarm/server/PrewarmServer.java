package dev.prewarm.server;

import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.SystemScheduler;
import dev.prewarm.WarmupLimits;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.micrometer.PrewarmMetrics;
import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.observe.Beliefs;
import dev.prewarm.server.observe.WarmupWatch;
import dev.prewarm.server.receive.Dialect;
import dev.prewarm.server.receive.EventEndpoint;
import dev.prewarm.server.receive.Gate;
import dev.prewarm.server.receive.HttpListener;
import dev.prewarm.server.receive.Inbox;
import dev.prewarm.server.receive.Intake;
import dev.prewarm.server.receive.ReceiveCounts;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.track.Holdout;
import dev.prewarm.server.track.QuietRuns;
import dev.prewarm.server.track.Tracker;
import dev.prewarm.server.track.TrackerLimits;
import dev.prewarm.server.track.TrackerListener;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The whole server, from its port to the services that it warms. Safe for use by any thread. */
public final class PrewarmServer implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Tracker tracker;
    private final HttpListener http;
    private final Prewarmer prewarmer;

    private PrewarmServer(ServerConfig config) {
        try {
            Scheduler scheduler = closing(new SystemScheduler());
            KubernetesClient kubernetes = ServerParts.kubernetes(config.kubernetes());
            KnativeCatalogue catalogue = null;
            if (kubernetes != null) {
                closing(kubernetes);
                catalogue = closing(ServerParts.catalogue(config.kubernetes(), kubernetes));
            }
            Services services = ServerParts.services(config, catalogue);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            parts.push(registry::close);
            WarmupWatch watch =
                    new WarmupWatch(closing(ServerParts.client(config.warmups(), services, kubernetes)), scheduler);
            QuietRuns quiet = new QuietRuns();
            Beliefs beliefs =
                    new Beliefs(config.limits().openRuns() + config.limits().closedRuns());
            this.prewarmer = closing(Prewarmer.builder(watch)
                    .strategy(beliefs.watch(quiet.silence(ServerParts.strategy(config.strategy()))))
                    .limits(WarmupLimits.DEFAULT
                            .withTimeout(config.warmups().timeoutDuration())
                            .withInFlight(
                                    config.warmups().inFlightPerService(),
                                    config.warmups().inFlight()))
                    .listener(PrewarmMetrics.listener(registry))
                    .build());
            new PrewarmMetrics(prewarmer).bindTo(registry);
            this.tracker = closing(new Tracker(
                    prewarmer,
                    services,
                    new Holdout(config.holdout()),
                    quiet,
                    scheduler,
                    limits(config.limits()),
                    TrackerListener.NONE,
                    beliefs::coldTasks));
            ReceiveCounts counts = new ReceiveCounts();
            Inbox inbox =
                    new Inbox(config.limits().inboxRequests(), config.limits().inboxBytes());
            Intake intake = closing(new Intake(inbox, config.limits().bodyBytes(), this::accept, counts));
            this.http = closing(listener(config.listen()));
            int largest = config.limits().bodyBytes();
            http.at("/events", new EventEndpoint(Dialect.CLOUD_EVENTS, inbox, largest, counts), false);
            http.at("/api/v1/lineage", new EventEndpoint(Dialect.OPEN_LINEAGE, inbox, largest, counts), false);
            intake.start();
            http.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a server.
     *
     * @throws ConfigException if a setting is wrong, the port is taken, a file cannot be read
     */
    public static PrewarmServer start(ServerConfig config) {
        return new PrewarmServer(config);
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    private static TrackerLimits limits(ServerConfig.Limits limits) {
        TrackerLimits defaults = TrackerLimits.DEFAULT;
        return new TrackerLimits(
                limits.openRuns(),
                Math.min(defaults.unknownRuns(), limits.openRuns()),
                limits.closedRuns(),
                defaults.eventsPerRun(),
                defaults.workflows(),
                limits.lingerDuration(),
                defaults.idle(),
                defaults.stuck());
    }

    private static HttpListener listener(ServerConfig.Listen listen) {
        String token = ServerParts.token(listen);
        @Nullable Gate gate = (token == null) ? null : new Gate(token);
        try {
            return new HttpListener(
                    new InetSocketAddress(listen.host(), listen.port()),
                    (listen.tls() == null) ? null : PemFiles.context(listen.tls()),
                    gate);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    "listen: " + listen.host() + " port " + listen.port() + " cannot be listened to: " + e.getMessage(),
                    e);
        }
    }

    private void accept(Event event) {
        tracker.accept(event);
    }

    /** The port that it listens to. */
    public int port() {
        return http.port();
    }

    Tracker tracker() {
        return tracker;
    }

    Prewarmer prewarmer() {
        return prewarmer;
    }

    /** Stops listening, reads what was received, saves what was learned, and ends. Idempotent. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.getLogger(PrewarmServer.class.getName())
                        .log(System.Logger.Level.WARNING, "a part of the server could not be closed", e);
            }
        }
    }
}
