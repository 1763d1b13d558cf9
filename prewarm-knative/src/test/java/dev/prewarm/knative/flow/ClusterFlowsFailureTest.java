package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.knative.ClusterObjects;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.CatalogueException;
import io.fabric8.knative.serving.v1.ServiceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.Test;

/** What happens where the API server has no flows, or does not give them. */
@EnableKubernetesMockClient(https = false)
final class ClusterFlowsFailureTest {
    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void aClusterWithoutEventingHasNoFlowsAndThatIsReported() {
        server.expect()
                .get()
                .withPath("/apis/serving.knative.dev/v1/namespaces/shop/services")
                .andReturn(
                        200,
                        new ServiceListBuilder()
                                .addToItems(ClusterObjects.readyService("a"))
                                .build())
                .always();
        KnativeFlows flows = KnativeFlows.builder().readCluster(client, "shop").build();

        assertThat(flows.workflows()).isEmpty();
        assertThat(flows.services()).containsOnlyKeys(new ServiceName("shop", "a"));
        assertThat(flows.findings())
                .extracting(ManifestFinding::text)
                .contains("the cluster knows no sequences: Knative Eventing or Serving is missing");
    }

    @Test
    void aRefusalToListFlowsIsAnErrorThatNamesTheRole() {
        server.expect()
                .get()
                .withPath("/apis/flows.knative.dev/v1/namespaces/shop/sequences")
                .andReturn(403, "{}")
                .always();

        assertThatThrownBy(() -> KnativeFlows.builder().readCluster(client, "shop"))
                .isInstanceOf(CatalogueException.class)
                .hasMessageStartingWith("the sequences of namespace shop cannot be listed (status 403)");
    }
}
