package dev.prewarm.knative.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.knative.ClusterObjects;
import io.fabric8.knative.serving.v1.RevisionListBuilder;
import io.fabric8.knative.serving.v1.ServiceList;
import io.fabric8.knative.serving.v1.ServiceListBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapListBuilder;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEventBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the catalogue does when the API server refuses, fails, or ends its watches. */
@EnableKubernetesMockClient(https = false)
final class CatalogueFailureTest {
    private static final String SERVICES = "/apis/serving.knative.dev/v1/namespaces/shop/services";
    private static final String REVISIONS = "/apis/serving.knative.dev/v1/namespaces/shop/revisions";
    private static final String SETTINGS = "/api/v1/namespaces/knative-serving/configmaps";
    private static final String FIRST_LIST = "?resourceVersion=0";

    KubernetesMockServer server;
    KubernetesClient client;

    private final BlockingQueue<KnativeService> added = new LinkedBlockingQueue<>();

    private KnativeCatalogue.Builder catalogue() {
        return KnativeCatalogue.builder(client)
                .namespace("shop")
                .timeout(Duration.ofSeconds(20))
                .listener(new CatalogueListener() {
                    @Override
                    public void onAdded(KnativeService service) {
                        added.add(service);
                    }
                });
    }

    @BeforeEach
    void answerForRevisions() {
        server.expect()
                .get()
                .withPath(REVISIONS + FIRST_LIST)
                .andReturn(
                        200,
                        new RevisionListBuilder().withMetadata(version("1")).build())
                .always();
        expectQuietWatch(REVISIONS + watch("1"));
    }

    private static ListMeta version(String version) {
        return new ListMetaBuilder().withResourceVersion(version).build();
    }

    private static String watch(String version) {
        return "?allowWatchBookmarks=true&resourceVersion=" + version + "&timeoutSeconds=600&watch=true";
    }

    private void expectQuietWatch(String path) {
        server.expect()
                .get()
                .withPath(path)
                .andUpgradeToWebSocket()
                .open()
                .done()
                .always();
    }

    private void answerForSettings() {
        for (String name : new String[] {"config-autoscaler", "config-defaults"}) {
            String selector = "fieldSelector=metadata.name%3D" + name;
            server.expect()
                    .get()
                    .withPath(SETTINGS + "?" + selector + "&resourceVersion=0")
                    .andReturn(
                            200,
                            new ConfigMapListBuilder()
                                    .withMetadata(version("1"))
                                    .build())
                    .always();
            server.expect()
                    .get()
                    .withPath(SETTINGS + "?allowWatchBookmarks=true&" + selector
                            + "&resourceVersion=1&timeoutSeconds=600&watch=true")
                    .andUpgradeToWebSocket()
                    .open()
                    .done()
                    .always();
        }
    }

    private static ServiceList services(String version, String... names) {
        ServiceListBuilder list = new ServiceListBuilder().withMetadata(version(version));
        for (String name : names) {
            list.addToItems(ClusterObjects.service(name)
                    .editMetadata()
                    .withResourceVersion(version)
                    .endMetadata()
                    .build());
        }
        return list.build();
    }

    @Test
    void afterAWatchHasEndedTheServicesAreListedAnew() throws InterruptedException {
        answerForSettings();
        server.expect()
                .get()
                .withPath(SERVICES + FIRST_LIST)
                .andReturn(200, services("1", "a"))
                .once();
        server.expect()
                .get()
                .withPath(SERVICES + watch("1"))
                .andUpgradeToWebSocket()
                .open()
                .waitFor(1)
                .andEmit(new WatchEventBuilder()
                        .withType("ERROR")
                        .withObject(new StatusBuilder()
                                .withCode(410)
                                .withReason("Expired")
                                .build())
                        .build())
                .done()
                .always();
        server.expect()
                .get()
                .withPath(SERVICES + "?resourceVersion=1")
                .andReturn(200, services("9", "a", "b"))
                .always();
        server.expect()
                .get()
                .withPath(SERVICES)
                .andReturn(200, services("9", "a", "b"))
                .always();
        expectQuietWatch(SERVICES + watch("9"));
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(added.poll(20, TimeUnit.SECONDS)).hasToString("shop/a");
            assertThat(added.poll(20, TimeUnit.SECONDS)).hasToString("shop/b");
            assertThat(catalogue.services()).hasSize(2);
        }
    }

    @Test
    void aRefusalIsAnErrorThatNamesTheRole() {
        answerForSettings();
        server.expect()
                .get()
                .withPath(SERVICES + FIRST_LIST)
                .andReturn(403, "{}")
                .always();

        assertThatThrownBy(() -> catalogue().open())
                .isInstanceOf(CatalogueException.class)
                .hasMessage(
                        "the Knative services of namespace shop cannot be listed and watched (status 403); the cluster needs"
                                + " Knative Serving, and the client the role in docs/rbac.yaml");
    }

    @Test
    void withoutPermissionForTheSettingsTheCodeDefaultsHoldAndThatIsReported() {
        server.expect()
                .get()
                .withPath(SERVICES + FIRST_LIST)
                .andReturn(200, services("1", "a"))
                .always();
        expectQuietWatch(SERVICES + watch("1"));
        for (String name : new String[] {"config-autoscaler", "config-defaults"}) {
            server.expect()
                    .get()
                    .withPath(SETTINGS + "?fieldSelector=metadata.name%3D" + name + "&resourceVersion=0")
                    .andReturn(403, "{}")
                    .always();
        }
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(catalogue.target("shop/a").retention()).hasSeconds(61);
            assertThat(catalogue.problems())
                    .hasSize(2)
                    .allMatch(problem -> problem.startsWith("Knative's settings cannot be read (status 403)"));
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsAnErrorAfterTheTimeout() {
        Config nowhere = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:1")
                .build();
        try (KubernetesClient lost =
                new KubernetesClientBuilder().withConfig(nowhere).build()) {
            assertThatThrownBy(() -> KnativeCatalogue.builder(lost)
                            .timeout(Duration.ofMillis(200))
                            .open())
                    .isInstanceOf(CatalogueException.class)
                    .hasMessageContaining(
                            "the Knative services of all namespaces cannot be listed and watched (no answer in time)");
        }
    }
}
