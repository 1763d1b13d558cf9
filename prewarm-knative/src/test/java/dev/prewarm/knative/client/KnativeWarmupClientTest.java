package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class KnativeWarmupClientTest {
    private static final MockResponse OK = new MockResponse.Builder().code(200).build();

    private final Fixture fixture = new Fixture();
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        fixture.close();
    }

    private URI uri() {
        return server.url("/base?x=1").uri();
    }

    private RecordedRequest sent(KnativeWarmupClient client) throws InterruptedException {
        server.enqueue(OK);
        assertThat(Fixture.result(client, fixture.warm(uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
        return server.takeRequest(0, TimeUnit.SECONDS);
    }

    @Test
    void aPlainGetGoesToTheWarmupPath() throws Exception {
        try (KnativeWarmupClient client = fixture.client().build()) {
            RecordedRequest request = sent(client);
            assertThat(request.getRequestLine()).isEqualTo("GET /base/warmup HTTP/1.1");
            assertThat(request.getBodySize()).isZero();
            assertThat(request.getHeaders().get("Prewarm-Warmup")).isEqualTo("1");
        }
    }

    @Test
    void noUpgradeToHttp2IsOffered() throws Exception {
        try (KnativeWarmupClient client = fixture.client().build()) {
            assertThat(sent(client).getHeaders().names()).doesNotContain("Upgrade", "HTTP2-Settings", "Connection");
        }
    }

    @Test
    void eachTargetMayHaveItsOwnPath() throws Exception {
        try (KnativeWarmupClient client =
                fixture.client().path(target -> "/ping?for=" + target.name()).build()) {
            assertThat(sent(client).getTarget()).isEqualTo("/ping?for=resize");
        }
    }

    @Test
    void aPathThatLeadsToAnotherHostIsRefused() {
        assertThatThrownBy(() -> fixture.client().path("//evil.example/")).hasMessageContaining("one slash");
        assertThatThrownBy(() -> fixture.client().path("@evil.example/")).hasMessageContaining("one slash");
        assertThatThrownBy(() -> fixture.client().path("/a b")).hasMessageContaining("percent-encoded");
        assertThatThrownBy(() -> fixture.client().path("/a\r\nX: y")).hasMessageContaining("percent-encoded");
        assertThatThrownBy(() -> fixture.client().path("/größe")).hasMessageContaining("percent-encoded");
    }

    @ParameterizedTest
    @CsvSource({
        "/function/resize, /function/resize/warmup",
        "/function/store/, /function/store/warmup",
        "/, /warmup",
        "'', /warmup"
    })
    void functionsThatAGatewayTellsApartByThePathAreWarmedAtTheirOwn(String own, String path) throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        try (KnativeWarmupClient client = fixture.client().build()) {
            URI address = URI.create("http://127.0.0.1:" + server.getPort() + own);
            Fixture.result(client, fixture.warm(address));
            assertThat(server.takeRequest().getTarget()).isEqualTo(path);
        }
    }

    @Test
    void headersAreAskedForAnewForEachRequest() throws Exception {
        AtomicInteger token = new AtomicInteger();
        try (KnativeWarmupClient client = fixture.client()
                .headers(request -> Map.of("Authorization", "Bearer " + token.incrementAndGet()))
                .build()) {
            assertThat(sent(client).getHeaders().get("Authorization")).isEqualTo("Bearer 1");
            assertThat(sent(client).getHeaders().get("Authorization")).isEqualTo("Bearer 2");
        }
    }

    @Test
    void theHintIsPassedOn() throws Exception {
        try (KnativeWarmupClient client =
                fixture.client().hint(request -> Optional.of("size=large")).build()) {
            assertThat(sent(client).getHeaders().get("Prewarm-Hint")).isEqualTo("size=large");
        }
    }

    @Test
    void aHintThatWouldInjectAHeaderIsRefusedUnsent() {
        try (KnativeWarmupClient client =
                fixture.client().hint(request -> Optional.of("a\r\nX-Evil: 1")).build()) {
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(uri()));
            assertThat(failed.reason()).contains("Prewarm-Hint").doesNotContain("Evil");
            assertThat(failed.retryable()).isFalse();
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void aTargetThatIsNotAllowedIsNotCalled() {
        try (KnativeWarmupClient client = fixture.client()
                .allowing(uri -> uri.getHost().endsWith(".svc.cluster.local"))
                .build()) {
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(uri()));
            assertThat(failed.reason()).contains("resize is not on the list");
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void anExceptionOfTheHeaderSourceIsNamedButNotQuoted() {
        try (KnativeWarmupClient client = fixture.client()
                .headers(request -> {
                    throw new IllegalArgumentException("bad token hunter2");
                })
                .build()) {
            assertThat(Fixture.failure(client, fixture.cold(uri())).reason())
                    .isEqualTo("the header source threw java.lang.IllegalArgumentException");
        }
    }

    static Stream<Map<String, String>> badHeaders() {
        Map<String, String> nullValue = new HashMap<>();
        nullValue.put("Authorization", null);
        Map<String, String> nullName = new HashMap<>();
        nullName.put(null, "hunter2");
        Map<String, String> throwing = new AbstractMap<>() {
            @Override
            public Set<Entry<String, String>> entrySet() {
                throw new IllegalArgumentException("hunter2");
            }
        };
        return Stream.of(
                nullValue,
                nullName,
                throwing,
                Map.of("X-Token", "hunter2\r\nX-Evil: 1"),
                Map.of("Host", "hunter2"),
                Map.of("K-Network-Probe", "hunter2"));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void headersThatCannotBeSentFailTheirWarmupUnsentAndGiveItsPlaceBack(Map<String, String> headers) {
        AtomicReference<Map<String, String>> given = new AtomicReference<>(headers);
        server.enqueue(OK);
        try (KnativeWarmupClient client =
                fixture.client().headers(request -> given.get()).limits(1, 0).build()) {
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(uri()));
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.reason()).contains("header").doesNotContain("hunter2");
            assertThat(server.getRequestCount()).isZero();
            given.set(Map.of());
            assertThat(Fixture.result(client, fixture.warm(uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
        }
    }

    @Test
    void anAddressingThatWouldMakeAProbeIsRefusedUnsent() {
        try (KnativeWarmupClient client = fixture.client()
                .addressing(target -> new Addressing.Address(target.uri(), ImmutableMap.of("K-Network-Probe", "queue")))
                .build()) {
            assertThat(Fixture.failure(client, fixture.cold(uri())).reason()).contains("K-Network-Probe");
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void theSameRequestIsSentAgainWithAndWithoutWhatIsAdded() throws Exception {
        AtomicReference<String> hint = new AtomicReference<>();
        try (KnativeWarmupClient client = fixture.client()
                .hint(request -> Optional.ofNullable(hint.get()))
                .build()) {
            assertThat(sent(client).getHeaders().get("Prewarm-Hint")).isNull();
            hint.set("large");
            assertThat(sent(client).getHeaders().get("Prewarm-Hint")).isEqualTo("large");
            hint.set(null);
            assertThat(sent(client).getHeaders().get("Prewarm-Hint")).isNull();
        }
    }

    @Test
    void aHeaderSourceThatHangsDoesNotHoldUpTheCallerAndEndsWithTheDeadline() {
        CountDownLatch released = new CountDownLatch(1);
        try (KnativeWarmupClient client = fixture.client()
                .headers(request -> {
                    Fixture.await(released);
                    return Map.of();
                })
                .build()) {
            WarmupResult.Failed failed =
                    Fixture.failure(client, fixture.request(Target.of("a", uri()), 1, 0, Duration.ofMillis(200)));
            assertThat(failed.reason()).contains("deadline");
        } finally {
            released.countDown();
        }
    }

    @Test
    void aWarmupWhoseDeadlineHasPassedIsNotSent() {
        try (KnativeWarmupClient client = fixture.client().build()) {
            Fixture.failure(client, fixture.request(Target.of("a", uri()), 1, 0, Duration.ofSeconds(-1)));
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void closingFailsWhatIsUnderWayAndWhatComesLater() {
        try (RawServer hung =
                new RawServer((head, socket) -> socket.getInputStream().read())) {
            KnativeWarmupClient client = fixture.client().build();
            CompletionStage<WarmupResult> open = client.warmUp(fixture.cold(hung.uri()));
            fixture.await("the request arrives", () -> hung.requests.get() == 1);
            client.close();
            client.close();
            WarmupResult closed = WarmupResult.failed("the client is closed", false);
            assertThat(Fixture.await(open.toCompletableFuture())).isEqualTo(closed);
            assertThat(Fixture.result(client, fixture.cold(hung.uri()))).isEqualTo(closed);
            fixture.await("the connection is closed", () -> hung.openConnections() == 0);
        }
    }

    @Test
    void beyondItsLimitsItFailsAtOnce() {
        try (RawServer hung =
                        new RawServer((head, socket) -> socket.getInputStream().read());
                KnativeWarmupClient client = fixture.client().limits(1, 1).build()) {
            client.warmUp(fixture.cold(hung.uri()));
            client.warmUp(fixture.cold(hung.uri()));
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(hung.uri()));
            assertThat(failed.reason()).contains("too many");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        // An answer is told by its headers: without the limit, the second request might leave before the first's end.
        try (KnativeWarmupClient client = fixture.client().limits(1, 1).build()) {
            assertThat(sent(client).getExchangeIndex()).isZero();
            assertThat(sent(client).getExchangeIndex()).isEqualTo(1);
        }
    }

    @Test
    void whatADerivedFutureIsCompletedWithChangesNothing() {
        try (RawServer hung =
                        new RawServer((head, socket) -> socket.getInputStream().read());
                KnativeWarmupClient client = fixture.client().build()) {
            CompletionStage<WarmupResult> stage =
                    client.warmUp(fixture.request(Target.of("a", hung.uri()), 1, 0, Duration.ofMillis(200)));
            stage.toCompletableFuture().cancel(true);
            assertThat(Fixture.await(stage.toCompletableFuture())).isInstanceOf(WarmupResult.Failed.class);
        }
    }
}
