package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryTest {
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

    private void answer(int... statuses) {
        for (int status : statuses) {
            server.enqueue(new MockResponse.Builder().code(status).build());
        }
    }

    private KnativeWarmupClient.Builder retrying(int retries) {
        return fixture.client().retries(retries, Duration.ofMillis(2), Duration.ofMillis(10));
    }

    @Test
    void whatFailsInPassingIsRepeatedUntilItServes() {
        answer(503, 429, 200);
        try (KnativeWarmupClient client = retrying(5).build()) {
            assertThat(Fixture.result(client, fixture.warm(server.url("/").uri())))
                    .isInstanceOf(WarmupResult.AlreadyWarm.class);
            assertThat(server.getRequestCount()).isEqualTo(3);
        }
    }

    @Test
    void afterAnAnswerThatOnlyAStartingInstanceGivesTheWholeWaitIsTheColdStart() {
        answer(502, 200);
        try (KnativeWarmupClient client = retrying(5).build()) {
            assertThat(Fixture.result(client, fixture.cold(server.url("/").uri())))
                    .isInstanceOf(WarmupResult.Started.class);
        }
    }

    @Test
    void whatFailsForGoodIsNotRepeated() {
        server.enqueue(new MockResponse.Builder()
                .code(403)
                .addHeader("Server", "envoy")
                .build());
        answer(200);
        try (KnativeWarmupClient client = retrying(5).build()) {
            Fixture.failure(client, fixture.cold(server.url("/").uri()));
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void afterTheLastRetryItFailsAndSaysHowOftenItTried() {
        answer(503, 503, 503, 200);
        try (KnativeWarmupClient client = retrying(2).build()) {
            WarmupResult.Failed failed =
                    Fixture.failure(client, fixture.cold(server.url("/").uri()));
            assertThat(failed.reason()).endsWith("after 3 requests");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void nothingIsRepeatedOnceItWouldBeTooLate() {
        answer(503, 200);
        try (KnativeWarmupClient client = fixture.client()
                .retries(5, Duration.ofSeconds(60), Duration.ofSeconds(60))
                .build()) {
            Fixture.failure(
                    client, fixture.request(Target.of("a", server.url("/").uri()), 1, 0, Duration.ofSeconds(10)));
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0} with Retry-After {1}: {2} requests")
    @CsvSource({
        "429, 60, 1",
        "503, 60, 1",
        "429, 'Sun, 06 Nov 1994 08:50:37 GMT', 1",
        "429, 'Sun, 06 Nov 1994 08:49:37 GMT', 2",
        "429, 'Sun, 06 Nov 1994 07:00:00 GMT', 2",
        "429, soon, 2",
        "429, -1, 2",
        "429, 99999999999999999999, 2",
        "429, 0, 2"
    })
    void nothingIsAskedAgainBeforeThePlatformAllowsIt(int status, String retryAfter, int requests) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
                .addHeader("Retry-After", retryAfter)
                .build());
        answer(200);
        try (KnativeWarmupClient client = retrying(5).build()) {
            client.warmUp(fixture.request(Target.of("a", server.url("/").uri()), 1, 0, Duration.ofSeconds(15)))
                    .toCompletableFuture()
                    .join();
            assertThat(server.getRequestCount()).isEqualTo(requests);
        }
    }

    @Test
    void afterATimeOutOfTheRevisionOneMoreRequestIsSentWhateverFailedBefore() {
        for (int status : new int[] {503, 504, 503, 504, 200}) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .body((status == 504) ? "activator request timeout" : "")
                    .build());
        }
        try (KnativeWarmupClient client = retrying(5).build()) {
            assertThat(Fixture.failure(client, fixture.cold(server.url("/").uri()))
                            .reason())
                    .contains("504");
            assertThat(server.getRequestCount()).isEqualTo(4);
        }
    }

    @Test
    void eachRequestHasFreshHeaders() throws Exception {
        answer(503, 200);
        AtomicInteger token = new AtomicInteger();
        try (KnativeWarmupClient client = retrying(1)
                .headers(request -> Map.of("X-Token", "t" + token.incrementAndGet()))
                .build()) {
            Fixture.result(client, fixture.warm(server.url("/").uri()));
            assertThat(server.takeRequest(0, TimeUnit.SECONDS).getHeaders().get("X-Token"))
                    .isEqualTo("t1");
            assertThat(server.takeRequest(0, TimeUnit.SECONDS).getHeaders().get("X-Token"))
                    .isEqualTo("t2");
        }
    }

    @Test
    void ofAWarmupThatFindsNoPlaceForAllItsRequestsNoneIsSent() {
        Target target =
                Target.builder("a", server.url("/").uri()).concurrency(1).build();
        try (KnativeWarmupClient client =
                retrying(5).limits(2, 1).heldRequests(1, Duration.ZERO, 4).build()) {
            // The limit of a warm-up's requests is that of those under way, so it takes another one to crowd them out.
            var first = client.warmUp(fixture.request(target, 2, 0, Duration.ofHours(1)));
            WarmupResult crowdedOut = Fixture.result(client, fixture.request(target, 2, 0, Duration.ofHours(1)));
            answer(200, 200);
            Fixture.await(first.toCompletableFuture());
            assertThat(crowdedOut)
                    .isEqualTo(WarmupResult.failed(
                            "2 of 2 requests failed: too many warm-ups wait for a connection", true));
            assertThat(server.getRequestCount()).isEqualTo(2);
        }
    }

    @Test
    void closingEndsAPause() {
        answer(503);
        KnativeWarmupClient client = fixture.client()
                .retries(5, Duration.ofSeconds(10), Duration.ofSeconds(10))
                .build();
        var open = client.warmUp(fixture.request(Target.of("a", server.url("/").uri()), 1, 0, Duration.ofHours(1)));
        fixture.await("the first request is answered", () -> server.getRequestCount() == 1);
        client.close();
        assertThat(Fixture.await(open.toCompletableFuture()))
                .isEqualTo(WarmupResult.failed("the client is closed", false));
    }
}
