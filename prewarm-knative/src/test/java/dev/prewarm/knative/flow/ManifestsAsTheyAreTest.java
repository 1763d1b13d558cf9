package dev.prewarm.knative.flow;

import static dev.prewarm.knative.flow.WorkflowShape.edges;
import static dev.prewarm.knative.flow.WorkflowShape.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.knative.ManifestException;
import dev.prewarm.knative.Scaling;
import dev.prewarm.knative.ServiceName;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What folders of manifests have in them besides flows that are written out. */
final class ManifestsAsTheyAreTest {
    private static final String PRICE = """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: price, namespace: shop}
            spec: {template: {spec: {containerConcurrency: 5, containers: [{image: example/price}]}}}
            """;

    private static KnativeFlows read(String... files) {
        KnativeFlows.Builder builder = KnativeFlows.builder().namespace("shop");
        for (int i = 0; i < files.length; i++) {
            builder.read("f" + i, files[i]);
        }
        return builder.build();
    }

    private static List<String> texts(KnativeFlows flows) {
        return flows.findings().stream().map(finding -> finding.text()).toList();
    }

    private static Target target(KnativeFlows flows, String name) {
        return flows.services().get(ServiceName.parse(name));
    }

    private static String ref(String name) {
        return "{ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: " + name + "}}";
    }

    @Test
    void aJsonPatchIsPassedOver() {
        KnativeFlows flows = read(PRICE, """
                - op: replace
                  path: /spec/template/spec/containerConcurrency
                  value: 7
                """);
        assertThat(target(flows, "shop/price").concurrency()).isEqualTo(5);
        assertThat(texts(flows)).containsExactly("a list, as JSON patches are, and not a manifest: passed over");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{- if .Values.flows }}\napiVersion: flows.knative.dev/v1\nkind: Sequence\n{{- end }}\n",
                "apiVersion: flows.knative.dev/v1\nkind: Sequence\nmetadata: {name: '{{ .Release.Name }}'}\nspec: {}\n",
                "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: {{ include \"x\" . }}\n"
            })
    void aTemplateIsPassedOver(String template) {
        KnativeFlows flows = read(template, PRICE);
        assertThat(flows.services()).containsOnlyKeys(new ServiceName("shop", "price"));
        assertThat(texts(flows)).singleElement().asString().startsWith("a template");
    }

    @Test
    void bracesInWhatIsReadWellMakeNoTemplate() {
        KnativeFlows flows = read(PRICE.replace("example/price}", "example/price, env: [{name: A, value: '{{x}}'}]}"));
        assertThat(flows.services()).hasSize(1);
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void oneServiceInTwoFilesIsOneService() {
        KnativeFlows flows =
                read(PRICE, PRICE.replace("example/price", "example/price-green, env: [{name: C, value: g}]"));
        assertThat(flows.services()).hasSize(1);
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void ofTwoDescriptionsOfAServiceTheLeastOfEachSettingCounts() {
        KnativeFlows flows = read(PRICE, PRICE.replace("containerConcurrency: 5", "containerConcurrency: 3"));
        assertThat(target(flows, "shop/price").concurrency()).isEqualTo(3);
        assertThat(texts(flows)).singleElement().asString().contains("the least of each counts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoscaler: {%s}, defaults: {%s}", "config-autoscaler: {%s}, config-defaults: {%s}"})
    void theOperatorsSettingsAreThoseOfTheConfigMaps(String config) {
        KnativeFlows flows = read(
                """
                apiVersion: operator.knative.dev/v1beta1
                kind: KnativeServing
                metadata: {name: knative-serving, namespace: knative-serving}
                spec: {config: {%s}}
                """.formatted(config.formatted(
                        "stable-window: 120s, scale-to-zero-pod-retention-period: 30s", "container-concurrency: '8'")),
                PRICE.replace("containerConcurrency: 5, ", ""));
        assertThat(target(flows, "shop/price").retention()).hasSeconds(151);
        assertThat(target(flows, "shop/price").concurrency()).isEqualTo(8);
    }

    private static String channel(String name) {
        return "apiVersion: messaging.knative.dev/v1\nkind: Channel\nmetadata: {name: " + name + "}\n";
    }

    private static String subscription(String name, String channel, String subscriberAndReply) {
        return "apiVersion: messaging.knative.dev/v1\nkind: Subscription\nmetadata: {name: " + name
                + "}\nspec: {channel: {apiVersion: messaging.knative.dev/v1, kind: Channel, name: " + channel + "}, "
                + subscriberAndReply + "}\n";
    }

    @Test
    void eventsGoOnThroughChannelsAndTheirSubscriptions() {
        String second = "{ref: {apiVersion: messaging.knative.dev/v1, kind: Channel, name: c2}}";
        KnativeFlows flows = read(
                channel("c1"),
                channel("c2"),
                subscription("s1", "c1", "subscriber: " + ref("one") + ", reply: " + second),
                subscription("s2", "c2", "subscriber: " + ref("two")),
                "apiVersion: flows.knative.dev/v1\nkind: Sequence\nmetadata: {name: pre}\nspec:\n  steps: ["
                        + ref("zero")
                        + "]\n  reply: {ref: {apiVersion: messaging.knative.dev/v1, kind: Channel, name: c1}}\n");

        assertThat(edges(flows.workflow("shop/sequence/pre"))).containsExactly("one -> two", "zero -> one");
        assertThat(edges(flows.workflow("shop/channel/c1"))).containsExactly("one -> two");
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void channelsThatNobodyReadsAreReportedAndThoseThatKnativeMadeAreNot() {
        KnativeFlows flows = read(
                channel("mine"),
                channel("pre-kn-sequence-0, ownerReferences: [{kind: Sequence, name: pre}]"),
                subscription("s", "lonely", "reply: " + ref("one")));
        assertThat(texts(flows))
                .containsExactly("no Subscription of Channel shop/mine is known: who takes its events is not known");
        assertThat(tasks(flows.workflow("shop/channel/lonely"))).containsExactly("one=shop/one");
    }

    @Test
    void aServiceThatSpeaksHttp2IsTold() {
        assertThat(texts(read(
                        PRICE.replace("example/price", "example/price, ports: [{name: h2c, containerPort: 50051}]"))))
                .singleElement()
                .asString()
                .startsWith("speaks HTTP/2");
    }

    @Test
    void aServiceIsWhereItsStatusSays() {
        KnativeFlows flows = read("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: api, namespace: '123456789012', annotations: {run.googleapis.com/minScale: '1'}}
                spec: {template: {spec: {containerConcurrency: 80, containers: [{image: example/api}]}}}
                status: {url: 'https://api-abc-uc.a.run.app', address: {url: 'https://api-abc-uc.a.run.app'}}
                ---
                apiVersion: flows.knative.dev/v1
                kind: Sequence
                metadata: {name: s}
                spec: {steps: [{uri: 'https://API-abc-uc.a.run.app/x'}]}
                """);
        Target api = target(flows, "123456789012/api");
        assertThat(api.uri()).isEqualTo(URI.create("https://api-abc-uc.a.run.app"));
        assertThat(api.concurrency()).isEqualTo(80);
        assertThat(api.minScale()).isEqualTo(1);
        assertThat(tasks(flows.workflow("shop/sequence/s"))).containsExactly("api.123456789012/x=123456789012/api");
        assertThat(flows.scaling(api)).contains(new Scaling(56, 1));
    }

    @Test
    void aServiceIsKnownAtBothOfItsAddresses() {
        KnativeFlows flows = read("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: resize}
                status: {url: 'https://resize.shop.example.com', address: {url: 'http://resize.shop.svc.cluster.local'}}
                ---
                apiVersion: flows.knative.dev/v1
                kind: Sequence
                metadata: {name: s}
                spec: {steps: [{uri: 'https://resize.shop.example.com/x'}, {uri: 'http://resize.shop.svc.cluster.local/y'}]}
                """);
        assertThat(tasks(flows.workflow("shop/sequence/s")))
                .containsExactly("resize/x=shop/resize", "resize/y=shop/resize");
        assertThat(target(flows, "shop/resize").uri()).isEqualTo(URI.create("http://resize.shop.svc.cluster.local"));
    }

    @Test
    void aRouteAndEveryFormOfItsHostLeadToTheService() {
        KnativeFlows flows = read(PRICE, """
                apiVersion: flows.knative.dev/v1
                kind: Sequence
                metadata: {name: s}
                spec:
                  steps:
                    - ref: {apiVersion: serving.knative.dev/v1, kind: Route, name: price}
                    - uri: http://price.shop
                    - uri: http://price.shop.svc.cluster.local./x
                    - uri: http://PRICE.shop.svc.cluster.local:80/y
                """);
        assertThat(tasks(flows.workflow("shop/sequence/s")))
                .containsExactly("price#2=shop/price", "price/x=shop/price", "price/y=shop/price", "price=shop/price");
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        assertThat(read("\uFEFF" + PRICE).services()).hasSize(1);
    }

    private static String graph(String nodes) {
        return "apiVersion: serving.kserve.io/v1alpha1\nkind: InferenceGraph\nmetadata: {name: pets, namespace: ml}\n"
                + "spec:\n  nodes:\n" + nodes.indent(4);
    }

    @Test
    void aGraphOfModelsIsAWorkflow() {
        Workflow pets = read(graph("""
                root:
                  routerType: Sequence
                  steps:
                    - {serviceName: kind-of-pet, name: first}
                    - {serviceName: breed, name: second, data: $response, condition: "x"}
                """)).workflow("ml/inferencegraph/pets");
        assertThat(tasks(pets)).containsExactly("breed=ml/breed-predictor", "kind-of-pet=ml/kind-of-pet-predictor");
        assertThat(edges(pets)).containsExactly("kind-of-pet -> breed ?");
    }

    @Test
    void aTransformerComesBeforeItsPredictor() {
        KnativeFlows flows = read(
                graph("root: {routerType: Sequence, steps: [{serviceName: pet}]}"),
                "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: pet-transformer, namespace: ml}\n");
        assertThat(tasks(flows.workflow("ml/inferencegraph/pets"))).containsExactly("pet=ml/pet-transformer");
    }

    @Test
    void whatFollowsAnEnsembleWaitsForAllOfIt() {
        Workflow pets = read(graph("""
                root: {routerType: Sequence, steps: [{nodeName: both}, {serviceName: last}]}
                both: {routerType: Ensemble, steps: [{serviceName: a}, {serviceName: b}]}
                """)).workflow("ml/inferencegraph/pets");
        assertThat(edges(pets)).containsExactly("a -> last", "b -> last");
        assertThat(pets.task("last").needs()).as("0 is all").isZero();
    }

    @Test
    void aSplitterChoosesByWeightAndASwitchByCondition() {
        KnativeFlows flows = read(graph("""
                root: {routerType: Splitter, steps: [{serviceName: a, weight: 80}, {nodeName: which, weight: 20}]}
                which: {routerType: Switch, steps: [{serviceName: b, condition: x}, {serviceName: c, condition: y}]}
                """));
        assertThat(edges(flows.workflow("ml/inferencegraph/pets")))
                .containsExactly(
                        "inferencegraph/pets -> a ?", "inferencegraph/pets -> b ?", "inferencegraph/pets -> c ?");
    }

    @Test
    void aGraphThatLeadsBackIsCutAndOneThatGrowsTooLargeRefused() {
        KnativeFlows flows = read(graph("root: {routerType: Sequence, steps: [{serviceName: a}, {nodeName: root}]}"));
        assertThat(texts(flows)).containsExactly("leads back to a node on the way: the cycle is cut here");
        StringBuilder nodes = new StringBuilder("root: {routerType: Sequence, steps: [{nodeName: n0}]}\n");
        for (int i = 0; i < 40; i++) {
            nodes.append("n%d: {routerType: Ensemble, steps: [{nodeName: n%d}, {nodeName: n%d}]}\n"
                    .formatted(i, i + 1, i + 1));
        }
        nodes.append("n40: {routerType: Sequence, steps: [{serviceName: a}]}\n");
        assertThatThrownBy(() -> read(graph(nodes.toString())))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("more than 10000 steps");
    }

    @Test
    void theNameOfATaskCarriesNoSecretOfAnAddress() {
        KnativeFlows flows = read(PRICE, """
                apiVersion: flows.knative.dev/v1
                kind: Sequence
                metadata: {name: s}
                spec:
                  steps:
                    - uri: https://hooks.example.com/services/T024BE91L/hunter2?token=hunter2
                    - uri: http://price.shop.svc.cluster.local/hook/0f6c2b1e-hunter2/run
                    - {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: price}, uri: /v2/%s}
                """.formatted("x".repeat(2_000)));
        assertThat(tasks(flows.workflow("shop/sequence/s")))
                .containsExactly("hooks.example.com=local", "price/hook/…/run=shop/price", "price/v2/…=shop/price");
        assertThat(flows.findings().toString()).doesNotContain("hunter2");
    }
}
