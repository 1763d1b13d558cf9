package dev.prewarm.knative.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
        assertThat(ReadyPods.count(List.of(
                        autoscaler("a-1", "a", "Unreachable", "actualScale: 9"),
                        autoscaler("a-2", "a", "Reachable", "actualScale: 3"),
                        autoscaler("b-1", "b", "Reachable", "actualScale: 2"),
                        autoscaler("b-2", "b", "Reachable", "actualScale: 5"),
                        autoscaler("c-1", "c", "Reachable", "actualScale: 4"),
                        autoscaler("c-2", "c", "Reachable", "actualScale: 0"),
                        autoscaler("d-1", "d", "Reachable", "desiredScale: 4"))))
                .isEqualTo(Map.of("shop/a", 3, "shop/b", 2));
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
