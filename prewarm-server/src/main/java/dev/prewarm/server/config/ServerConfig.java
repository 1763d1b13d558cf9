package dev.prewarm.server.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the server; {@code docs/server.md} says what each means. What is null in a file has the default here.
 *
 * @param listen where it listens, and to whom
 * @param data the directory in which it keeps what it learns, and the journal; none if it is empty
 * @param strategy what decides
 * @param holdout the share of runs that are left cold on purpose
 * @param warmups how services are warmed
 * @param kubernetes the cluster's catalogue
 * @param services services that may be called, by name
 * @param allow patterns of addresses that may be called
 * @param tasks rules that say what tasks call
 * @param journal how much of the journal is kept
 * @param limits how much is taken in, and kept in memory
 */
public record ServerConfig(
        Listen listen,
        String data,
        Strategy strategy,
        Double holdout,
        Warmups warmups,
        Kubernetes kubernetes,
        List<Service> services,
        List<String> allow,
        List<TaskRule> tasks,
        Journal journal,
        Limits limits) {
    /** The share of runs that are left cold on purpose, unless another is set. */
    public static final double DEFAULT_HOLDOUT = 0.05;

    /** Fills in the defaults, and checks. */
    @SuppressWarnings("NullAway") // what a file does not say is null, until it is filled in here
    public ServerConfig {
        listen = (listen == null) ? new Listen(null, null, null, null, null) : listen;
        data = (data == null) ? "data" : data;
        strategy = (strategy == null) ? new Strategy(null, null) : strategy;
        holdout = (holdout == null) ? DEFAULT_HOLDOUT : holdout;
        warmups = (warmups == null) ? new Warmups(null, null, null, null, null) : warmups;
        kubernetes = (kubernetes == null) ? new Kubernetes(null, null, null) : kubernetes;
        services = (services == null) ? List.of() : elements("services", services);
        allow = (allow == null) ? List.of() : elements("allow", allow);
        tasks = (tasks == null) ? List.of() : elements("tasks", tasks);
        journal = (journal == null) ? new Journal(null, null, null) : journal;
        limits = (limits == null) ? new Limits(null, null, null, null, null, null) : limits;
        checkArgument(holdout >= 0 && holdout <= 1, "holdout: %s, but 0 to 1 is allowed", holdout);
    }

    private static <T> List<T> elements(String name, List<T> list) {
        checkArgument(list.stream().allMatch(Objects::nonNull), "%s: an element is empty", name);
        return List.copyOf(list);
    }

    /** All defaults. */
    @SuppressWarnings("NullAway") // as above
    public static ServerConfig defaults() {
        return new ServerConfig(null, null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * Where the server listens, and to whom.
     *
     * @param host the address; 0.0.0.0 for all of the machine's
     * @param port 0 for any that is free
     * @param token a secret that everybody has to show; none if it is empty
     * @param tokenFile a file that holds the token
     * @param tls null for plain HTTP
     */
    public record Listen(
            String host,
            Integer port,
            @Nullable String token,
            @Nullable String tokenFile,
            @Nullable Tls tls) {
        /** Fills in the defaults, and checks. */
        public Listen {
            host = (host == null) ? "0.0.0.0" : host;
            port = (port == null) ? 8080 : port;
            checkArgument(port >= 0 && port <= 65_535, "port: %s, but 0 to 65535 is allowed", port);
            checkArgument(token == null || tokenFile == null, "token and tokenFile: one of them is enough");
            checkArgument(token == null || token.isEmpty() || !token.isBlank(), "token: it is blank");
            token = (token == null) ? null : token.trim();
            checkArgument(token == null || isToken(token), "token: it has other than printable ASCII characters");
        }

        /** Whether a request can show such a token in a header. */
        public static boolean isToken(String token) {
            return token.chars().allMatch(c -> c >= ' ' && c <= '~');
        }
    }

    /**
     * The server's certificate.
     *
     * @param certificate a PEM file with the certificate, and those that sign it
     * @param key a PEM file with its private key, in PKCS#8
     */
    public record Tls(String certificate, String key) {
        /** Checks that both are there. */
        public Tls {
            checkArgument(certificate != null && key != null, "tls: both certificate and key are needed");
        }
    }

    /**
     * What decides.
     *
     * @param name costAware, nextHop, fullPath or none
     * @param price for costAware: how many idle instance-seconds one second of delay is worth
     */
    public record Strategy(String name, Double price) {
        private static final List<String> NAMES = List.of("costAware", "nextHop", "fullPath", "none");

        /** Fills in the defaults, and checks. */
        public Strategy {
            name = (name == null) ? "costAware" : name;
            price = (price == null) ? 10.0 : price;
            checkArgument(NAMES.contains(name), "name: \"%s\", but one of %s is needed", name, NAMES);
            checkArgument(price > 0 && price < 1e9, "price: %s, but above 0 and below 1000000000 is allowed", price);
        }
    }

    /**
     * How services are warmed.
     *
     * @param path what is requested
     * @param mode requests, cancelledRequests or annotation
     * @param timeout how long one may take, the cold start included
     * @param inFlight how many may be under way at a time
     * @param inFlightPerService how many of them to one service
     */
    public record Warmups(String path, String mode, String timeout, Integer inFlight, Integer inFlightPerService) {
        private static final List<String> MODES = List.of("requests", "cancelledRequests", "annotation");

        /** Fills in the defaults, and checks. */
        public Warmups {
            path = (path == null) ? "/warmup" : path;
            mode = (mode == null) ? "requests" : mode;
            timeout = (timeout == null) ? "60s" : timeout;
            inFlight = (inFlight == null) ? 64 : inFlight;
            inFlightPerService = (inFlightPerService == null) ? 4 : inFlightPerService;
            checkArgument(path.startsWith("/"), "path: \"%s\", but it must begin with /", path);
            checkArgument(MODES.contains(mode), "mode: \"%s\", but one of %s is needed", mode, MODES);
            Duration within = Amounts.duration(timeout);
            checkArgument(
                    !within.isZero() && within.compareTo(Duration.ofHours(1)) <= 0,
                    "timeout: %s, but above 0 to 1h is allowed",
                    timeout);
            checkArgument(inFlight >= 1, "inFlight: %s, but at least 1 is needed", inFlight);
            checkArgument(
                    inFlightPerService >= 1, "inFlightPerService: %s, but at least 1 is needed", inFlightPerService);
        }

        /** How long a warm-up may take. */
        public Duration timeoutDuration() {
            return Amounts.duration(timeout);
        }
    }

    /**
     * The catalogue of the cluster's Knative Services.
     *
     * @param enabled whether it is used: true, false, or auto for where the server runs in a cluster
     * @param namespace the one that is covered, and that names without one are of; null for all
     * @param address clusterLocal or public
     */
    public record Kubernetes(String enabled, @Nullable String namespace, String address) {
        private static final List<String> ENABLED = List.of("auto", "true", "false");
        private static final List<String> ADDRESSES = List.of("clusterLocal", "public");
        private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

        /** Fills in the defaults, and checks. */
        public Kubernetes {
            namespace = (namespace == null || namespace.isBlank()) ? null : namespace.trim();
            checkArgument(
                    namespace == null || NAMESPACE.matcher(namespace).matches(),
                    "namespace: \"%s\", but small letters, digits and hyphens, 63 at most, are allowed",
                    namespace);
            enabled = (enabled == null) ? "auto" : enabled.toLowerCase(Locale.ROOT);
            address = (address == null) ? "clusterLocal" : address;
            checkArgument(ENABLED.contains(enabled), "enabled: \"%s\", but one of %s is needed", enabled, ENABLED);
            checkArgument(ADDRESSES.contains(address), "address: \"%s\", but one of %s is needed", address, ADDRESSES);
        }
    }

    /**
     * A service that may be called.
     *
     * @param name as events and rules call it
     * @param url where it is; of it no more than scheme, host and port
     * @param concurrency how many calls an instance serves at a time; 0 for no limit
     * @param retention how long the platform keeps an idle instance
     * @param minScale how many instances it always keeps
     * @param coldStart how long a cold start takes, about; null if that is not known
     */
    public record Service(
            String name,
            String url,
            @Nullable Integer concurrency,
            @Nullable String retention,
            @Nullable Integer minScale,
            @Nullable String coldStart) {
        /** Checks what can be checked without its neighbours. */
        public Service {
            checkArgument(name != null && !name.isBlank(), "name: it is missing");
            checkArgument(url != null && !url.isBlank(), "url of service %s: it is missing", name);
            if (retention != null) {
                Amounts.duration(retention);
            }
            if (coldStart != null) {
                Amounts.duration(coldStart);
            }
        }

        /** How long the platform keeps an idle instance, if that was set. */
        public Optional<Duration> retentionDuration() {
            return Optional.ofNullable(retention).map(Amounts::duration);
        }

        /** How long a cold start takes, if that was set. */
        public Optional<Duration> coldStartDuration() {
            return Optional.ofNullable(coldStart).map(Amounts::duration);
        }
    }

    /**
     * A rule that says what tasks call.
     *
     * @param match {@code workflow.task}, with stars for any text
     * @param calls addresses and names of services; empty for nothing; null for the service that is called like the task
     */
    public record TaskRule(String match, @Nullable List<String> calls) {
        /** Checks that it matches something. */
        public TaskRule {
            checkArgument(match != null && !match.isBlank(), "match: it is missing");
            calls = (calls == null) ? null : elements("calls", calls);
        }
    }

    /**
     * How much of the journal is kept.
     *
     * @param enabled whether it is written
     * @param fileSize how large a file becomes before the next is begun
     * @param files how many files are kept
     */
    public record Journal(Boolean enabled, String fileSize, Integer files) {
        /** Fills in the defaults, and checks. */
        public Journal {
            enabled = (enabled == null) ? Boolean.TRUE : enabled;
            fileSize = (fileSize == null) ? "32MB" : fileSize;
            files = (files == null) ? 8 : files;
            checkArgument(Amounts.bytes(fileSize) >= 1024, "fileSize: %s, but at least 1kB is needed", fileSize);
            checkArgument(files >= 2 && files <= 10_000, "files: %s, but 2 to 10000 is allowed", files);
        }

        /** How large a file becomes, in bytes. */
        public long fileBytes() {
            return Amounts.bytes(fileSize);
        }
    }

    /**
     * How much is taken in, and kept in memory.
     *
     * @param body how large a request may be
     * @param inboxSize how much may wait to be read
     * @param inboxRequests how many requests may wait
     * @param openRuns how many runs may be open
     * @param closedRuns how many that have ended are shown
     * @param linger how long after its end events of a run are waited for
     */
    public record Limits(
            String body, String inboxSize, Integer inboxRequests, Integer openRuns, Integer closedRuns, String linger) {
        private static final int MOST = 1_000_000;

        /** Fills in the defaults, and checks. */
        public Limits {
            body = (body == null) ? "8MB" : body;
            inboxSize = (inboxSize == null) ? "64MB" : inboxSize;
            inboxRequests = (inboxRequests == null) ? 50_000 : inboxRequests;
            openRuns = (openRuns == null) ? 10_000 : openRuns;
            closedRuns = (closedRuns == null) ? 500 : closedRuns;
            linger = (linger == null) ? "5s" : linger;
            checkArgument(
                    Amounts.bytes(body) >= 1024 && Amounts.bytes(body) <= 1 << 28,
                    "body: %s, but 1kB to 256MB is allowed",
                    body);
            checkArgument(
                    Amounts.bytes(inboxSize) >= 2 * Amounts.bytes(body),
                    "inboxSize: %s, but at least twice the body's %s is needed",
                    inboxSize,
                    body);
            checkNumber("inboxRequests", inboxRequests);
            checkNumber("openRuns", openRuns);
            checkNumber("closedRuns", closedRuns);
            Amounts.duration(linger);
        }

        private static void checkNumber(String name, int number) {
            checkArgument(number >= 1 && number <= MOST, "%s: %s, but 1 to %s is allowed", name, number, MOST);
        }

        /** How large a request may be, in bytes. */
        public int bodyBytes() {
            return (int) Amounts.bytes(body);
        }

        /** How much may wait to be read, in bytes. */
        public long inboxBytes() {
            return Amounts.bytes(inboxSize);
        }

        /** How long after its end events of a run are waited for. */
        public Duration lingerDuration() {
            return Amounts.duration(linger);
        }
    }
}
