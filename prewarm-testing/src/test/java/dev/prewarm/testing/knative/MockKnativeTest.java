package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.Target;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MockKnativeTest {
    private static final Duration COLD_START = Duration.ofSeconds(1);
    private static final Duration WORK = Duration.ofSeconds(3);

    private final OkHttpClient client =
            new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
    private final OkHttpClient hasty =
            client.newBuilder().callTimeout(Duration.ofMillis(150)).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void closeClient() {
        threads.shutdownNow();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    @Test
    void holdsARequestDuringTheColdStart() throws Exception {
        try (MockKnative knative = resize().speed(20).start()) {
            Answer response = get(knative.uri("resize"));

            assertThat(response.status()).isEqualTo(200);
            ServiceStats stats = knative.stats("resize");
            assertThat(stats.coldStartsMet()).isEqualTo(1);
            assertThat(stats.workServed()).isEqualTo(1);
            assertThat(stats.coldWait()).isGreaterThanOrEqualTo(COLD_START);
            assertThat(stats.busy()).isGreaterThanOrEqualTo(WORK);
        }
    }

    @Test
    void saysOfWhatTypeItsAnswersAre() throws Exception {
        try (MockKnative knative = resize().speed(20).start()) {
            Answer plain = get(knative.uri("resize"));
            Answer json = get(knative.uri("resize"), "Accept", "application/json, text/plain;q=0.5");

            assertThat(plain.type()).isEqualTo("text/plain; charset=utf-8");
            assertThat(plain.body()).isEqualTo("done\n");
            assertThat(json.type()).isEqualTo("application/json");
            assertThat(json.body()).isEqualTo("{\"status\":\"done\"}\n");
        }
    }

    @Test
    void aWarmUpWakesTheServiceWithoutWork() throws Exception {
        try (MockKnative knative = resize().speed(20).start()) {
            get(knative.uri("resize").resolve("/warmup"));
            get(knative.uri("resize").resolve("/any/path?x=1"));

            ServiceStats stats = knative.stats("resize");
            assertThat(stats.warmUpsServed()).isEqualTo(1);
            assertThat(stats.workServed()).isEqualTo(1);
            assertThat(stats.coldStartsMet()).isZero();
            assertThat(stats.podsByWarmUp()).isEqualTo(1);
        }
    }

    @Test
    void aTargetFitsTheSettingsAndTheSpeed() throws Exception {
        ServiceSettings settings = ServiceSettings.builder("one")
                .containerConcurrency(3)
                .minScale(1)
                .podStart(Duration.ofSeconds(2))
                .autoscaling(Autoscaling.ideal(Duration.ofSeconds(30)))
                .build();
        try (MockKnative knative =
                MockKnative.builder().service(settings, WORK).speed(20).start()) {
            assertThat(knative.target("one"))
                    .isEqualTo(Target.builder("one", knative.uri("one"))
                            .concurrency(3)
                            .minScale(1)
                            .retention(Duration.ofMillis(1_500))
                            .coldStart(Duration.ofMillis(100))
                            .build());
        }
    }

    @Test
    void nothingIsDeclaredOfColdStartsThatVary() throws Exception {
        ServiceSettings settings =
                ServiceSettings.builder("any").podStart(() -> COLD_START).build();
        try (MockKnative knative = MockKnative.builder().service(settings, WORK).start()) {
            assertThat(knative.target("any").coldStart()).isEmpty();
            assertThat(knative.target("any").retention()).isEqualTo(Target.DEFAULT_RETENTION);
        }
    }

    @Test
    void callsBeyondTheConcurrencyOfThePodsWait() throws Exception {
        ServiceSettings one = ServiceSettings.builder("one")
                .containerConcurrency(1)
                .maxScale(1)
                .podStart(COLD_START)
                .build();
        try (MockKnative knative =
                MockKnative.builder().service(one, WORK).speed(40).start()) {
            List<CompletableFuture<Answer>> calls = IntStream.range(0, 3)
                    .mapToObj(i -> send(knative.uri("one")))
                    .toList();
            for (CompletableFuture<Answer> call : calls) {
                assertThat(call.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
            }

            List<PodTimeline.Call> served = knative.timelines("one").get(0).calls();
            assertThat(served).hasSize(3);
            assertThat(served.get(1).startedAt()).isAfterOrEqualTo(served.get(0).finishedAt());
            assertThat(served.get(2).startedAt()).isAfterOrEqualTo(served.get(1).finishedAt());
        }
    }

    @Test
    void scalesToZeroAfterTheRetention() throws Exception {
        try (MockKnative knative = resize().speed(500).start()) {
            get(knative.uri("resize"));
            await(() -> knative.stats("resize").podsReady() == 0);

            PodTimeline pod = knative.timelines("resize").get(0);
            assertThat(pod.goneAt())
                    .isAfterOrEqualTo(pod.calls().get(0).finishedAt().plus(Autoscaling.DEFAULT_RETENTION));
        }
    }

    @Test
    void aClientThatGoesTakesItsRequestBackButThePodStarts() throws Exception {
        try (MockKnative knative = resize().start()) {
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> get(hasty, knative.uri("resize")));
            await(() -> knative.stats("resize").podsReady() == 1);

            assertThat(knative.stats("resize").cancelled()).isEqualTo(1);
            assertThat(knative.stats("resize").workServed()).isZero();
            assertThat(knative.timelines("resize").get(0).calls()).isEmpty();
        }
    }

    @Test
    void aRequestWithABodyIsServedEvenIfItsClientGoes() throws Exception {
        try (MockKnative knative = resize().speed(4).start()) {
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> post(hasty, knative.uri("resize")));
            await(() -> knative.stats("resize").workServed() == 1);

            assertThat(knative.stats("resize").cancelled()).isZero();
        }
    }

    @Test
    void answersProbesAsTheActivatorDoesAndWakesNothing() throws Exception {
        try (MockKnative knative = resize().start()) {
            URI uri = knative.uri("resize");

            assertThat(get(uri, "User-Agent", "kube-probe/1.30").status()).isEqualTo(200);
            assertThat(get(uri, "K-Kubelet-Probe", "x").status()).isEqualTo(200);
            assertThat(get(uri, "K-Network-Probe", "activator").body()).isEqualTo("activator");
            assertThat(get(uri, "K-Network-Probe", "probe").status()).isEqualTo(400);
            assertThat(get(uri, "K-Network-Probe", "probe", "K-Network-Hash", "abc")
                            .headers())
                    .containsEntry("k-network-hash", List.of("abc"));
            assertThat(get(uri, "K-Network-Probe", "queue").body())
                    .isEqualTo("unexpected probe header value: \"queue\"\n");

            assertThat(knative.stats("resize").podsByWork()).isZero();
        }
    }

    @Test
    void aRequestThatWaitsTooLongIsAnsweredWith504() throws Exception {
        try (MockKnative knative =
                resize().timeout(Duration.ofMillis(500)).speed(5).start()) {
            Answer response = get(knative.uri("resize").resolve("/warmup"));

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).isEqualTo("activator request timeout");
        }
    }

    @Test
    void faultsSpoilTheNextRequestsInOrder() throws Exception {
        try (MockKnative knative = resize().speed(100).start()) {
            knative.fail("resize", Fault.queueFull(), Fault.badGateway(), Fault.reset(), Fault.status(404, "gone"));
            URI uri = knative.uri("resize");

            assertThat(get(uri).status()).isEqualTo(503);
            assertThat(get(uri).status()).isEqualTo(502);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(uri));
            assertThat(get(uri).body()).isEqualTo("gone");
            assertThat(knative.stats("resize").podsByWork()).isZero();
            assertThat(get(uri).status()).isEqualTo(200);
        }
    }

    @Test
    void aHungRequestIsLeftWithoutAnswer() throws Exception {
        try (MockKnative knative = resize().speed(100).start()) {
            knative.fail("resize", Fault.hang());

            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> get(hasty, knative.uri("resize")));
            assertThat(get(knative.uri("resize")).status()).isEqualTo(200);
        }
    }

    @Test
    void minScaleWarmsWithoutACall() throws Exception {
        try (MockKnative knative = resize().speed(50).start()) {
            knative.minScale("resize", 2);
            await(() -> knative.stats("resize").podsReady() == 2);

            assertThat(knative.stats("resize").podsByWarmUp()).isEqualTo(2);
        }
    }

    @Test
    void podsThatStartTogetherSlowEachOther() throws Exception {
        try (MockKnative knative = resize().startSlowdown(1).speed(20).start()) {
            var start = knative.now();
            knative.minScale("resize", 2);
            await(() -> knative.stats("resize").podsReady() == 2);

            assertThat(Duration.between(start, knative.now())).isGreaterThanOrEqualTo(COLD_START.multipliedBy(2));
        }
    }

    @Test
    void aStartSlowdownIsANumberThatIsNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MockKnative.builder().startSlowdown(Double.NaN))
                .withMessage("start slowdown: NaN, but at least 0 and a finite number are needed");
    }

    @Test
    void closingDoesNotWaitForRequests() throws Exception {
        MockKnative knative = resize().start();
        CompletableFuture<Answer> held = send(knative.uri("resize"));
        await(() -> knative.stats("resize").queued() == 1);

        knative.close();
        knative.close();

        await(held::isDone);
    }

    @Test
    void aColdChainTakesAtLeastItsWorkAndItsColdStarts() throws Exception {
        try (MockKnative knative = MockKnative.builder()
                .service("a", COLD_START, Duration.ofSeconds(3))
                .service("b", COLD_START, Duration.ofSeconds(7))
                .service("c", COLD_START, Duration.ofSeconds(5))
                .speed(20)
                .start()) {
            var start = knative.now();
            for (String service : List.of("a", "b", "c")) {
                get(knative.uri(service));
            }

            Duration taken = Duration.between(start, knative.now());
            assertThat(taken).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(40));
        }
    }

    private static MockKnative.Builder resize() {
        return MockKnative.builder().service("resize", COLD_START, WORK);
    }

    private record Answer(int status, String body, Map<String, List<String>> headers) {
        String type() {
            return String.join(", ", headers.getOrDefault("content-type", List.of()));
        }
    }

    private Answer get(URI uri, String... headers) throws IOException {
        return execute(client, request(uri).headers(Headers.of(headers)));
    }

    private static Answer get(OkHttpClient client, URI uri) throws IOException {
        return execute(client, request(uri));
    }

    private static Answer post(OkHttpClient client, URI uri) throws IOException {
        return execute(client, request(uri).post(RequestBody.create("picture".getBytes(StandardCharsets.UTF_8))));
    }

    private CompletableFuture<Answer> send(URI uri) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return get(uri);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads);
    }

    private static okhttp3.Request.Builder request(URI uri) {
        return new okhttp3.Request.Builder().url(uri.toString());
    }

    private static Answer execute(OkHttpClient client, okhttp3.Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            return new Answer(
                    response.code(),
                    response.body().string(),
                    response.headers().toMultimap());
        }
    }

    /** Waits for a condition, for as long as the test may take. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
