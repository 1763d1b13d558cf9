package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.Scaling;
import dev.prewarm.testing.knative.Autoscaling;
import dev.prewarm.testing.knative.Fault;
import dev.prewarm.testing.knative.KpaSettings;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.ServiceSettings;
import dev.prewarm.testing.knative.ServiceStats;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances by each way, over HTTP, of a service of one call an instance that is scaled to zero. */
@Execution(ExecutionMode.CONCURRENT)
final class MockKnativeWarmupsTest {
    private static final String SERVICE = "resize";
    private static final double SPEED = 5;
    /** Long enough for all requests to be under way together for a while, however slowly a busy machine sends them. */
    private static final Duration HOLD = Duration.ofSeconds(15);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static MockKnative start(ServiceSettings.Builder settings) throws IOException {
        return start(settings, Duration.ofSeconds(3));
    }

    private static MockKnative start(ServiceSettings.Builder settings, Duration warmUpTime) throws IOException {
        return MockKnative.builder()
                .service(settings.containerConcurrency(1).build(), Duration.ofSeconds(1))
                .warmUpTime(warmUpTime)
                .speed(SPEED)
                .start();
    }

    private static MockKnative start() throws IOException {
        return start(autoscaled());
    }

    /** Under the autoscaler of Knative, with its defaults. */
    private static ServiceSettings.Builder autoscaled() {
        return settings().kpa(KpaSettings.DEFAULTS, 1);
    }

    private static ServiceSettings.Builder settings() {
        return ServiceSettings.builder(SERVICE).podStart(Duration.ofMillis(1_500));
    }

    private static Duration real(Duration ofTheModel) {
        return Duration.ofNanos((long) (ofTheModel.toNanos() / SPEED));
    }

    private static Target target(MockKnative knative) {
        return Target.builder(SERVICE, knative.uri(SERVICE))
                .concurrency(1)
                .retention(Duration.ofMillis(300))
                .build();
    }

    private WarmupResult warmUp(KnativeWarmupClient client, MockKnative knative, int instances) {
        return Fixture.result(client, fixture.request(target(knative), instances, 0, Fixture.PATIENCE));
    }

    private void awaitReady(MockKnative knative, int pods) {
        fixture.await(pods + " pods are ready", () -> knative.stats(SERVICE).podsReady() >= pods);
    }

    /** Calls the service so often at the same time, and waits for the answers. */
    private static void work(MockKnative knative, int calls) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest call = HttpRequest.newBuilder(knative.uri(SERVICE)).build();
        List<CompletableFuture<HttpResponse<Void>>> answers = Stream.generate(
                        () -> client.sendAsync(call, BodyHandlers.discarding()))
                .limit(calls)
                .toList();
        answers.forEach(answer -> assertThat(Fixture.await(answer).statusCode()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10})
    void heldRequestsStartInstancesForCallsAtTheSameTime(int instances) throws Exception {
        try (MockKnative knative = start(autoscaled(), HOLD);
                KnativeWarmupClient client =
                        fixture.client().heldRequests(0.7, HOLD, 64).build()) {
            assertThat(warmUp(client, knative, instances)).isInstanceOf(WarmupResult.Started.class);
            awaitReady(knative, instances);
            assertThat(knative.stats(SERVICE).workServed()).isZero();

            work(knative, instances);
            assertThat(knative.stats(SERVICE).coldStartsMet()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 10})
    void atFullUtilizationAsManyAreReadyAsWereAskedFor(int instances) throws Exception {
        KpaSettings full = KpaSettings.of(Map.of(), Map.of("target-utilization-percentage", "100"));
        try (MockKnative knative = start(settings().kpa(full, 1), HOLD);
                KnativeWarmupClient client = fixture.client()
                        .heldRequests(0.7, HOLD, 64)
                        .scaling(target -> Optional.of(new Scaling(1, 1)))
                        .build()) {
            assertThat(warmUp(client, knative, instances)).isInstanceOf(WarmupResult.Started.class);
            awaitReady(knative, instances);
        }
    }

    @Test
    void instancesThatTheFirstRequestStartsNeedNoMoreRequests() throws Exception {
        KpaSettings six = KpaSettings.of(Map.of(), Map.of("activation-scale", "6"));
        try (MockKnative knative = start(settings().kpa(six, 1), HOLD);
                KnativeWarmupClient client = fixture.client()
                        .scaling(target -> Optional.of(new Scaling(0.7, 6)))
                        .build()) {
            assertThat(warmUp(client, knative, 6)).isInstanceOf(WarmupResult.Started.class);
            awaitReady(knative, 6);
            assertThat(knative.stats(SERVICE).warmUpsServed()).isEqualTo(1);
        }
    }

    @Test
    void aWarmupThatIsTooWideStartsWhatTheAllowedRequestsGive() throws Exception {
        try (MockKnative knative = start(autoscaled(), HOLD);
                KnativeWarmupClient client =
                        fixture.client().heldRequests(0.7, HOLD, 3).build()) {
            assertThat(warmUp(client, knative, 20)).isInstanceOf(WarmupResult.Started.class);
            // Three requests, of 0.7 each for an instance.
            awaitReady(knative, 5);
            assertThat(knative.stats(SERVICE).podsReady()).isEqualTo(5);
            assertThat(knative.stats(SERVICE).warmUpsServed()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10})
    void theAnnotationStartsInstancesWithoutCallingThemAndLetsThemGo(int instances) throws Exception {
        // Without Knative's window of 60 s, so that the test sees them go.
        try (MockKnative knative = start(settings().autoscaling(Autoscaling.ideal(Duration.ofSeconds(2))));
                KnativeWarmupClient client = fixture.client()
                        .mode(WarmupMode.REVISION_ANNOTATION)
                        .revisionScaler(new MinScale(knative))
                        .build()) {
            assertThat(warmUp(client, knative, instances)).isInstanceOf(WarmupResult.Started.class);
            ServiceStats warmed = knative.stats(SERVICE);
            assertThat(warmed.podsReady()).isEqualTo(instances);

            fixture.await("the pods are gone", () -> knative.stats(SERVICE).podsReady() == 0);
            ServiceStats gone = knative.stats(SERVICE);
            assertThat(gone.warmUpsServed() + gone.workServed() + gone.cancelled())
                    .isZero();
            assertThat(gone.podsWasted()).isEqualTo(instances);
        }
    }

    private KnativeWarmupClient cancelling() {
        // Every path of a service without a handler does work.
        return fixture.client()
                .mode(WarmupMode.CANCELLED_REQUEST)
                .path("/")
                .cutAfter(Duration.ofMillis(500))
                .build();
    }

    @Test
    void aCancelledRequestStartsAnInstanceAndIsNeverExecuted() throws Exception {
        try (MockKnative knative = start(settings().podStart(Duration.ofSeconds(10)));
                KnativeWarmupClient client = cancelling()) {
            assertThat(warmUp(client, knative, 1)).isInstanceOf(WarmupResult.Started.class);
            fixture.await(
                    "the request is taken back", () -> knative.stats(SERVICE).cancelled() == 1);
            awaitReady(knative, 1);
            assertThat(knative.stats(SERVICE).workServed()).isZero();

            work(knative, 1);
            assertThat(knative.stats(SERVICE).coldStartsMet()).isZero();
            assertThat(knative.stats(SERVICE).workServed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 10})
    void severalInstancesAreNotAskedOfACancelledRequest(int instances) throws Exception {
        try (MockKnative knative = start();
                KnativeWarmupClient client = cancelling()) {
            assertThat(warmUp(client, knative, instances)).isInstanceOf(WarmupResult.Failed.class);
            ServiceStats untouched = knative.stats(SERVICE);
            assertThat(untouched.podsStarting() + untouched.podsReady()).isZero();
            assertThat(untouched.cancelled()).isZero();
        }
    }

    static Stream<Fault> faultsInPassing() {
        return Stream.of(Fault.badGateway(), Fault.queueFull(), Fault.activatorTimeout(), Fault.reset());
    }

    @ParameterizedTest
    @MethodSource("faultsInPassing")
    void aFaultInPassingIsOvercome(Fault fault) throws Exception {
        try (MockKnative knative = start();
                KnativeWarmupClient client = fixture.client()
                        .retries(1, Duration.ofMillis(1), Duration.ofMillis(1))
                        .build()) {
            knative.fail(SERVICE, fault);
            assertThat(warmUp(client, knative, 1)).isInstanceOf(WarmupResult.Started.class);
            assertThat(knative.stats(SERVICE).warmUpsServed()).isEqualTo(1);
        }
    }

    @Test
    void aServiceThatHangsIsGivenUpAtTheDeadline() throws Exception {
        try (MockKnative knative = start();
                KnativeWarmupClient client = fixture.client().build()) {
            knative.fail(SERVICE, Fault.hang());
            assertThat(Fixture.result(client, fixture.request(target(knative), 1, 0, real(Duration.ofSeconds(1)))))
                    .isInstanceOf(WarmupResult.Failed.class);
        }
    }

    @Test
    void anInstanceThatDoesNotComeInTheRevisionsTimeoutIsAFailure() throws Exception {
        try (MockKnative knative = MockKnative.builder()
                        .service(SERVICE, Duration.ofMinutes(5), Duration.ZERO)
                        .timeout(Duration.ofSeconds(1))
                        .speed(SPEED)
                        .start();
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.failure(client, fixture.request(target(knative), 1, 0, Fixture.PATIENCE))
                            .reason())
                    .contains("no instance came up in the revision's time-out");
        }
    }

    /** What {@link KubernetesRevisionScaler} does through the Kubernetes API, done to the mock. */
    private record MinScale(MockKnative knative) implements RevisionScaler {
        @Override
        public CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
            knative.minScale(target.name(), instances);
            return CompletableFuture.completedStage(new RevisionName("shop", target.name()));
        }

        @Override
        public CompletionStage<Integer> readyInstances(RevisionName revision) {
            return CompletableFuture.completedStage(
                    knative.stats(revision.revision()).podsReady());
        }

        @Override
        public CompletionStage<Void> release(RevisionName revision) {
            knative.minScale(revision.revision(), 0);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Optional<Instant>> releaseLapsed(Instant now) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    }
}
