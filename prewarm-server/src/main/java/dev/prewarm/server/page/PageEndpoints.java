package dev.prewarm.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.prewarm.Scheduler;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.observe.TargetBelief;
import dev.prewarm.observe.WarmupWatch;
import dev.prewarm.server.observe.Savings;
import dev.prewarm.server.receive.HttpListener;
import dev.prewarm.server.receive.Inbox;
import dev.prewarm.server.receive.Intake;
import dev.prewarm.server.receive.ReceiveCounts;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.track.RunReport;
import dev.prewarm.server.track.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers GET requests: the page and its two files, {@code /api/runs}, {@code /api/runs/{id}}, {@code /api/overview}, {@code
 * /metrics}, {@code /healthz}. Safe for use by any thread.
 */
public final class PageEndpoints {
    private static final int MOST_RUNS = 200;
    private static final String JSON = "application/json; charset=utf-8";

    private final ObjectMapper mapper = new ObjectMapper();
    private final RunJson runs = new RunJson(mapper);
    private final Tracker tracker;
    private final Beliefs beliefs;
    private final WarmupWatch watch;
    private final Savings savings;
    private final Services services;
    private final Inbox inbox;
    private final Intake intake;
    private final ReceiveCounts counts;
    private final Scheduler scheduler;
    private final double holdout;

    /** @param holdout the share of runs that are left cold */
    public PageEndpoints(
            Tracker tracker,
            Beliefs beliefs,
            WarmupWatch watch,
            Savings savings,
            Services services,
            Inbox inbox,
            Intake intake,
            ReceiveCounts counts,
            Scheduler scheduler,
            double holdout) {
        this.tracker = tracker;
        this.beliefs = beliefs;
        this.watch = watch;
        this.savings = savings;
        this.services = services;
        this.inbox = inbox;
        this.intake = intake;
        this.counts = counts;
        this.scheduler = scheduler;
        this.holdout = holdout;
    }

    /** Adds what it answers. */
    public void addTo(HttpListener http, Supplier<String> metrics) {
        byte[] page = resource("page.html");
        byte[] style = resource("page.css");
        byte[] script = resource("page.js");
        http.at("/", exactly("/", "text/html; charset=utf-8", () -> page), false);
        http.at("/page.css", exactly("/page.css", "text/css; charset=utf-8", () -> style), false);
        http.at("/page.js", exactly("/page.js", "text/javascript; charset=utf-8", () -> script), false);
        http.at("/api/runs", this::runs, false);
        http.at("/api/overview", exactly("/api/overview", JSON, () -> bytes(overview())), false);
        http.at(
                "/metrics",
                exactly(
                        "/metrics",
                        "text/plain; version=0.0.4; charset=utf-8",
                        () -> metrics.get().getBytes(UTF_8)),
                false);
        http.at("/healthz", this::health, true);
    }

    private static byte[] resource(String name) {
        try (InputStream in = requireNonNull(PageEndpoints.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static HttpHandler exactly(String path, String type, Supplier<byte[]> body) {
        return exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals(path)) {
                    answer(exchange, 200, type, body.get());
                } else {
                    notHere(exchange);
                }
            }
        };
    }

    private static void notHere(HttpExchange exchange) throws IOException {
        answer(exchange, 404, "text/plain; charset=utf-8", "There is nothing here.\n".getBytes(UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders()
                .set("Content-Security-Policy", "default-src 'self'; img-src data:; frame-ancestors 'none'");
        if (method.equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, (body.length == 0) ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void runs(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String id = path.startsWith("/api/runs/") ? path.substring("/api/runs/".length()) : "";
            if (id.isEmpty()) {
                answer(exchange, 200, JSON, bytes(list()));
                return;
            }
            Optional<RunReport> run = tracker.find(found -> RunJson.name(found).equals(id));
            if (run.isPresent()) {
                answer(exchange, 200, JSON, bytes(runs.of(run.get(), true)));
            } else {
                answer(exchange, 404, JSON, bytes(mapper.createObjectNode().put("error", "no such run is known")));
            }
        }
    }

    private ObjectNode list() {
        ObjectNode json = mapper.createObjectNode();
        json.put("now", scheduler.wallClock().toEpochMilli());
        ArrayNode all = json.putArray("runs");
        for (RunReport run : tracker.runs(MOST_RUNS)) {
            all.add(runs.of(run, false));
        }
        return json;
    }

    /** Waits for nothing that an event may hold. */
    private void health(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/healthz")) {
                notHere(exchange);
                return;
            }
            boolean reads = intake.isAlive();
            ObjectNode json = mapper.createObjectNode()
                    .put("status", reads ? "up" : "down: nothing that is received is read any more")
                    .put("openRuns", tracker.openRuns())
                    .put("waiting", inbox.size());
            answer(exchange, reads ? 200 : 503, JSON, bytes(json));
        }
    }

    private ObjectNode overview() {
        ObjectNode json = mapper.createObjectNode();
        json.put("now", scheduler.wallClock().toEpochMilli()).put("holdout", holdout);
        json.put("openRuns", tracker.openRuns())
                .put("unknownRuns", tracker.unknownRuns())
                .put("announcedRuns", tracker.announcedRuns())
                .put("waiting", inbox.size());
        json.putObject("received")
                .put("events", counts.events.sum())
                .put("ignored", counts.ignored.sum())
                .put("invalid", counts.invalid.sum())
                .put("failed", counts.failed.sum())
                .put("refusedBusy", counts.refusedBusy.sum())
                .put("refusedLarge", counts.refusedLarge.sum());
        ArrayNode workflows = json.putArray("workflows");
        for (Savings.OfWorkflow of : savings.workflows()) {
            ObjectNode workflow = workflows.addObject();
            workflow.put("workflow", of.workflow())
                    .put("warmedRuns", of.warmedRuns())
                    .put("heldOutRuns", of.heldOutRuns())
                    .put("idleSeconds", of.idleSeconds())
                    .put("warmedColdStarts", of.warmedColdStarts())
                    .put("heldOutColdStarts", of.heldOutColdStarts());
            difference(workflow, "seconds", of.seconds());
            difference(workflow, "callSeconds", of.callSeconds());
        }
        json.set("services", services());
        ArrayNode refused = json.putArray("refused");
        services.refused().forEach(refused::add);
        return json;
    }

    private static void difference(ObjectNode json, String field, Savings.@Nullable Difference difference) {
        if (difference == null) {
            json.putNull(field);
        } else {
            ObjectNode of = json.putObject(field).put("mean", difference.mean());
            if (!Double.isNaN(difference.margin())) {
                of.put("margin", difference.margin());
            }
        }
    }

    private ArrayNode services() {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        for (TargetBelief belief : beliefs.services()) {
            ObjectNode service = all.computeIfAbsent(belief.service(), name -> mapper.createObjectNode());
            service.put("address", belief.address())
                    .put("instances", belief.instances())
                    .put("retentionSeconds", belief.retentionSeconds());
            if (belief.warmUntil().equals(Instant.MAX)) {
                service.put("warm", "busy");
            } else if (!belief.warmUntil().equals(Instant.MIN)) {
                service.put("warmUntil", belief.warmUntil().toEpochMilli());
            }
            service.put("coldStartMedian", belief.coldStartMedian())
                    .put("coldStartHigh", belief.coldStartHigh())
                    .put("coldStartsMeasured", belief.coldStartsMeasured());
        }
        for (WarmupWatch.Outcomes outcomes : watch.outcomes()) {
            ObjectNode service = all.computeIfAbsent(outcomes.service(), name -> mapper.createObjectNode());
            service.put("sent", outcomes.sent())
                    .put("started", outcomes.started())
                    .put("alreadyWarm", outcomes.alreadyWarm())
                    .put("failed", outcomes.failed())
                    .put("failedInTurn", outcomes.failedInTurn())
                    .put("lastFailure", outcomes.lastFailure());
            if (outcomes.lastFailureAt() != null) {
                service.put("lastFailureAt", outcomes.lastFailureAt().toEpochMilli());
            }
        }
        ArrayNode services = mapper.createArrayNode();
        all.forEach((name, service) -> services.add(service.put("service", name)));
        return services;
    }

    private byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(UTF_8);
    }
}
