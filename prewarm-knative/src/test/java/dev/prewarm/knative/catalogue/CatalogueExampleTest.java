package dev.prewarm.knative.catalogue;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Workflow;
import dev.prewarm.knative.ClusterObjects;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
@EnableKubernetesMockClient(crud = true, https = false)
final class CatalogueExampleTest {
    KubernetesClient kubernetes;

    @Test
    void theTargetsOfAWorkflowComeFromTheCluster() {
        for (String name : new String[] {"fetch", "resize"}) {
            kubernetes
                    .adapt(KnativeClient.class)
                    .services()
                    .resource(ClusterObjects.readyService(name))
                    .create();
        }
        try (KnativeCatalogue catalogue =
                KnativeCatalogue.builder(kubernetes).namespace("shop").open()) {
            Workflow thumbnails = Workflow.builder("thumbnails")
                    .task("fetch", catalogue.target("shop/fetch"))
                    .task("resize", catalogue.target("shop/resize"), after("fetch"))
                    .build();

            assertThat(thumbnails.task("resize").target().orElseThrow().uri())
                    .isEqualTo(URI.create("http://resize.shop.svc.cluster.local"));
        }
    }
}
