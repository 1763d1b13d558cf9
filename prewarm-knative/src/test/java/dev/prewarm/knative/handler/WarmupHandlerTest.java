package dev.prewarm.knative.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract over real HTTP. */
final class WarmupHandlerTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        executor.shutdownNow();
    }

    private URI serve(Priming priming) {
        server.createContext("/warmup", new WarmupHandler(priming));
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private HttpResponse<String> get(URI uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve("/warmup"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    @Test
    void theFirstAnswerTellsOfTheInstanceAndThatItWasTheFirst() throws Exception {
        URI uri = serve(Priming.builder("resize-1").build());
        HttpResponse<String> first = get(uri);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "Prewarm-Instance")).isEqualTo("resize-1");
        assertThat(header(first, "Prewarm-Instance-Age")).matches("[0-9]+\\.[0-9]{3}");
        assertThat(header(first, "Prewarm-Priming")).matches("[0-9]+\\.[0-9]{3}");
        assertThat(header(first, "Prewarm-First-Request")).isEqualTo("true");
        assertThat(header(get(uri), "Prewarm-First-Request")).isEqualTo("false");
    }

    @Test
    void aPrimingThatFailsIsReportedWithoutItsCauseAndTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        URI uri = serve(Priming.builder("resize-1")
                .step("database", () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("password hunter2 refused");
                    }
                })
                .build());
        HttpResponse<String> failed = get(uri);
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).isEqualTo("priming failed\n");
        assertThat(header(failed, "Prewarm-Instance")).isNotNull();
        assertThat(header(failed, "Prewarm-Priming")).isNull();
        assertThat(get(uri).statusCode()).isEqualTo(200);
    }

    @Test
    void aHintIsPassedToThePolicyWhichMayRefuseIt() throws Exception {
        URI uri = serve(Priming.builder("resize-1").hints("large"::equals).build());
        assertThat(get(uri, "Prewarm-Hint", "large").statusCode()).isEqualTo(200);
        assertThat(get(uri, "Prewarm-Hint", "huge").statusCode()).isEqualTo(400);
        assertThat(get(uri, "Prewarm-Hint", "x".repeat(1_025)).statusCode()).isEqualTo(400);
    }

    @Test
    void aPolicyThatThrowsHasRefused() throws Exception {
        URI uri = serve(Priming.builder("resize-1")
                .hints(hint -> {
                    throw new IllegalStateException("no idea");
                })
                .build());
        assertThat(get(uri, "Prewarm-Hint", "large").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutAPolicyHintsAreIgnored() throws Exception {
        assertThat(get(serve(Priming.builder("resize-1").build()), "Prewarm-Hint", "large")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAnswerIsHeldBackAsAskedUpToTheLongestHold() throws Exception {
        URI uri = serve(
                Priming.builder("resize-1").longestHold(Duration.ofMillis(200)).build());
        try (SystemScheduler clock = new SystemScheduler()) {
            var start = clock.now();
            get(uri, "Prewarm-Hold", "3.0");
            assertThat(Duration.between(start, clock.now())).isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
        }
    }

    @Test
    void aHoldThatIsNoNumberIsIgnored() throws Exception {
        URI uri = serve(
                Priming.builder("resize-1").longestHold(Duration.ofMinutes(1)).build());
        for (String hold : new String[] {"-1", "1e9", "NaN", "x", ""}) {
            assertThat(get(uri, "Prewarm-Hold", hold).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theClientTellsTheFirstWarmupFromTheNextByTheAnswersAlone() throws Exception {
        URI uri = serve(Priming.builder("resize-1").step("nothing", () -> {}).build());
        try (SystemScheduler clock = new SystemScheduler();
                KnativeWarmupClient client =
                        KnativeWarmupClient.builder().scheduler(clock).build()) {
            assertThat(warm(client, clock, uri)).isInstanceOf(WarmupResult.Started.class);
            get(uri, "Prewarm-Hold", "0.5");
            assertThat(warm(client, clock, uri)).isInstanceOf(WarmupResult.AlreadyWarm.class);
        }
    }

    private static WarmupResult warm(KnativeWarmupClient client, SystemScheduler clock, URI uri) throws Exception {
        WarmupRequest request = WarmupRequest.builder(
                        Target.of("a", uri), clock.now().plusSeconds(20))
                .believedReady(1)
                .runId("run-1")
                .build();
        return client.warmUp(request).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
