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
        answer(403, 200);
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
