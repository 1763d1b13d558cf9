package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.testing.VirtualScheduler;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.RevisionBuilder;
import io.fabric8.knative.serving.v1.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Floors through the Kubernetes API, with a stand-in for the autoscaler that obeys them. */
@EnableKubernetesMockClient(crud = true, https = false)
final class RevisionAnnotationTest {
    private static final String MIN_SCALE = "autoscaling.knative.dev/min-scale";

    private final Fixture fixture = new Fixture();
    private KubernetesClient kubernetes;
    private volatile boolean over;
    private volatile boolean slow;

    @BeforeEach
    void start() {
        KnativeClient knative = kubernetes.adapt(KnativeClient.class);
        knative.services()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("resize")
                        .withNamespace("shop")
                        .endMetadata()
                        .withNewStatus()
                        .withLatestReadyRevisionName("resize-00003")
                        .addNewTraffic()
                        .withRevisionName("resize-00003")
                        .withPercent(10L)
                        .endTraffic()
                        .addNewTraffic()
                        .withRevisionName("resize-00002")
                        .withPercent(90L)
                        .endTraffic()
                        .endStatus()
                        .build())
                .create();
        for (String name : Set.of("resize-00002", "resize-00003")) {
            knative.revisions()
                    .resource(new RevisionBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace("shop")
                            .addToAnnotations("example.com/team", "images")
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    @AfterEach
    void stop() {
        over = true;
        fixture.close();
    }

    private Resource<Revision> revision() {
        return kubernetes
                .adapt(KnativeClient.class)
                .revisions()
                .inNamespace("shop")
                .withName("resize-00002");
    }

    /** Without those that the mock API server keeps, without a value, after a patch that removes them. */
    private Map<String, String> annotations() {
        Map<String, String> annotations =
                new HashMap<>(revision().get().getMetadata().getAnnotations());
        annotations.values().removeIf(Objects::isNull);
        return annotations;
    }

    /** Gives the revision as many ready instances as its min-scale says, a little later. */
    private void autoscale() {
        Thread autoscaler = new Thread(() -> {
            while (!over) {
                int wanted = Integer.parseInt(annotations().getOrDefault(MIN_SCALE, "0"));
                if (!slow) {
                    ready(wanted);
                }
                LockSupport.parkNanos(50_000_000);
            }
        });
        autoscaler.setDaemon(true);
        autoscaler.start();
    }

    private void ready(int instances) {
        try {
            revision()
                    .editStatus(found -> new RevisionBuilder(found)
                            .editOrNewStatus()
                            .withActualReplicas(instances)
                            .endStatus()
                            .build());
        } catch (KubernetesClientException e) {
            // Somebody else has changed the revision in between; the next round sees that.
            assertThat(e.getCode()).isEqualTo(409);
        }
    }

    private KubernetesRevisionScaler scaler() {
        return KubernetesRevisionScaler.builder(kubernetes, "orders")
                .namespaces(Set.of("shop"))
                .scheduler(fixture.scheduler)
                .build();
    }

    private KnativeWarmupClient client(RevisionScaler scaler) {
        return fixture.client()
                .mode(WarmupMode.REVISION_ANNOTATION)
                .revisionScaler(scaler)
                .build();
    }

    private static Target target(Duration retention) {
        return Target.builder("shop/resize", URI.create("http://resize.shop.svc.cluster.local"))
                .retention(retention)
                .build();
    }

    /** Instances are not ready before the client has looked for the first time, however late it comes to that. */
    private RevisionScaler notFasterThanAnyoneLooks(RevisionScaler scaler) {
        slow = true;
        return new RevisionScaler() {
            @Override
            public CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
                return scaler.hold(target, instances, until);
            }

            @Override
            public CompletionStage<Integer> readyInstances(RevisionName revision) {
                return scaler.readyInstances(revision).whenComplete((ready, failure) -> slow = false);
            }

            @Override
            public CompletionStage<RevisionScale> scale(RevisionName revision) {
                return scaler.scale(revision).whenComplete((scale, failure) -> slow = false);
            }

            @Override
            public CompletionStage<Void> release(RevisionName revision) {
                return scaler.release(revision);
            }

            @Override
            public CompletionStage<Optional<Instant>> releaseLapsed(Instant now) {
                return scaler.releaseLapsed(now);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10})
    void instancesAreStartedByAnnotationAndReleasedAfterUse(int instances) {
        autoscale();
        try (KubernetesRevisionScaler scaler = scaler();
                KnativeWarmupClient client = client(notFasterThanAnyoneLooks(scaler))) {
            WarmupResult result = Fixture.result(
                    client, fixture.request(target(Duration.ofMillis(300)), instances, 0, Fixture.PATIENCE));
            assertThat(result).isInstanceOf(WarmupResult.Started.class);
            assertThat(revision().get().getStatus().getActualReplicas()).isEqualTo(instances);
            fixture.await("the floor is gone", () -> !annotations().containsKey(MIN_SCALE));
            assertThat(annotations()).containsExactly(Map.entry("example.com/team", "images"));
        }
    }

    @Test
    void whatIsReadyAlreadyIsFoundWarm() {
        ready(4);
        try (KubernetesRevisionScaler scaler = scaler();
                KnativeWarmupClient client = client(scaler)) {
            assertThat(Fixture.result(client, fixture.request(target(Duration.ZERO), 1, 3, Fixture.PATIENCE)))
                    .isInstanceOf(WarmupResult.AlreadyWarm.class);
        }
    }

    private void annotate(String key, String value) {
        revision()
                .edit(found -> new RevisionBuilder(found)
                        .editMetadata()
                        .addToAnnotations("autoscaling.knative.dev/" + key, value)
                        .endMetadata()
                        .build());
    }

    @Test
    void ofMoreInstancesThanThereMayBeThoseAreWaitedForThatThereMayBe() {
        annotate("max-scale", "3");
        autoscale();
        try (KubernetesRevisionScaler scaler = scaler();
                KnativeWarmupClient client = client(notFasterThanAnyoneLooks(scaler))) {
            WarmupResult result =
                    Fixture.result(client, fixture.request(target(Duration.ZERO), 4, 1, Fixture.PATIENCE));
            assertThat(result).isInstanceOf(WarmupResult.Started.class);
            assertThat(((WarmupResult.Started) result).instancesOf(4)).isEqualTo(2);
        }
    }

    @Test
    void aFloorIsNoLowerThanWhatTheTargetKeepsAnyway() {
        Target kept = Target.builder("shop/resize", URI.create("http://resize.shop.svc.cluster.local"))
                .minScale(2)
                .build();
        try (KubernetesRevisionScaler scaler = scaler()) {
            Fixture.await(scaler.hold(kept, 1, fixture.scheduler.now().plusSeconds(60))
                    .toCompletableFuture());
            assertThat(annotations()).containsEntry(MIN_SCALE, "2");
        }
    }

    @Test
    void closingReleases() {
        autoscale();
        try (KubernetesRevisionScaler scaler = scaler()) {
            try (KnativeWarmupClient client = client(scaler)) {
                Fixture.result(client, fixture.request(target(Duration.ofHours(1)), 4, 0, Fixture.PATIENCE));
                assertThat(annotations()).containsEntry(MIN_SCALE, "4");
            }
        }
        assertThat(annotations()).doesNotContainKey(MIN_SCALE);
    }

    private String version() {
        return revision().get().getMetadata().getResourceVersion();
    }

    /** Which asks only then what Service a target is when the gate is opened, as if the API were slow. */
    private KubernetesRevisionScaler behind(Gate gate) {
        return KubernetesRevisionScaler.builder(kubernetes, "orders")
                .namespaces(Set.of("shop"))
                .service(target -> {
                    gate.pass();
                    return ServiceName.parse(target.name());
                })
                .build();
    }

    @Test
    void aFloorThatNobodyWantsAnyMoreIsNotSet() {
        String before = version();
        VirtualScheduler time = new VirtualScheduler();
        Gate gate = new Gate();
        try (KubernetesRevisionScaler scaler = behind(gate);
                KnativeWarmupClient client = fixture.client()
                        .scheduler(time)
                        .mode(WarmupMode.REVISION_ANNOTATION)
                        .revisionScaler(scaler)
                        .build()) {
            client.warmUp(
                    WarmupRequest.builder(target(Duration.ZERO), time.now().plusSeconds(1))
                            .build());
            gate.awaitReached();
            time.advance(Duration.ofSeconds(1));
            gate.open();
            // Asked for later, so done later.
            Fixture.await(scaler.releaseLapsed(time.now()).toCompletableFuture());
            assertThat(version()).isEqualTo(before);
        }
    }

    @Test
    void whatHasNotBeenSetAtTheEndIsNotSet() throws InterruptedException {
        String before = version();
        Gate gate = new Gate();
        KubernetesRevisionScaler scaler = behind(gate);
        Instant lapses = fixture.scheduler.now().plusSeconds(60);
        scaler.hold(target(Duration.ZERO), 4, lapses);
        gate.awaitReached();
        scaler.hold(target(Duration.ZERO), 2, lapses);
        Thread end = new Thread(scaler::close);
        end.start();
        fixture.await("the end waits for the writer", () -> end.getState() == Thread.State.TIMED_WAITING);
        gate.open();
        end.join();
        assertThat(version()).isEqualTo(before);
    }

    @Test
    void whatIsBeingSetAtTheEndIsRemoved() throws InterruptedException {
        String before = version();
        Gate gate = new Gate();
        // The clock is read last of all before a floor is set.
        KubernetesRevisionScaler scaler = KubernetesRevisionScaler.builder(kubernetes, "orders")
                .namespaces(Set.of("shop"))
                .scheduler(gate.before(fixture.scheduler))
                .build();
        KnativeWarmupClient client = client(scaler);
        client.warmUp(fixture.request(target(Duration.ofHours(1)), 4, 0, Fixture.PATIENCE));
        gate.awaitReached();
        Thread end = new Thread(() -> {
            client.close();
            scaler.close();
        });
        end.start();
        fixture.await("the end waits for the writer", () -> end.getState() == Thread.State.TIMED_WAITING);
        gate.open();
        end.join();
        assertThat(version()).as("it was set").isNotEqualTo(before);
        assertThat(annotations()).containsExactly(Map.entry("example.com/team", "images"));
    }

    @Test
    void afterACrashTheNextStartReleasesWhatHasLapsed() {
        try (KubernetesRevisionScaler dies = scaler()) {
            Fixture.await(
                    dies.hold(target(Duration.ZERO), 4, fixture.scheduler.now().minusSeconds(1))
                            .toCompletableFuture());
        }
        assertThat(annotations()).containsEntry(MIN_SCALE, "4");
        try (KubernetesRevisionScaler scaler = scaler()) {
            KnativeWarmupClient next = client(scaler);
            fixture.await("the floor is gone", () -> !annotations().containsKey(MIN_SCALE));
            next.close();
        }
    }

    @Test
    void afterACrashWhatLapsesLaterIsReleasedThen() {
        try (KubernetesRevisionScaler dies = scaler()) {
            Fixture.await(
                    dies.hold(target(Duration.ZERO), 4, fixture.scheduler.now().plusMillis(1_500))
                            .toCompletableFuture());
        }
        try (KubernetesRevisionScaler scaler = scaler()) {
            KnativeWarmupClient next = client(scaler);
            fixture.await("the floor is gone", () -> !annotations().containsKey(MIN_SCALE));
            next.close();
        }
    }

    @Test
    void aServiceThatIsNotThereIsAFailure() {
        try (KubernetesRevisionScaler scaler = scaler();
                KnativeWarmupClient client = client(scaler)) {
            Target unknown = Target.of("shop/other", URI.create("http://other.shop.svc.cluster.local"));
            assertThat(Fixture.failure(client, fixture.request(unknown, 1, 0, Fixture.PATIENCE))
                            .reason())
                    .isEqualTo("the floor could not be set (IllegalStateException: no Knative Service shop/other,"
                            + " or it has no status yet)");
        }
    }

    @Test
    void aNamespaceThatIsNotCoveredIsSaid() {
        try (KubernetesRevisionScaler elsewhere = KubernetesRevisionScaler.builder(kubernetes, "orders")
                        .namespaces(Set.of("payments"))
                        .build();
                KnativeWarmupClient client = client(elsewhere)) {
            assertThat(Fixture.failure(client, fixture.request(target(Duration.ZERO), 1, 0, Fixture.PATIENCE))
                            .reason())
                    .isEqualTo("the floor could not be set (IllegalArgumentException: namespace shop is not among those"
                            + " whose revisions are scaled: [payments])");
        }
    }

    @Test
    void inAllNamespacesFloorsAreSetAndThoseThatHaveLapsedRemoved() {
        try (KubernetesRevisionScaler scaler = KubernetesRevisionScaler.builder(kubernetes, "orders")
                .allNamespaces()
                .build()) {
            Instant lapses = fixture.scheduler.now().plusSeconds(60);
            Fixture.await(scaler.hold(target(Duration.ZERO), 4, lapses).toCompletableFuture());
            assertThat(annotations()).containsEntry(MIN_SCALE, "4");
            Fixture.await(scaler.releaseLapsed(lapses).toCompletableFuture());
            assertThat(annotations()).doesNotContainKey(MIN_SCALE);
        }
    }

    /** As after a virtual machine was suspended for an hour: the clock by which spans are measured stood still. */
    private Scheduler anHourBehindTheWallClock() {
        return new Scheduler() {
            @Override
            public Instant now() {
                return fixture.scheduler.now().minus(Duration.ofHours(1));
            }

            @Override
            public Instant wallClock() {
                return fixture.scheduler.now();
            }

            @Override
            public Cancellable schedule(Duration delay, Runnable task) {
                return fixture.scheduler.schedule(delay, task);
            }
        };
    }

    @Test
    void aFloorLapsesByTheTimeOfDay() {
        Scheduler behind = anHourBehindTheWallClock();
        try (KubernetesRevisionScaler scaler = KubernetesRevisionScaler.builder(kubernetes, "orders")
                        .namespaces(Set.of("shop"))
                        .scheduler(behind)
                        .build();
                KubernetesRevisionScaler other = KubernetesRevisionScaler.builder(kubernetes, "payments")
                        .namespaces(Set.of("shop"))
                        .build()) {
            Instant lapses = behind.now().plusSeconds(600);
            Fixture.await(scaler.hold(target(Duration.ZERO), 4, lapses).toCompletableFuture());
            Fixture.await(
                    other.hold(target(Duration.ZERO), 2, fixture.scheduler.now().plusSeconds(7_200))
                            .toCompletableFuture());
            assertThat(annotations()).containsEntry(MIN_SCALE, "4");
            assertThat(Fixture.await(scaler.releaseLapsed(behind.now()).toCompletableFuture())
                            .orElseThrow())
                    .isCloseTo(lapses, within(5, ChronoUnit.SECONDS));
            Fixture.await(scaler.releaseLapsed(behind.now().plusSeconds(700)).toCompletableFuture());
            assertThat(annotations()).containsEntry(MIN_SCALE, "2");
        }
    }

    @Test
    void instancesThatDoNotComeByTheDeadlineAreAFailureAndTheFloorIsReleased() {
        try (KubernetesRevisionScaler scaler = scaler();
                KnativeWarmupClient client = client(scaler)) {
            WarmupResult.Failed failed =
                    Fixture.failure(client, fixture.request(target(Duration.ofHours(1)), 4, 0, Duration.ofMillis(700)));
            assertThat(failed.reason()).contains("not ready by the deadline");
            fixture.await("the floor is gone", () -> !annotations().containsKey(MIN_SCALE));
        }
    }

    @Test
    void withoutAScalerTheModeIsRefused() {
        try (KnativeWarmupClient client =
                fixture.client().mode(WarmupMode.REVISION_ANNOTATION).build()) {
            assertThat(Fixture.failure(client, fixture.request(target(Duration.ZERO), 1, 0, Fixture.PATIENCE))
                            .reason())
                    .contains("no RevisionScaler");
        }
    }
}
