package dev.prewarm.knative.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.knative.client.KubernetesRevisionScaler;
import dev.prewarm.knative.flow.KnativeFlows;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The parts that talk to the Kubernetes API, talking to it. */
@Tag("api-server")
final class ApiServerTest {
    private final ApiServer server = new ApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    private KnativeCatalogue catalogue() {
        return KnativeCatalogue.builder(server.admin)
                .namespace(ApiServer.NAMESPACE)
                .timeout(Duration.ofMinutes(2))
                .open();
    }

    @Test
    void theCatalogueReadsServicesAndFollowsThem() {
        server.createService("resize", 1L, Map.of("autoscaling.knative.dev/window", "10s"));
        try (KnativeCatalogue catalogue = catalogue()) {
            Target resize = catalogue.target("shop/resize");
            assertThat(resize.uri()).isEqualTo(URI.create("http://resize.shop.svc.cluster.local"));
            assertThat(resize.concurrency()).isEqualTo(1);
            assertThat(resize.retention()).isEqualTo(Duration.ofSeconds(11));

            server.createService("label", 4L, Map.of());
            server.await("the new one is known", () -> catalogue.services().size() == 2);
            server.admin
                    .adapt(KnativeClient.class)
                    .services()
                    .inNamespace(ApiServer.NAMESPACE)
                    .withName("resize")
                    .delete();
            server.await("the old one is gone", () -> catalogue.services().size() == 1);
        }
    }

    @Test
    void theCatalogueOutlivesTheServersDeath() {
        server.createService("before", 1L, Map.of());
        try (KnativeCatalogue catalogue = catalogue()) {
            for (int round = 0; round < 2; round++) {
                server.crashAndResume();
                server.createService("after-" + round, 1L, Map.of());
                int known = round + 2;
                server.await("the new one is known", () -> catalogue.services().size() == known);
            }
            server.await("it watches", catalogue::watching);
        }
    }

    @Test
    void aVersionThatIsGoneIsListedAnew() {
        server.createService("before", 1L, Map.of());
        try (KnativeCatalogue catalogue = catalogue()) {
            // The server remembers no version from before its start: whoever asks for one is told 410.
            server.crashAndResume();
            server.await("the server says that the oldest version is gone", this::firstVersionIsGone);
            server.createService("after", 1L, Map.of());
            server.await("the new one is known", () -> catalogue.services().size() == 2);
        }
    }

    private boolean firstVersionIsGone() {
        String path =
                "/apis/serving.knative.dev/v1/namespaces/shop/services?watch=1&resourceVersion=1&timeoutSeconds=1";
        try {
            return server.admin.raw(path).contains("\"code\":410");
        } catch (KubernetesClientException e) {
            return e.getCode() == 410;
        }
    }

    @Test
    void thousandsOfServicesAreListed() {
        int services = 2_000;
        IntStream.range(0, services).parallel().forEach(i -> server.createService("s" + i, 1L, Map.of()));
        try (KnativeCatalogue catalogue = catalogue()) {
            assertThat(catalogue.services()).hasSize(services);
            assertThat(catalogue.target("shop/s1999").concurrency()).isEqualTo(1);
        }
    }

    @Test
    void flowsAreReadAsTheServerKeepsThem() {
        server.createService("zero", 0L, Map.of());
        server.createService("one", 2L, Map.of());
        server.admin
                .load(ApiServerTest.class.getResourceAsStream("channel-chain.yaml"))
                .serverSideApply();

        KnativeFlows flows = KnativeFlows.builder()
                .readCluster(server.admin, ApiServer.NAMESPACE)
                .build();

        assertThat(flows.workflow("shop/sequence/pre").tasks().stream().map(task -> task.id()))
                .containsExactly("zero", "one", "two");
        assertThat(flows.services().values().stream().map(Target::concurrency)).containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void aFloorIsSetAndTakenAway() throws IOException {
        server.createService("resize", 1L, Map.of("autoscaling.knative.dev/min-scale", "1"));
        Target target = Target.of("shop/resize", URI.create("http://resize.shop.svc.cluster.local"));
        try (KubernetesRevisionScaler scaler = KubernetesRevisionScaler.builder(server.admin, "orders-0")
                        .namespaces(Set.of(ApiServer.NAMESPACE))
                        .build();
                KubernetesRevisionScaler other = KubernetesRevisionScaler.builder(server.admin, "orders-1")
                        .namespaces(Set.of(ApiServer.NAMESPACE))
                        .build()) {
            Instant until = Instant.parse("2100-01-01T00:00:00Z");
            RevisionName revision =
                    scaler.hold(target, 4, until).toCompletableFuture().join();
            other.hold(target, 2, until).toCompletableFuture().join();
            assertThat(minScale()).isEqualTo("4");
            scaler.release(revision).toCompletableFuture().join();
            assertThat(minScale()).isEqualTo("2");
            other.release(revision).toCompletableFuture().join();
            assertThat(minScale()).isEqualTo("1");
            assertThat(scaler.readyInstances(revision).toCompletableFuture().join())
                    .isZero();
        }
    }

    @Test
    void manyProcessesSetTheirFloorsAtTheSameTime() {
        server.createService("resize", 1L, Map.of());
        Target target = Target.of("shop/resize", URI.create("http://resize.shop.svc.cluster.local"));
        List<KubernetesRevisionScaler> processes = IntStream.range(0, 16)
                .mapToObj(i -> KubernetesRevisionScaler.builder(server.admin, "orders-" + i)
                        .namespaces(Set.of(ApiServer.NAMESPACE))
                        .build())
                .toList();
        Instant until = Instant.parse("2100-01-01T00:00:00Z");
        List<CompletableFuture<RevisionName>> held = processes.stream()
                .map(process -> process.hold(target, 2, until).toCompletableFuture())
                .toList();
        held.forEach(CompletableFuture::join);
        assertThat(minScale()).isEqualTo("2");
        List<CompletableFuture<Void>> released = processes.stream()
                .map(process -> process.release(held.get(0).join()).toCompletableFuture())
                .toList();
        released.forEach(CompletableFuture::join);
        processes.forEach(KubernetesRevisionScaler::close);
        assertThat(minScale()).isNull();
    }

    private String minScale() {
        Revision revision = server.admin
                .adapt(KnativeClient.class)
                .revisions()
                .inNamespace(ApiServer.NAMESPACE)
                .withName("resize-00001")
                .get();
        return revision.getMetadata().getAnnotations().get("autoscaling.knative.dev/min-scale");
    }
}
