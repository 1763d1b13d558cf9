package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.knative.ClusterObjects;
import dev.prewarm.knative.RevisionName;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.RevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A revision that others write to at the same time. */
@EnableKubernetesMockClient(https = false)
final class SeveralWritersTest {
    private static final String REVISION = "/apis/serving.knative.dev/v1/namespaces/shop/revisions/resize-00001";
    private static final int CONFLICTS = 10;

    private KubernetesMockServer server;
    private KubernetesClient kubernetes;

    @Test
    void aPatchThatOthersAreAheadOfIsMadeAnew() {
        Revision held = new RevisionBuilder(ClusterObjects.revision(
                        "resize",
                        1,
                        0L,
                        Map.of("autoscaling.knative.dev/prewarm-floor-orders", "1 until 2100-01-01T00:00:00Z")))
                .editMetadata()
                .withResourceVersion("7")
                .endMetadata()
                .build();
        server.expect().get().withPath(REVISION).andReturn(200, held).always();
        server.expect().patch().withPath(REVISION).andReturn(409, "{}").times(CONFLICTS);
        server.expect().patch().withPath(REVISION).andReturn(200, held).once();
        try (KubernetesRevisionScaler scaler = KubernetesRevisionScaler.builder(kubernetes, "orders")
                .namespaces(Set.of("shop"))
                .build()) {
            assertThat(scaler.release(new RevisionName("shop", "resize-00001")).toCompletableFuture())
                    .succeedsWithin(Fixture.PATIENCE);
        }
    }
}
