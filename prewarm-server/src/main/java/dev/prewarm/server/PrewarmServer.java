package dev.prewarm.server;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.StatisticsStore;
import dev.prewarm.SystemScheduler;
import dev.prewarm.WarmupLimits;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.knative.client.KubernetesRevisionScaler;
import dev.prewarm.micrometer.PrewarmMetrics;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.observe.WarmupWatch;
import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.journal.Journal;
import dev.prewarm.server.observe.Savings;
import dev.prewarm.server.page.PageEndpoints;
import dev.prewarm.server.receive.Dialect;
import dev.prewarm.server.receive.EventEndpoint;
import dev.prewarm.server.receive.Gate;
import dev.prewarm.server.receive.HttpListener;
import dev.prewarm.server.receive.Inbox;
import dev.prewarm.server.receive.Intake;
import dev.prewarm.server.receive.ReceiveCounts;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.track.Holdout;
import dev.prewarm.server.track.NotAhead;
import dev.prewarm.server.track.QuietRuns;
import dev.prewarm.server.track.Tracker;
import dev.prewarm.server.track.TrackerLimits;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The whole server, from its port to the services that it warms. Safe for use by any thread. */
public final class PrewarmServer implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private static final System.Logger LOGGER = System.getLogger(PrewarmServer.class.getName());
    private static final String STATISTICS = "statistics.bin";
    private static final String JOURNAL = "journal";
    /** How long the end waits for what was learned to be saved. */
    private static final Duration SAVED_WITHIN = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final EventWriter writer;
    private @Nullable Journal journal;
    private final Tracker tracker;
    private final Intake intake;
    private final HttpListener http;
    private final Prewarmer prewarmer;

    private PrewarmServer(ServerConfig config) {
        try {
            scheduler = closing(new SystemScheduler());
            writer = new EventWriter("server-" + scheduler.wallClock().toEpochMilli());
            KubernetesClient kubernetes = ServerParts.kubernetes(config.kubernetes());
            KnativeCatalogue catalogue = null;
            if (kubernetes != null) {
                closing(kubernetes);
                catalogue = closing(ServerParts.catalogue(config.kubernetes(), kubernetes));
            }
            Services services = ServerParts.services(config, catalogue);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            parts.push(registry::close);
            // Closed after the client, whose floors it removes, and before what it asks.
            KubernetesRevisionScaler scaler = ServerParts.scaler(config, kubernetes);
            if (scaler != null) {
                closing(scaler);
            }
            WarmupWatch watch =
                    new WarmupWatch(closing(ServerParts.client(config.warmups(), services, scaler)), scheduler);
            SelfWarming.run(ServerParts.strategy(config.strategy()), scheduler);
            Path data = config.data().isEmpty() ? null : Path.of(config.data());
            Savings savings = new Savings();
            StatisticsStore store =
                    (data == null) ? StatisticsStore.inMemory() : new FileStatisticsStore(data.resolve(STATISTICS));
            @Nullable Recovery recovery = null;
            if (data != null && config.journal().enabled()) {
                journal = closing(openJournal(data, config.journal(), scheduler));
                MarkedStatistics marked = new MarkedStatistics(data.resolve(STATISTICS), journal, scheduler);
                recovery = recover(data, marked, savings, services, scheduler);
                store = marked;
            }
            QuietRuns quiet = new QuietRuns();
            Beliefs beliefs =
                    new Beliefs(config.limits().openRuns() + config.limits().closedRuns());
            this.prewarmer = Prewarmer.builder(watch)
                    .strategy(beliefs.watch(quiet.silence(ServerParts.strategy(config.strategy()))))
                    .limits(WarmupLimits.DEFAULT
                            .withTimeout(config.warmups().timeoutDuration())
                            .withInFlight(
                                    config.warmups().inFlightPerService(),
                                    config.warmups().inFlight()))
                    .listener(PrewarmMetrics.listener(registry))
                    .runTimeToLive(limits(config.limits()).stuck())
                    .statisticsStore(store)
                    .build();
            parts.push(() -> prewarmer.close(SAVED_WITHIN));
            new PrewarmMetrics(prewarmer).bindTo(registry);
            this.tracker = closing(new Tracker(
                    prewarmer,
                    services,
                    new Holdout(config.holdout()),
                    quiet,
                    scheduler,
                    limits(config.limits()),
                    new Measuring(beliefs, savings, this::keep),
                    beliefs::coldTasks));
            if (recovery != null) {
                recovery.resume(tracker);
            }
            ReceiveCounts counts = new ReceiveCounts();
            Inbox inbox =
                    new Inbox(config.limits().inboxRequests(), config.limits().inboxBytes());
            intake = new Intake(inbox, config.limits().bodyBytes(), this::accept, this::keep, counts);
            parts.push(this::endIntake);
            this.http = closing(listener(config.listen(), scheduler, counts));
            int largest = config.limits().bodyBytes();
            http.at("/events", new EventEndpoint(Dialect.CLOUD_EVENTS, inbox, largest, counts), false);
            http.at("/api/v1/lineage", new EventEndpoint(Dialect.OPEN_LINEAGE, inbox, largest, counts), false);
            ServerMetrics.bind(registry, counts, inbox, tracker, journal);
            new PageEndpoints(
                            tracker,
                            beliefs,
                            watch,
                            savings,
                            services,
                            inbox,
                            intake,
                            counts,
                            scheduler,
                            config.holdout())
                    .addTo(http, registry::scrape);
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
        check(config);
        return new PrewarmServer(config);
    }

    /**
     * Looks whether a server could be started so, but for its port, its data and what its cluster answers.
     *
     * @throws ConfigException if a setting is wrong, or a file that it names cannot be read
     */
    public static void check(ServerConfig config) {
        ServerParts.check(config);
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

    private static HttpListener listener(ServerConfig.Listen listen, Scheduler scheduler, ReceiveCounts counts) {
        Supplier<String> token = ServerParts.token(listen, scheduler);
        @Nullable Gate gate = (token == null) ? null : new Gate(token, counts);
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

    /** What the journal says, and learns from what the statistics do not have. */
    private static Recovery recover(
            Path data, MarkedStatistics statistics, Savings savings, Services services, Scheduler scheduler) {
        Recovery recovery =
                Recovery.read(data.resolve(JOURNAL), statistics.saved(), savings, services, scheduler.wallClock());
        recovery.learn(statistics.whileLearning(), scheduler);
        return recovery;
    }

    private static Journal openJournal(Path data, ServerConfig.Journal settings, Scheduler scheduler) {
        Path directory = data.resolve(JOURNAL);
        try {
            return new Journal(directory, settings.fileBytes(), settings.files(), scheduler);
        } catch (IOException e) {
            throw new ConfigException(
                    "data: no journal can be written in " + directory + ": " + e
                            + "; set journal.enabled to false, or data to ''" + " to keep nothing",
                    e);
        }
    }

    private void accept(Event told) {
        keep(told);
        tracker.accept(told);
    }

    /** All that is done with an event that there is no time to handle: a journal has it for the next start. */
    private void keep(Event told) {
        // In the journal, too: by the time at which that is read again, it might lie ahead no more.
        keep(writer.write(NotAhead.of(told, scheduler.wallClock())));
    }

    /** Reads what was received, and says how much of it was not handled. */
    private void endIntake() {
        long lostBefore = (journal == null) ? 0 : journal.lost();
        intake.close();
        if (journal != null) {
            journal.flush();
        }
        boolean busy = intake.isAlive();
        if (intake.unhandled() == 0 && !busy) {
            return;
        }
        String where = "are lost, since no journal is kept";
        if (journal != null) {
            where = (journal.lost() == lostBefore)
                    ? "are in the journal, from which their runs go on at the next start"
                    : "are in the journal as far as that could be written";
        }
        LOGGER.log(
                Level.WARNING,
                (busy ? "at least " : "") + intake.unhandled()
                        + " events that were received were not handled in time before the end; they " + where);
    }

    private void keep(byte[] line) {
        if (journal != null) {
            journal.append(line);
        }
    }

    /** The port that it listens to. */
    public int port() {
        return http.port();
    }

    Tracker tracker() {
        return tracker;
    }

    Intake intake() {
        return intake;
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
                LOGGER.log(Level.WARNING, "a part of the server could not be closed", e);
            }
        }
    }
}
