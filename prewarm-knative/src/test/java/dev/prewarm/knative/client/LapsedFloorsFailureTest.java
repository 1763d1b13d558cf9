package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.prewarm.Target;
import dev.prewarm.knative.ClusterObjects;
import dev.prewarm.knative.ServiceName;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.RevisionBuilder;
import io.fabric8.knative.serving.v1.RevisionListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Floors that are looked for where one namespace cannot be listed, or one revision not be changed. */
@EnableKubernetesMockClient(https = false)
final class LapsedFloorsFailureTest {
    private static final String REVISIONS = "/apis/serving.knative.dev/v1/namespaces/%s/revisions";
    private static final Instant NOW = Instant.parse("2026-11-23T08:35:00Z");

    private final AtomicInteger released = new AtomicInteger();

    private KubernetesMockServer server;
    private KubernetesClient kubernetes;

    private static Revision held(String service) {
        Map<String, String> floor = Map.of(
                "autoscaling.knative.dev/min-scale", "4",
                "autoscaling.knative.dev/prewarm-before", "none",
                "autoscaling.knative.dev/prewarm-floor-orders", "4 until 2026-11-23T08:34:00Z");
        return new RevisionBuilder(ClusterObjects.revision(service, 1, 0L, floor))
                .editMetadata()
                .withResourceVersion("7")
                .endMetadata()
                .build();
    }

    private void serve(String namespace, Revision... revisions) {
        String list = REVISIONS.formatted(namespace);
        server.expect()
                .get()
                .withPath(list)
                .andReturn(200, new RevisionListBuilder().withItems(revisions).build())
                .always();
        for (Revision revision : revisions) {
            server.expect()
                    .get()
                    .withPath(list + "/" + revision.getMetadata().getName())
                    .andReturn(200, revision)
                    .always();
        }
    }

    private void answerPatch(String name, int status) {
        server.expect()
                .patch()
                .withPath(REVISIONS.formatted("shop") + "/" + name)
                .andReply(status, request -> {
                    released.incrementAndGet();
                    return held("thumbnail");
                })
                .always();
    }

    private KubernetesRevisionScaler.Builder scaler(String... namespaces) {
        return KubernetesRevisionScaler.builder(kubernetes, "orders").namespaces(ImmutableSet.copyOf(namespaces));
    }

    private static void assertFails(CompletionStage<?> stage, int status) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(Fixture.PATIENCE)
                .withThrowableThat()
                .satisfies(failure -> assertThat(failure.getCause())
                        .isInstanceOfSatisfying(
                                KubernetesClientException.class,
                                refused -> assertThat(refused.getCode()).isEqualTo(status)));
    }

    @Test
    void oneThatCannotBeRemovedLeavesTheOthersRemoved() {
        serve("shop", held("refused"), held("resize"));
        answerPatch("refused-00001", 403);
        answerPatch("resize-00001", 200);
        try (KubernetesRevisionScaler scaler = scaler("shop").build()) {
            assertFails(scaler.releaseLapsed(NOW), 403);
        }
        assertThat(released).hasValue(2);
    }

    @Test
    void aNamespaceThatCannotBeListedLeavesTheOthersLookedThrough() {
        server.expect()
                .get()
                .withPath(REVISIONS.formatted("closed"))
                .andReturn(403, "{}")
                .always();
        serve("shop", held("resize"));
        answerPatch("resize-00001", 200);
        try (KubernetesRevisionScaler scaler = scaler("closed", "shop").build()) {
            assertFails(scaler.releaseLapsed(NOW), 403);
        }
        assertThat(released).hasValue(1);
    }

    @Test
    void aRevisionThatGoesInTheMeantimeNeedsNoRemoval() {
        serve("shop", held("resize"));
        answerPatch("resize-00001", 404);
        try (KubernetesRevisionScaler scaler = scaler("shop").build()) {
            assertThat(scaler.releaseLapsed(NOW).toCompletableFuture())
                    .succeedsWithin(Fixture.PATIENCE)
                    .satisfies(next -> assertThat(next).isEmpty());
        }
    }

    @Test
    void whateverIsThrownIsAFailureOfWhatWasAskedFor() {
        Target target = Target.of("shop/resize", URI.create("http://resize.shop.svc.cluster.local"));
        try (KubernetesRevisionScaler scaler = scaler("shop")
                .service(unknown -> {
                    // As where two releases of the Kubernetes client are mixed.
                    throw new NoSuchMethodError(new ServiceName("shop", "resize").toString());
                })
                .build()) {
            assertThat(scaler.hold(target, 1, NOW).toCompletableFuture())
                    .failsWithin(Fixture.PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(NoSuchMethodError.class);
        }
    }
}
