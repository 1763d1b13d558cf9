package dev.prewarm.knative.catalogue;

import static dev.prewarm.knative.ClusterObjects.config;
import static dev.prewarm.knative.ClusterObjects.readyService;
import static dev.prewarm.knative.ClusterObjects.revision;
import static dev.prewarm.knative.ClusterObjects.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.knative.ServiceName;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
final class KnativeCatalogueTest {
    private static final long DEADLINE_SECONDS = 20;

    KubernetesClient client;

    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

    private KnativeCatalogue.Builder catalogue() {
        return KnativeCatalogue.builder(client).namespace("shop").listener(new CatalogueListener() {
            @Override
            public void onAdded(KnativeService service) {
                changes.add("added " + service);
            }

            @Override
            public void onChanged(KnativeService before, KnativeService after) {
                changes.add("changed " + after);
            }

            @Override
            public void onRemoved(KnativeService service) {
                changes.add("removed " + service);
            }
        });
    }

    private KnativeClient knative() {
        return client.adapt(KnativeClient.class);
    }

    private String nextChange() throws InterruptedException {
        String change = changes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(change).as("a change within %s s", DEADLINE_SECONDS).isNotNull();
        return change;
    }

    @Test
    void aServiceBecomesATargetWithTheSettingsOfItsRevision() {
        knative().services().resource(readyService("resize")).create();
        knative()
                .revisions()
                .resource(revision("resize", 1, 4L, Map.of("autoscaling.knative.dev/window", "90s")))
                .create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            Target resize = catalogue.target("shop/resize");

            assertThat(resize.name()).isEqualTo("shop/resize");
            assertThat(resize.uri()).isEqualTo(URI.create("http://resize.shop.svc.cluster.local"));
            assertThat(resize.concurrency()).isEqualTo(4);
            assertThat(resize.retention()).hasSeconds(91);
            assertThat(resize.minScale()).isZero();
        }
    }

    @Test
    void theCodeDefaultsHoldWhereNeitherAnnotationNorConfigMapSaysAnything() {
        knative().services().resource(readyService("plain")).create();
        client.configMaps()
                .resource(config("config-autoscaler", Map.of("_example", "stable-window: 5s")))
                .create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(catalogue.target("shop/plain"))
                    .isEqualTo(Target.of("shop/plain", URI.create("http://plain.shop.svc.cluster.local")));
            assertThat(catalogue.problems()).isEmpty();
        }
    }

    @Test
    void theConfigMapsHoldWhereTheRevisionSaysNothing() {
        knative().services().resource(readyService("plain")).create();
        knative().revisions().resource(revision("plain", 1, null, Map.of())).create();
        client.configMaps()
                .resource(config("config-autoscaler", Map.of("stable-window", "20s")))
                .create();
        client.configMaps()
                .resource(config("config-defaults", Map.of("container-concurrency", "7")))
                .create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(catalogue.target("shop/plain").retention()).hasSeconds(21);
            assertThat(catalogue.target("shop/plain").concurrency()).isEqualTo(7);
        }
    }

    @Test
    void aMinScaleOfOneLeavesNothingToWarm() {
        knative().services().resource(readyService("always")).create();
        knative()
                .revisions()
                .resource(revision("always", 1, 0L, Map.of("autoscaling.knative.dev/min-scale", "1")))
                .create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            KnativeService always =
                    catalogue.find(new ServiceName("shop", "always")).orElseThrow();

            assertThat(always.alwaysWarm()).isTrue();
            assertThat(always.target().orElseThrow().minScale()).isEqualTo(1);
        }
    }

    @Test
    void ofTwoRevisionsWithTrafficTheLeastOfEachSettingCounts() {
        knative()
                .services()
                .resource(service("split")
                        .editStatus()
                        .withTraffic()
                        .addNewTraffic()
                        .withRevisionName("split-00001")
                        .withPercent(90L)
                        .endTraffic()
                        .addNewTraffic()
                        .withRevisionName("split-00002")
                        .withPercent(10L)
                        .endTraffic()
                        .addNewTraffic()
                        .withRevisionName("split-00003")
                        .withTag("preview")
                        .endTraffic()
                        .endStatus()
                        .build())
                .create();
        knative().revisions().resource(revision("split", 1, 8L, Map.of())).create();
        knative()
                .revisions()
                .resource(revision("split", 2, 0L, Map.of("autoscaling.knative.dev/window", "30s")))
                .create();
        knative().revisions().resource(revision("split", 3, 1L, Map.of())).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(catalogue.target("shop/split").concurrency()).isEqualTo(8);
            assertThat(catalogue.target("shop/split").retention()).hasSeconds(31);
            assertThat(catalogue
                            .find(new ServiceName("shop", "split"))
                            .orElseThrow()
                            .revisions())
                    .containsExactly("split-00001", "split-00002");
        }
    }

    @Test
    void theEndDoesNotWaitForAListener() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        KnativeCatalogue catalogue = catalogue()
                .listener(new CatalogueListener() {
                    @Override
                    public void onAdded(KnativeService service) {
                        asked.complete(null);
                        ended.join();
                    }
                })
                .open();
        knative().services().resource(readyService("resize")).create();
        Duration patience = Duration.ofSeconds(DEADLINE_SECONDS);
        assertThat(asked).succeedsWithin(patience);
        assertThat(CompletableFuture.runAsync(catalogue::close)).succeedsWithin(patience);
        ended.complete(null);
    }

    @Test
    void thePublicAddressIsTakenIfAskedFor() {
        knative().services().resource(readyService("resize")).create();
        try (KnativeCatalogue catalogue =
                catalogue().address(ServiceAddress.PUBLIC).open()) {
            assertThat(catalogue.target("shop/resize").uri()).isEqualTo(URI.create("https://resize.shop.example.com"));
        }
    }

    @Test
    void aServiceWithoutAnAddressIsKnownButHasNoTarget() {
        knative().services().resource(service("new").withStatus(null).build()).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            KnativeService fresh =
                    catalogue.find(new ServiceName("shop", "new")).orElseThrow();

            assertThat(fresh.ready()).isFalse();
            assertThat(fresh.target()).isEmpty();
            assertThatThrownBy(() -> catalogue.target("shop/new"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Knative Service shop/new has no CLUSTER_LOCAL address yet; wait until it is ready");
        }
    }

    @Test
    void anUnknownServiceIsAnErrorThatSaysWhereToLook() {
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThatThrownBy(() -> catalogue.target("other/resize"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "no Knative Service other/resize in the catalogue, which has 0; is it in a namespace that the"
                                    + " catalogue covers?");
        }
    }

    @Test
    void aServiceIsFoundByTheHostsOfItsAddresses() {
        knative().services().resource(readyService("resize")).create();
        Optional<ServiceName> resize = Optional.of(new ServiceName("shop", "resize"));
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(catalogue.serviceAt("resize.shop.example.com")).isEqualTo(resize);
            assertThat(catalogue.serviceAt("resize.shop.svc.cluster.local")).isEqualTo(resize);
            assertThat(catalogue.serviceAt("resize.shop.svc")).isEqualTo(resize);
            assertThat(catalogue.serviceAt("other.shop.svc.cluster.local")).isEmpty();
        }
    }

    private static Service atTheAddressOf(String other, String name) {
        return service(name)
                .editStatus()
                .withUrl("https://" + other + ".shop.example.com")
                .endStatus()
                .build();
    }

    @Test
    void aHostThatAnotherServiceHasTakenOverStaysWithIt() throws InterruptedException {
        knative().services().resource(readyService("old")).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(nextChange()).isEqualTo("added shop/old");
            knative().services().resource(atTheAddressOf("old", "new")).create();
            assertThat(nextChange()).isEqualTo("added shop/new");

            knative().services().inNamespace("shop").withName("old").delete();
            assertThat(nextChange()).isEqualTo("removed shop/old");
            assertThat(catalogue.serviceAt("old.shop.example.com")).contains(new ServiceName("shop", "new"));
        }
    }

    @Test
    void aHostThatTwoServicesHaveIsLeftToTheOther() throws InterruptedException {
        knative().services().resource(readyService("old")).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(nextChange()).isEqualTo("added shop/old");
            knative().services().resource(atTheAddressOf("old", "new")).create();
            assertThat(nextChange()).isEqualTo("added shop/new");

            knative().services().resource(readyService("new")).update();
            assertThat(nextChange()).isEqualTo("changed shop/new");
            assertThat(catalogue.serviceAt("old.shop.example.com")).contains(new ServiceName("shop", "old"));
            assertThat(catalogue.serviceAt("new.shop.example.com")).contains(new ServiceName("shop", "new"));
        }
    }

    @Test
    void changesOfServicesAreFollowed() throws InterruptedException {
        knative().services().resource(readyService("a")).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(nextChange()).isEqualTo("added shop/a");

            knative().services().resource(readyService("b")).create();
            assertThat(nextChange()).isEqualTo("added shop/b");

            knative().services().inNamespace("shop").withName("a").delete();
            assertThat(nextChange()).isEqualTo("removed shop/a");
            assertThat(catalogue.services())
                    .extracting(KnativeService::name)
                    .containsExactly(new ServiceName("shop", "b"));
            assertThat(catalogue.serviceAt("a.shop.example.com")).isEmpty();
        }
    }

    @Test
    void aChangedRevisionChangesItsServicesTarget() throws InterruptedException {
        knative().services().resource(readyService("a")).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(nextChange()).isEqualTo("added shop/a");

            knative().revisions().resource(revision("a", 1, 3L, Map.of())).create();
            assertThat(nextChange()).isEqualTo("changed shop/a");
            assertThat(catalogue.target("shop/a").concurrency()).isEqualTo(3);
        }
    }

    @Test
    void aChangedConfigMapChangesAllTargets() throws InterruptedException {
        knative().services().resource(readyService("a")).create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(nextChange()).isEqualTo("added shop/a");

            client.configMaps()
                    .resource(config("config-autoscaler", Map.of("stable-window", "20s")))
                    .create();
            assertThat(nextChange()).isEqualTo("changed shop/a");
            assertThat(catalogue.target("shop/a").retention()).hasSeconds(21);
        }
    }

    @Test
    void aListenerThatThrowsDoesNotStopTheCatalogue() throws InterruptedException {
        knative().services().resource(readyService("a")).create();
        knative().services().resource(readyService("b")).create();
        CatalogueListener failing = new CatalogueListener() {
            @Override
            public void onAdded(KnativeService service) {
                changes.add("added " + service);
                throw new IllegalStateException("a fault of the listener");
            }
        };
        try (KnativeCatalogue catalogue = catalogue().listener(failing).open()) {
            assertThat(nextChange()).startsWith("added");
            assertThat(nextChange()).startsWith("added");
            assertThat(catalogue.services()).hasSize(2);
        }
    }

    @Test
    void aClosedCatalogueStillAnswersAndLeavesTheClientOpen() {
        knative().services().resource(readyService("a")).create();
        KnativeCatalogue catalogue = catalogue().open();
        catalogue.close();
        catalogue.close();

        assertThat(catalogue.target("shop/a").name()).isEqualTo("shop/a");
        assertThat(knative().services().inNamespace("shop").list().getItems()).hasSize(1);
    }

    @Test
    void aSettingThatCannotBeReadIsReported() {
        knative().services().resource(readyService("a")).create();
        knative()
                .revisions()
                .resource(revision("a", 1, 0L, Map.of("autoscaling.knative.dev/window", "soon")))
                .create();
        client.configMaps()
                .resource(config("config-autoscaler", Map.of("min-scale", "many")))
                .create();
        try (KnativeCatalogue catalogue = catalogue().open()) {
            assertThat(catalogue.problems())
                    .containsExactly("min-scale: \"many\" is not a whole number of at least 0; the default is assumed");
            assertThat(catalogue.services().get(0).problems())
                    .containsExactly(
                            "autoscaling.knative.dev/window: \"soon\" is not a duration such as 1m30s; the default is"
                                    + " assumed");
            assertThat(catalogue.target("shop/a").retention()).hasSeconds(61);
        }
    }
}
