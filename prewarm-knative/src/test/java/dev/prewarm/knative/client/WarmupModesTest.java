package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held requests and cancelled requests. */
final class WarmupModesTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static Target.Builder target(URI uri) {
        return Target.builder("resize", uri).concurrency(1).coldStart(Duration.ofMillis(400));
    }

    /** Warms by requests of which none is answered before all have come. */
    private void assertStartedBy(int requests, KnativeWarmupClient.Builder builder, int instances) {
        ScaledToZero service = new ScaledToZero();
        try (RawServer server = service.start();
                KnativeWarmupClient client = builder.build()) {
            CompletionStage<WarmupResult> result = client.warmUp(fixture.request(
                    target(server.uri()).coldStart(Duration.ofMillis(1)).build(), instances, 0, Fixture.PATIENCE));
            fixture.await("all requests are there", () -> server.requests.get() == requests);
            service.up.countDown();
            assertThat(Fixture.await(result.toCompletableFuture())).isInstanceOf(WarmupResult.Started.class);
            assertThat(service.executed).hasValue(requests);
        }
    }

    @ParameterizedTest(name = "{0} instances by {1} requests")
    @CsvSource({"1, 1", "4, 3", "10, 7"})
    void instancesAreStartedByRequestsAtTheSameTime(int instances, int requests) {
        assertStartedBy(requests, fixture.client(), instances);
    }

    @Test
    void severalRequestsAskToBeHeldAndOneDoesNot() {
        ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
        try (RawServer server = new RawServer((head, socket) -> {
                    heads.add(head);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                KnativeWarmupClient client = fixture.client().build()) {
            Target target = target(server.uri()).build();
            Fixture.result(client, fixture.request(target, 1, 0, Fixture.PATIENCE));
            assertThat(heads.poll()).doesNotContain("Prewarm-Hold");
            Fixture.result(client, fixture.request(target, 4, 0, Fixture.PATIENCE));
            assertThat(heads).hasSize(3).allMatch(head -> head.contains("Prewarm-Hold: 3.0"));
        }
    }

    @Test
    void oneRequestOfSeveralThatFailsMakesThemTooFew() {
        AtomicBoolean first = new AtomicBoolean(true);
        try (RawServer server = new RawServer((head, socket) -> RawServer.write(
                        socket,
                        "HTTP/1.1 " + (first.getAndSet(false) ? "500 No" : "200 OK")
                                + "\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.failure(
                                    client, fixture.request(target(server.uri()).build(), 4, 0, Fixture.PATIENCE))
                            .reason())
                    .isEqualTo("1 of 3 requests failed: answered 500");
        }
    }

    @Test
    void aWarmupThatIsTooWideIsCutToTheRequestsThatAreAllowed() {
        assertStartedBy(64, fixture.client(), 200);
    }

    @Test
    void aWarmupIsNoWiderThanThePlacesOfTheClient() {
        assertStartedBy(4, fixture.client().limits(4, 0), 20);
    }

    @Test
    void ofInstancesThatTheAllowedRequestsCannotGiveOnlyThoseThatTheyCanAreAskedFor() {
        ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
        try (RawServer server = new RawServer((head, socket) -> {
                    heads.add(head);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                KnativeWarmupClient client = fixture.client().build()) {
            // Two instances without a limit of their own would take 71 requests.
            Target unlimited = target(server.uri()).concurrency(0).build();
            assertThat(Fixture.result(client, fixture.request(unlimited, 2, 0, Fixture.PATIENCE)))
                    .isInstanceOf(WarmupResult.AlreadyWarm.class);
            assertThat(heads).singleElement().asString().doesNotContain("Prewarm-Hold");
        }
    }

    @Test
    void aWarmupOfWhichNothingWouldBeLeftIsRefused() {
        try (KnativeWarmupClient client = fixture.client().build()) {
            Target target = target(URI.create("http://localhost:1")).build();
            assertThat(Fixture.failure(client, fixture.request(target, 1, 100, Fixture.PATIENCE)))
                    .isEqualTo(WarmupResult.failed(
                            "the target would need 71 requests at the same time, but 64 are allowed, which would start"
                                    + " none; warm it by annotation",
                            false));
        }
    }

    private KnativeWarmupClient cancelling() {
        return fixture.client()
                .mode(WarmupMode.CANCELLED_REQUEST)
                .cutAfter(Duration.ofMillis(150))
                .build();
    }

    @Test
    void aCancelledRequestArrivesButIsNeverExecuted() {
        ScaledToZero service = new ScaledToZero();
        try (RawServer server = service.start();
                KnativeWarmupClient client = cancelling()) {
            WarmupResult result =
                    Fixture.result(client, fixture.request(target(server.uri()).build(), 1, 0, Fixture.PATIENCE));
            assertThat(result).isEqualTo(WarmupResult.started(Duration.ofMillis(400), 1));
            assertThat(server.requests).hasValue(1);
            fixture.await("the request is abandoned", () -> service.abandoned.get() == 1);
            service.up.countDown();
            assertThat(service.executed).hasValue(0);
        }
    }

    @Test
    void aTargetBelievedWarmIsNotSentARequestToCancel() {
        ScaledToZero service = new ScaledToZero();
        try (RawServer server = service.start();
                KnativeWarmupClient client = cancelling()) {
            WarmupResult.Failed failed =
                    Fixture.failure(client, fixture.request(target(server.uri()).build(), 1, 1, Fixture.PATIENCE));
            assertThat(failed.reason()).startsWith("not sent: an instance is believed ready");
            assertThat(server.requests).hasValue(0);
        }
    }

    @Test
    void severalInstancesAreBeyondACancelledRequest() {
        try (KnativeWarmupClient client = cancelling()) {
            Target target = target(URI.create("http://localhost:1")).build();
            assertThat(Fixture.failure(client, fixture.request(target, 4, 0, Fixture.PATIENCE))
                            .reason())
                    .contains("starts one instance, but 4 are wanted");
        }
    }

    @Test
    void aCancelledRequestThatIsAnsweredFirstShowsThatTheTargetWasWarm() {
        try (RawServer server = new RawServer(
                        (head, socket) -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client()
                        .mode(WarmupMode.CANCELLED_REQUEST)
                        .cutAfter(Fixture.PATIENCE.dividedBy(2))
                        .build()) {
            assertThat(Fixture.result(
                            client, fixture.request(target(server.uri()).build(), 1, 0, Fixture.PATIENCE)))
                    .isInstanceOf(WarmupResult.AlreadyWarm.class);
        }
    }

    /** To a TLS handshake it does not answer, so that there is never a connection to write a request to. */
    private static URI withTls(RawServer server) {
        return URI.create("https://localhost:" + server.uri().getPort());
    }

    @Test
    void aRequestThatIsNeverWrittenIsNotTakenForAStart() {
        ScaledToZero service = new ScaledToZero();
        try (RawServer server = service.start();
                KnativeWarmupClient client = cancelling()) {
            Target target = target(withTls(server)).build();
            WarmupResult.Failed failed = Fixture.failure(client, fixture.request(target, 1, 0, Duration.ofMillis(900)));
            assertThat(failed).isEqualTo(WarmupResult.failed("the request could not be written by the deadline", true));
            fixture.await("the connection is closed", () -> server.openConnections() == 0);
            assertThat(server.requests).hasValue(0);
        }
    }

    @Test
    void theTimeUntilTheCutDoesNotCountBeforeThereIsAConnection() {
        ScaledToZero service = new ScaledToZero();
        try (RawServer server = service.start();
                KnativeWarmupClient client = fixture.client()
                        .mode(WarmupMode.CANCELLED_REQUEST)
                        .cutAfter(Duration.ofMillis(1))
                        .connectTimeout(Duration.ofMillis(300))
                        .build()) {
            Target target = target(withTls(server)).build();
            assertThat(Fixture.failure(client, fixture.request(target, 1, 0, Fixture.PATIENCE)))
                    .isEqualTo(WarmupResult.failed("no connection within the connect time-out", true));
        }
    }

    @Test
    void anAssumedReadinessAfterTheDeadlineIsAFailure() {
        ScaledToZero service = new ScaledToZero();
        try (RawServer server = service.start();
                KnativeWarmupClient client = cancelling()) {
            Target slow = target(server.uri()).coldStart(Duration.ofMinutes(1)).build();
            assertThat(Fixture.failure(client, fixture.request(slow, 1, 0, Duration.ofMillis(500)))
                            .reason())
                    .contains("woken, but is not expected to be ready");
        }
    }
}
