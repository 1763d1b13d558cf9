package dev.prewarm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.prewarm.FileStatisticsStore;
import dev.prewarm.SystemScheduler;
import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ConfigLoader;
import dev.prewarm.server.config.ServerConfig;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, by HTTP. */
final class HttpTest {
    private static final String ONE = "application/cloudevents+json";
    private static final String TOKEN = "not to be guessed";

    private final HttpClient client = HttpClient.newHttpClient();
    private final EventWriter writer = new EventWriter("test");
    private final SystemScheduler clock = new SystemScheduler();
    private final Queue<String> warmed = new ConcurrentLinkedQueue<>();
    private final List<HttpServer> services = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        services.forEach(service -> service.stop(0));
        clock.close();
    }

    private String service(String name) throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            warmed.add(name + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        services.add(service);
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }

    private ConfigLoader settings() {
        return new ConfigLoader()
                .set("listen.host", "127.0.0.1")
                .set("listen.port", "0")
                .set("data", directory.resolve("data").toString())
                .set("strategy.name", "nextHop")
                .set("holdout", "0");
    }

    private HttpResponse<String> post(PrewarmServer server, String path, String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(server, path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(PrewarmServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private JsonNode json(PrewarmServer server, String path) throws IOException, InterruptedException {
        String body = client.send(
                        HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(body);
    }

    private static Shape calling(String first, String second) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("first", Step.of(List.of(), List.of(first)));
        steps.put("second", Step.of(List.of("first"), List.of(second)));
        return new Shape(steps);
    }

    private Event.RunStarted begin(String run, Shape shape) {
        return new Event.RunStarted(new RunId("airflow", "thumbnails", run), now(), shape, null);
    }

    private Event.TaskStarted first(String run) {
        return new Event.TaskStarted(TaskId.of(new RunId("airflow", "thumbnails", run), "first"), now(), null, null);
    }

    private Instant now() {
        return clock.wallClock();
    }

    @Test
    void aTaskThatStartsHasTheNextOnesServiceWarmed() throws Exception {
        String resize = service("resize");
        String fetch = service("fetch");
        try (PrewarmServer server = PrewarmServer.start(
                settings().add("allow", resize).add("allow", fetch).load())) {
            assertThat(post(server, "/events", ONE, writer.write(begin("1", calling(fetch, resize))))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(post(server, "/events", ONE, writer.write(first("1"))).statusCode())
                    .isEqualTo(202);
            Eventually.holds("the service was warmed", () -> warmed.contains("resize/warmup"));
            JsonNode run = json(server, "/api/runs").get("runs").get(0);
            assertThat(run.get("workflow").asText()).isEqualTo("thumbnails");
            Eventually.holds(
                    "the decision is told in a sentence",
                    () -> json(server, "/api/runs/" + run.get("id").asText())
                            .get("decisions")
                            .toString()
                            .contains("Warms " + resize + " for second"));
        }
    }

    @Test
    void batchesBinaryModeAndPackedBodiesAreUnderstood() throws Exception {
        String resize = service("resize");
        try (PrewarmServer server =
                PrewarmServer.start(settings().add("allow", resize).load())) {
            String batch = "[" + text(begin("1", calling(resize, resize))) + "," + text(first("1")) + "]";
            post(server, "/events", "application/cloudevents-batch+json", batch.getBytes(StandardCharsets.UTF_8));
            Eventually.holds("the batch has come", () -> server.tracker().openRuns() == 1);
            post(
                    server,
                    "/events",
                    "application/json",
                    "{\"workflow\": \"thumbnails\", \"run\": \"2\"}".getBytes(StandardCharsets.UTF_8),
                    "ce-specversion",
                    "1.0",
                    "ce-type",
                    "dev.prewarm.run.started.v1",
                    "ce-source",
                    "airflow",
                    "ce-id",
                    "7",
                    "ce-time",
                    now().toString());
            Eventually.holds("the binary one has come", () -> server.tracker().openRuns() == 2);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(packed)) {
                out.write(writer.write(begin("3", calling(resize, resize))));
            }
            post(server, "/events", ONE, packed.toByteArray(), "Content-Encoding", "gzip");
            Eventually.holds("the packed one has come", () -> server.tracker().openRuns() == 3);
            post(
                    server,
                    "/events",
                    ONE,
                    writer.write(begin("4", calling(resize, resize))),
                    "Content-Encoding",
                    "IDENTITY");
            packed.reset();
            try (OutputStream out = new GZIPOutputStream(packed)) {
                out.write(writer.write(begin("5", calling(resize, resize))));
            }
            post(server, "/events", ONE, packed.toByteArray(), "Content-Encoding", "GZIP");
            Eventually.holds("in capitals as well", () -> server.tracker().openRuns() == 5);
        }
    }

    private String text(Event event) {
        return new String(writer.write(event), StandardCharsets.UTF_8);
    }

    @Test
    void anAddressThatIsNotAllowedIsNeverCalled() throws Exception {
        String allowed = service("allowed");
        String forbidden = service("forbidden");
        try (PrewarmServer server =
                PrewarmServer.start(settings().add("allow", allowed).load())) {
            for (String call : List.of(
                    forbidden,
                    forbidden + "/path",
                    forbidden.replace("127.0.0.1", "localhost"),
                    forbidden.replace("http://", "http://user:password@"),
                    forbidden.replace("http://", "HTTP://"))) {
                String run = "run of " + call;
                Map<String, Step> steps = new LinkedHashMap<>();
                steps.put("first", Step.of(List.of(), List.of()));
                steps.put("second", Step.of(List.of("first"), List.of(call, allowed)));
                warmed.clear();
                post(server, "/events", ONE, writer.write(begin(run, new Shape(steps))));
                post(
                        server,
                        "/events",
                        ONE,
                        writer.write(new Event.TaskStarted(
                                TaskId.of(new RunId("airflow", "thumbnails", run), "second"),
                                now(),
                                List.of(call),
                                null)));
                post(server, "/events", ONE, writer.write(first(run)));
                Eventually.holds(
                        "all was read",
                        () -> json(server, "/api/overview").get("waiting").asInt() == 0);
            }
            Eventually.pass(Duration.ofSeconds(2));
            assertThat(warmed).noneMatch(call -> call.startsWith("forbidden"));
            assertThat(json(server, "/api/overview").get("refused").toString())
                    .contains(forbidden)
                    .doesNotContain("password");
        }
    }

    @Test
    void aServerThatReadsNothingAnyMoreIsNotHealthy() throws Exception {
        try (PrewarmServer server = PrewarmServer.start(settings().load())) {
            HttpRequest health = HttpRequest.newBuilder(uri(server, "/healthz")).build();
            assertThat(client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            server.intake().close();
            assertThat(client.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(503);
        }
    }

    /** As a tracker does that takes long to handle an event. */
    @Test
    void healthWaitsForNoEvent() throws Exception {
        try (PrewarmServer server = PrewarmServer.start(settings().load())) {
            synchronized (server.tracker()) {
                assertThat(json(server, "/healthz").get("openRuns").asInt()).isZero();
            }
        }
    }

    @Test
    void withATokenNobodyIsLetInWithoutIt() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        try (PrewarmServer server = PrewarmServer.start(
                settings().set("listen.tokenFile", file.toString()).load())) {
            byte[] event = writer.write(begin("1", calling("a", "b")));
            assertThat(post(server, "/events", ONE, event).statusCode()).isEqualTo(401);
            assertThat(post(server, "/api/v1/lineage", ONE, event, "Authorization", "Bearer wrong")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(client.send(
                                    HttpRequest.newBuilder(uri(server, "/api/runs"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(server.tracker().openRuns()).isZero();
            assertThat(post(server, "/events", ONE, event, "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(202);
            assertThat(json(server, "/healthz").get("status").asText()).isEqualTo("up");
            assertThat(metrics(server, TOKEN))
                    .contains("prewarm_server_requests_total{outcome=\"unauthorized\"} 3.0")
                    .contains("prewarm_server_requests_total{outcome=\"accepted\"} 1.0");
        }
    }

    private String metrics(PrewarmServer server, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/metrics"))
                .header("Authorization", "Bearer " + token)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void aTokenIsExchangedInItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN);
        try (PrewarmServer server = PrewarmServer.start(
                settings().set("listen.tokenFile", file.toString()).load())) {
            byte[] event = writer.write(begin("1", calling("a", "b")));
            Files.writeString(file, "another one\n");
            Eventually.holds(
                    "the new token is let in",
                    () -> post(server, "/events", ONE, event, "Authorization", "Bearer another one")
                                    .statusCode()
                            == 202);
            assertThat(post(server, "/events", ONE, event, "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatIsTooLargeIsRefusedAndTheNextOneIsTaken() throws Exception {
        try (PrewarmServer server =
                PrewarmServer.start(settings().set("limits.body", "10kB").load())) {
            assertThat(post(server, "/events", ONE, new byte[11 << 10]).statusCode())
                    .isEqualTo(413);
            assertThat(post(server, "/events", ONE, writer.write(begin("1", calling("a", "b"))))
                            .statusCode())
                    .isEqualTo(202);
            Eventually.holds("the run is known", () -> server.tracker().openRuns() == 1);
        }
    }

    @Test
    void whatIsNoEventIsCountedAndHarmsNothing() throws Exception {
        try (PrewarmServer server = PrewarmServer.start(settings().load())) {
            for (String garbage : List.of(
                    "",
                    "garbage",
                    "[",
                    "[]",
                    "null",
                    "7",
                    "{}",
                    "[[[[[[",
                    "{\"type\": \"dev.prewarm.run.started.v1\"}",
                    "{\"specversion\":\"1.0\",\"type\":\"dev.prewarm.run.started.v1\",\"source\":\"s\",\"id\":\"1\","
                            + "\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"workflow\":7,\"run\":\"r\"}}",
                    "[".repeat(5_000))) {
                assertThat(post(server, "/events", ONE, garbage.getBytes(StandardCharsets.UTF_8))
                                .statusCode())
                        .isEqualTo(202);
                assertThat(post(server, "/api/v1/lineage", ONE, garbage.getBytes(StandardCharsets.UTF_8))
                                .statusCode())
                        .isEqualTo(202);
            }
            post(server, "/events", ONE, writer.write(begin("1", calling("a", "b"))));
            Eventually.holds("the good one came through", () -> server.tracker().openRuns() == 1);
            JsonNode received = json(server, "/api/overview").get("received");
            assertThat(received.get("invalid").asInt()).isGreaterThanOrEqualTo(15);
            assertThat(received.get("failed").asInt()).isZero();
        }
    }

    @Test
    void requestsThatTrickleInHoldNobodyUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (PrewarmServer server = PrewarmServer.start(settings().load())) {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.getOutputStream()
                        .write("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
                                .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertThat(post(server, "/events", ONE, writer.write(begin("1", calling("a", "b"))))
                            .statusCode())
                    .isEqualTo(202);
            Eventually.holds("the good one came through", () -> server.tracker().openRuns() == 1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aServerThatIsRestartedGoesOnWithTheRunsThatWereUnderWay() throws Exception {
        String resize = service("resize");
        ServerConfig config = settings().add("allow", resize).load();
        try (PrewarmServer server = PrewarmServer.start(config)) {
            post(server, "/events", ONE, writer.write(begin("1", calling("nobody", resize))));
            Eventually.holds("the run is known", () -> server.tracker().openRuns() == 1);
        }
        try (PrewarmServer server = PrewarmServer.start(config)) {
            assertThat(server.tracker().openRuns()).isEqualTo(1);
            post(server, "/events", ONE, writer.write(first("1")));
            Eventually.holds("the service was warmed", () -> warmed.contains("resize/warmup"));
        }
    }

    @Test
    void whatTheStatisticsDoNotHaveIsLearnedFromTheJournal() throws Exception {
        ServerConfig config = settings().add("allow", "http://127.0.0.1:*").load();
        RunId run = new RunId("airflow", "thumbnails", "1");
        Instant at = now().minusSeconds(60);
        try (PrewarmServer server = PrewarmServer.start(config)) {
            for (Event event : List.of(
                    new Event.RunStarted(run, at, calling("http://127.0.0.1:9", "http://127.0.0.1:9"), null),
                    new Event.TaskStarted(TaskId.of(run, "first"), at.plusSeconds(1), null, null),
                    new Event.TaskFinished(TaskId.of(run, "first"), at.plusSeconds(4), null, Map.of()),
                    new Event.TaskStarted(TaskId.of(run, "second"), at.plusSeconds(5), null, null),
                    new Event.TaskFinished(TaskId.of(run, "second"), at.plusSeconds(8), null, Map.of()),
                    new Event.RunFinished(run, at.plusSeconds(9), false))) {
                post(server, "/events", ONE, writer.write(event));
            }
        }
        Path statistics = directory.resolve("data").resolve("statistics.bin");
        Files.deleteIfExists(statistics);
        try (PrewarmServer server = PrewarmServer.start(config)) {
            assertThat(server.tracker().openRuns()).isZero();
        }
        assertThat(new FileStatisticsStore(statistics).load().isEmpty()).isFalse();
    }

    @Test
    void withACertificateItSpeaksTls() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        Path pem = Files.writeString(directory.resolve("tls.crt"), certificate.certificatePem());
        Path key = Files.writeString(directory.resolve("tls.key"), certificate.privateKeyPkcs8Pem());
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        try (PrewarmServer server = PrewarmServer.start(settings()
                .set("listen.tls.certificate", pem.toString())
                .set("listen.tls.key", key.toString())
                .load())) {
            int status = HttpClient.newBuilder()
                    .sslContext(trusting.sslContext())
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/healthz"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        }
        assertThatThrownBy(() -> PrewarmServer.start(settings()
                        .set("listen.tls.certificate", pem.toString())
                        .set("listen.tls.key", pem.toString())
                        .load()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds no key in PKCS#8");
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        try (PrewarmServer server = PrewarmServer.start(settings().load())) {
            assertThatThrownBy(() -> PrewarmServer.start(settings()
                            .set("listen.port", Integer.toString(server.port()))
                            .set("data", "")
                            .load()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("port " + server.port() + " cannot be listened to");
        }
    }

    @Test
    void metricsAreThoseOfThePrewarmerAndOfTheServer() throws Exception {
        try (PrewarmServer server = PrewarmServer.start(settings().load())) {
            post(server, "/events", ONE, writer.write(begin("1", calling("a", "b"))));
            byte[] twice = writer.write(first("1"));
            post(server, "/events", ONE, twice);
            post(server, "/events", ONE, twice);
            Eventually.holds("all is read", () -> server.tracker().discarded() == 1);
            String metrics = client.send(
                            HttpRequest.newBuilder(uri(server, "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(metrics)
                    .contains("prewarm_runs_total 1.0")
                    .contains("prewarm_server_requests_total{outcome=\"accepted\"} 3.0")
                    .contains("prewarm_server_discarded_total 1.0")
                    .contains("prewarm_server_runs_open 1.0");
        }
    }
}
