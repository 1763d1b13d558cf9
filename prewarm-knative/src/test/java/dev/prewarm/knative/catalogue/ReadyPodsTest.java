package dev.prewarm.knative.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.knative.ClusterObjects;
import dev.prewarm.testing.VirtualScheduler;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class ReadyPodsTest {
    private KubernetesMockServer server;
    private KubernetesClient client;

    private GenericKubernetesResource autoscaler(String revision, String service, String reachability, String status) {
        return client.getKubernetesSerialization()
                .unmarshal("""
                apiVersion: autoscaling.internal.knative.dev/v1alpha1
                kind: PodAutoscaler
                metadata: {name: %s, namespace: shop, labels: {serving.knative.dev/service: %s}}
                spec: {reachability: %s}
                status: {%s}
                """.formatted(revision, service, reachability, status), GenericKubernetesResource.class);
    }

    @Test
    void ofARevisionThatGetsTrafficTheReadyPodsCountAndOfSeveralTheLeast() {
        assertThat(ReadyPods.count(
                        List.of(
                                autoscaler("a-1", "a", "Unreachable", "actualScale: 9"),
                                autoscaler("a-2", "a", "Reachable", "actualScale: 3"),
                                autoscaler("b-1", "b", "Reachable", "actualScale: 2"),
                                autoscaler("b-2", "b", "Reachable", "actualScale: 5"),
                                autoscaler("c-1", "c", "Reachable", "actualScale: 4"),
                                autoscaler("c-2", "c", "Reachable", "actualScale: 0"),
                                autoscaler("d-1", "d", "Reachable", "desiredScale: 4")),
                        service -> null))
                .isEqualTo(Map.of("shop/a", 3, "shop/b", 2));
    }

    @Test
    void aRevisionThatOnlyHasATagOrNeverBecameReadyDoesNotCount() {
        Service service = ClusterObjects.service("a")
                .editStatus()
                .withLatestCreatedRevisionName("a-00003")
                .addNewTraffic()
                .withRevisionName("a-00002")
                .withTag("old")
                .withPercent(0L)
                .endTraffic()
                .endStatus()
                .build();
        assertThat(ReadyPods.count(
                        List.of(
                                autoscaler("a-00001", "a", "Reachable", "actualScale: 3"),
                                autoscaler("a-00002", "a", "Reachable", "actualScale: 0"),
                                autoscaler("a-00003", "a", "Reachable", "desiredScale: 0")),
                        name -> name.equals("shop/a") ? service : null))
                .isEqualTo(Map.of("shop/a", 3));
    }

    @Test
    void whereTheTrafficGoesIsTold() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        client.resource(ClusterObjects.readyService("a")).createOr(NonDeletingOperation::update);
        client.resource(autoscaler("a-00001", "a", "Reachable", "actualScale: 1"))
                .createOr(NonDeletingOperation::update);
        client.resource(autoscaler("a-00002", "a", "Reachable", "actualScale: 2"))
                .createOr(NonDeletingOperation::update);
        try (ReadyPods pods =
                ReadyPods.builder(client).namespace("shop").open((service, ready) -> told.add(service + "=" + ready))) {
            assertThat(pods).isNotNull();
            assertThat(next(told)).isEqualTo("shop/a=1");
            client.resource(ClusterObjects.service("a")
                            .editStatus()
                            .editFirstTraffic()
                            .withRevisionName("a-00002")
                            .endTraffic()
                            .endStatus()
                            .build())
                    .update();
            assertThat(next(told)).isEqualTo("shop/a=2");
        }
    }

    @Test
    void theEndDoesNotWaitForAConsumer() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 1")).createOr(NonDeletingOperation::update);
        ReadyPods pods = ReadyPods.builder(client).namespace("shop").open((service, ready) -> {
            if (ready == 2) {
                asked.complete(null);
                ended.join();
            }
        });
        client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 2")).update();
        assertThat(asked).succeedsWithin(Duration.ofSeconds(20));
        assertThat(CompletableFuture.runAsync(pods::close)).succeedsWithin(Duration.ofSeconds(20));
        ended.complete(null);
    }

    @Test
    void anyNumberOfChangesIsToldAtOnce() {
        VirtualScheduler time = new VirtualScheduler();
        AtomicInteger runs = new AtomicInteger();
        Coalesced telling = new Coalesced(time, runs::incrementAndGet);
        for (int i = 0; i < 1_000; i++) {
            telling.request();
        }
        time.advance(Duration.ZERO);
        assertThat(runs).hasValue(1);
        telling.request();
        time.advance(Duration.ZERO);
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatChangesIsTold() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 1")).createOr(NonDeletingOperation::update);
        try (ReadyPods pods =
                ReadyPods.builder(client).namespace("shop").open((service, ready) -> told.add(service + "=" + ready))) {
            assertThat(pods).isNotNull();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("shop/a=1");
            client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 2"))
                    .update();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("shop/a=2");
            client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 2, desiredScale: 2"))
                    .update();
            client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 0"))
                    .update();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("shop/a=0");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aConsumerThatFailsIsToldOfTheOthersAndOfWhatComesNext() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 1")).createOr(NonDeletingOperation::update);
        client.resource(autoscaler("b-1", "b", "Reachable", "actualScale: 1")).createOr(NonDeletingOperation::update);
        try (ReadyPods pods = ReadyPods.builder(client).namespace("shop").open(failingUpTo(9, told))) {
            assertThat(pods).isNotNull();
            assertThat(List.of(next(told), next(told))).containsExactlyInAnyOrder("shop/a=1", "shop/b=1");
            client.resource(autoscaler("b-1", "b", "Reachable", "actualScale: 2"))
                    .update();
            assertThat(next(told)).isEqualTo("shop/b=2");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aWatchThatEndsIsNoticedThoughTheConsumerFails() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        client.resource(autoscaler("a-1", "a", "Reachable", "actualScale: 1")).createOr(NonDeletingOperation::update);
        client.resource(autoscaler("b-1", "b", "Reachable", "actualScale: 1")).createOr(NonDeletingOperation::update);
        try (ReadyPods pods = ReadyPods.builder(client).namespace("shop").open(failingUpTo(0, told))) {
            assertThat(pods).isNotNull();
            assertThat(List.of(next(told), next(told))).containsExactlyInAnyOrder("shop/a=1", "shop/b=1");
            server.shutdown();
            assertThat(List.of(next(told), next(told))).containsExactlyInAnyOrder("shop/a=0", "shop/b=0");
        }
    }

    private static ObjIntConsumer<String> failingUpTo(int most, Queue<String> told) {
        return (service, ready) -> {
            told.add(service + "=" + ready);
            if (ready <= most) {
                throw new IllegalStateException("a fault of the consumer");
            }
        };
    }

    private static String next(BlockingQueue<String> told) throws InterruptedException {
        String next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("what is told within 20 s").isNotNull();
        return next;
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> ReadyPods.builder(client).timeout(Duration.ZERO))
                .hasMessageContaining("at least 1 ms");
        assertThatThrownBy(() -> ReadyPods.builder(client).namespace("Not a name"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
