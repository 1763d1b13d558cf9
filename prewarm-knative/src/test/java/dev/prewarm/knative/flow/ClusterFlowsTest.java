package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.knative.ClusterObjects;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.knative.catalogue.ServiceAddress;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.junit.jupiter.api.Test;

/** The flows of a cluster, with its catalogue. */
@EnableKubernetesMockClient(crud = true, https = false)
final class ClusterFlowsTest {
    KubernetesClient client;

    @Test
    void flowsOfTheClusterBecomeWorkflowsOfTheCataloguesTargets() {
        KnativeClient knative = client.adapt(KnativeClient.class);
        knative.services().resource(ClusterObjects.readyService("resize")).create();
        knative.sequences()
                .resource(
                        client.getKubernetesSerialization().unmarshal("""
                                apiVersion: flows.knative.dev/v1
                                kind: Sequence
                                metadata: {name: thumbnails, namespace: shop}
                                spec:
                                  steps:
                                    - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: resize}
                                    - uri: http://resize.shop.svc.cluster.local/again
                                  reply: {ref: {apiVersion: v1, kind: Service, name: store}}
                                """, io.fabric8.knative.flows.v1.Sequence.class))
                .create();
        try (KnativeCatalogue catalogue = KnativeCatalogue.builder(client)
                .namespace("shop")
                .address(ServiceAddress.PUBLIC)
                .open()) {
            KnativeFlows flows = KnativeFlows.builder()
                    .resolver(catalogue)
                    .readCluster(client, "shop")
                    .build();

            assertThat(WorkflowShape.tasks(flows.workflow("shop/sequence/thumbnails")))
                    .containsExactly("resize/again=shop/resize", "resize=shop/resize", "store=local");
            assertThat(flows.workflow("shop/sequence/thumbnails").task("resize").target())
                    .contains(catalogue.target("shop/resize"));
            assertThat(flows.findings())
                    .extracting(ManifestFinding::toString)
                    .containsExactly(
                            "shop/sequences/thumbnails, document 1, spec.reply: v1 Service shop/store is not a Knative"
                                    + " Service: a local task");
        }
    }
}
