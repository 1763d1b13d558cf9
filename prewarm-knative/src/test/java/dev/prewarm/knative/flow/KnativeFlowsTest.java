package dev.prewarm.knative.flow;

import static dev.prewarm.knative.flow.WorkflowShape.edges;
import static dev.prewarm.knative.flow.WorkflowShape.roots;
import static dev.prewarm.knative.flow.WorkflowShape.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.TargetResolver;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KnativeFlowsTest {
    private static final String ORDER_SEQUENCE = """
            apiVersion: flows.knative.dev/v1
            kind: Sequence
            metadata: {name: order}
            spec:
              steps:
                - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: check}
                - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: charge}
              reply: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: ship}}
            """;

    private static KnativeFlows flows(String... documents) {
        return KnativeFlows.builder()
                .read("flows.yaml", String.join("---\n", documents))
                .build();
    }

    private static String service(String name) {
        return "{ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: " + name + "}}";
    }

    private static String flow(String kind, String name) {
        String group = kind.equals("Broker") ? "eventing.knative.dev/v1" : "flows.knative.dev/v1";
        return "{ref: {apiVersion: " + group + ", kind: " + kind + ", name: " + name + "}}";
    }

    private static String sequence(String name, List<String> steps, String reply) {
        return "apiVersion: flows.knative.dev/v1\nkind: Sequence\nmetadata: {name: " + name + "}\nspec:\n  steps: "
                + steps + "\n" + (reply.isEmpty() ? "" : "  reply: " + reply + "\n");
    }

    private static String parallel(String name, String reply, String... branches) {
        return "apiVersion: flows.knative.dev/v1\nkind: Parallel\nmetadata: {name: " + name + "}\nspec:\n  branches: "
                + List.of(branches) + "\n" + (reply.isEmpty() ? "" : "  reply: " + reply + "\n");
    }

    private static String trigger(String name, String broker, String type, String subscriber) {
        return "apiVersion: eventing.knative.dev/v1\nkind: Trigger\nmetadata: {name: " + name + "}\nspec:\n  broker: "
                + broker + "\n" + (type.isEmpty() ? "" : "  filter: {attributes: {type: " + type + "}}\n")
                + "  subscriber: " + subscriber + "\n";
    }

    private static List<String> findings(KnativeFlows flows) {
        return flows.findings().stream().map(ManifestFinding::toString).toList();
    }

    @Test
    void aSequenceIsAChainThatEndsWithItsReply() {
        Workflow order = flows(ORDER_SEQUENCE).workflow("default/sequence/order");

        assertThat(tasks(order)).containsExactly("charge=default/charge", "check=default/check", "ship=default/ship");
        assertThat(edges(order)).containsExactly("charge -> ship", "check -> charge");
    }

    @Test
    void aTargetIsAtItsClusterLocalAddressUnlessResolvedOtherwise() {
        Workflow order = flows(ORDER_SEQUENCE).workflow("default/sequence/order");

        assertThat(order.task("check").target().orElseThrow())
                .isEqualTo(Target.of("default/check", URI.create("http://check.default.svc.cluster.local")));
    }

    @Test
    void theManifestOfAServiceGivesItsSettings() {
        KnativeFlows flows = flows(ORDER_SEQUENCE, """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: check}
                spec:
                  template:
                    metadata:
                      annotations:
                        autoscaling.knative.dev/window: 90s
                        autoscaling.knative.dev/min-scale: "1"
                    spec: {containerConcurrency: 4}
                """);
        Target check =
                flows.workflow("default/sequence/order").task("check").target().orElseThrow();

        assertThat(check.concurrency()).isEqualTo(4);
        assertThat(check.retention()).isEqualTo(Duration.ofSeconds(91));
        assertThat(check.minScale()).isEqualTo(1);
        assertThat(flows.services()).containsOnlyKeys(new ServiceName("default", "check"));
    }

    @Test
    void settingsOfAllServicesComeFromTheAutoscalersConfigMapIfItIsThere() {
        KnativeFlows flows = flows(ORDER_SEQUENCE, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: config-autoscaler, namespace: knative-serving}
                data: {enable-scale-to-zero: "false", stable-window: soon}
                """);

        assertThat(flows.workflow("default/sequence/order")
                        .task("check")
                        .target()
                        .orElseThrow()
                        .minScale())
                .isEqualTo(1);
        assertThat(findings(flows))
                .containsExactly("flows.yaml, document 2, data.stable-window: \"soon\" is not a duration such as 1m30s;"
                        + " the default is assumed");
    }

    @Test
    void oneServiceInTwoStepsIsTwoTasksOfOneTarget() {
        Workflow again = flows(sequence("again", List.of(service("a"), service("b"), service("a")), ""))
                .workflow("default/sequence/again");

        assertThat(tasks(again)).containsExactly("a#2=default/a", "a=default/a", "b=default/b");
        assertThat(edges(again)).containsExactly("a -> b", "b -> a#2");
    }

    @Test
    void filtersAreCertainAndWhatTheyLetPassIsABranch() {
        Workflow sort = flows(parallel(
                        "sort",
                        service("end"),
                        "{filter: " + service("f") + ", subscriber: " + service("x") + "}",
                        "{subscriber: " + service("y") + ", reply: " + service("own") + "}",
                        "{subscriber: " + service("z") + "}"))
                .workflow("default/parallel/sort");

        assertThat(roots(sort)).containsExactly("f", "y", "z");
        assertThat(edges(sort)).containsExactly("f -> x ?", "x -> end", "y -> own", "z -> end");
        assertThat(sort.outgoing(sort.task("f")).get(0).probability()).isEqualTo(0.5);
    }

    @Test
    void aReplyOfSeveralBranchesStartsWithTheFirst() {
        Workflow both = flows(parallel(
                        "both",
                        service("end"),
                        "{subscriber: " + service("x") + "}",
                        "{subscriber: " + service("y") + "}"))
                .workflow("default/parallel/both");

        assertThat(both.task("end").needs()).isEqualTo(1);
        assertThat(both.task("x").needs()).isZero();
    }

    @Test
    void aReplyToAnotherFlowGoesOnWithItsTasks() {
        KnativeFlows flows = flows(
                sequence("one", List.of(service("a")), flow("Parallel", "two")),
                parallel(
                        "two",
                        flow("Sequence", "three"),
                        "{filter: " + service("f") + ", subscriber: " + service("x") + "}",
                        "{subscriber: " + service("y") + "}"),
                sequence("three", List.of(service("last")), ""));

        assertThat(edges(flows.workflow("default/sequence/one")))
                .containsExactly("a -> f", "a -> y", "f -> x ?", "x -> last", "y -> last");
        assertThat(edges(flows.workflow("default/parallel/two"))).containsExactly("f -> x ?", "x -> last", "y -> last");
        assertThat(tasks(flows.workflow("default/sequence/three"))).containsExactly("last=default/last");
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void aCycleThroughRepliesIsCutAndReported() {
        KnativeFlows flows = flows(
                sequence("one", List.of(service("a"), service("b")), flow("Sequence", "two")),
                sequence("two", List.of(service("c")), flow("Sequence", "one")));

        assertThat(edges(flows.workflow("default/sequence/one"))).containsExactly("a -> b", "b -> c");
        assertThat(edges(flows.workflow("default/sequence/two"))).containsExactly("a -> b", "c -> a");
        assertThat(findings(flows))
                .containsExactly(
                        "flows.yaml, document 2, spec.reply: leads back to default/sequence/one: the cycle is cut here in"
                                + " workflow default/sequence/one",
                        "flows.yaml, document 1, spec.reply: leads back to default/sequence/two: the cycle is cut here in"
                                + " workflow default/sequence/two");
    }

    @Test
    void aFlowThatOnlyLeadsToItselfHasNoWorkflow() {
        KnativeFlows flows = flows(sequence("self", List.of(flow("Sequence", "self")), ""));

        assertThat(flows.workflows()).isEmpty();
        assertThat(findings(flows)).hasSize(1).allMatch(finding -> finding.contains("leads back"));
    }

    @Test
    void aBrokerPassesEventsOnToItsTriggersSubscribers() {
        KnativeFlows flows = flows(
                trigger("all", "bus", "", service("log")),
                trigger("some", "bus", "order", flow("Sequence", "order")),
                ORDER_SEQUENCE);
        Workflow bus = flows.workflow("default/broker/bus");

        assertThat(roots(bus)).containsExactly("broker/bus");
        assertThat(bus.task("broker/bus").target()).isEmpty();
        assertThat(edges(bus))
                .containsExactly("broker/bus -> check ?", "broker/bus -> log", "charge -> ship", "check -> charge");
    }

    @Test
    void aReplyToABrokerGoesOnWithItsTriggers() {
        KnativeFlows flows = flows(
                sequence("one", List.of(service("a")), flow("Broker", "bus")),
                trigger("all", "bus", "", service("log")),
                trigger("some", "bus", "done", service("notify")),
                trigger("back", "bus", "new", flow("Sequence", "one")));

        assertThat(edges(flows.workflow("default/sequence/one"))).containsExactly("a -> log", "a -> notify ?");
        assertThat(findings(flows))
                .contains(
                        "flows.yaml, document 4, spec.subscriber: leads back to default/sequence/one: the cycle is cut here in"
                                + " workflow default/sequence/one",
                        "flows.yaml, document 2, spec.subscriber: an event that it answers with would go back to Broker"
                                + " default/bus; whether it answers with one is not known: not followed");
    }

    @Test
    void twoTriggersForOneFlowReachItByEither() {
        KnativeFlows flows = flows(
                trigger("t1", "bus", "a", flow("Sequence", "one")),
                trigger("t2", "bus", "b", flow("Sequence", "one")),
                sequence("one", List.of(service("a")), ""));
        Workflow bus = flows.workflow("default/broker/bus");

        assertThat(bus.incoming(bus.task("a")).get(0).probability()).isEqualTo(0.75);
    }

    @Test
    void aBrokerWithoutTriggersIsReported() {
        KnativeFlows flows = flows("apiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: {name: bus}\n");

        assertThat(flows.workflows()).isEmpty();
        assertThat(findings(flows))
                .containsExactly(
                        "flows.yaml, document 1: no Trigger of Broker default/bus is known: who takes its events"
                                + " is not known");
    }

    @Test
    void aFlowAsAStepDoesNotAnswerSoWhatComesAfterIsNotReached() {
        KnativeFlows flows =
                flows(sequence("outer", List.of(flow("Sequence", "order"), service("never")), ""), ORDER_SEQUENCE);

        assertThat(edges(flows.workflow("default/sequence/outer")))
                .containsExactly("charge -> ship", "check -> charge");
        assertThat(findings(flows))
                .containsExactly("flows.yaml, document 1, spec.steps[0]: Sequence default/order accepts events without"
                        + " answering: what comes after is not reached");
    }

    @Test
    void aKubernetesServiceIsALocalTaskEvenIfAKnativeServiceHasItsName() {
        KnativeFlows flows = flows(
                sequence(
                        "mixed",
                        List.of("{ref: {apiVersion: v1, kind: Service, name: db}, uri: /insert}", service("a")),
                        ""),
                "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: db}\n");
        Workflow mixed = flows.workflow("default/sequence/mixed");

        assertThat(tasks(mixed)).containsExactly("a=default/a", "db/insert=local");
        assertThat(edges(mixed)).containsExactly("db/insert -> a");
        assertThat(findings(flows))
                .containsExactly(
                        "flows.yaml, document 1, spec.steps[0]: v1 Service default/db is not a Knative Service: a local task");
    }

    @Test
    void aUriIsATargetOnlyIfAKnativeServiceIsKnownAtItsHost() {
        KnativeFlows flows = flows(
                sequence(
                        "uris",
                        List.of(
                                "{uri: \"http://known.shop.svc.cluster.local/a\"}",
                                "{uri: \"http://unknown.shop.svc.cluster.local/b\"}",
                                "{uri: \"https://user:secret@example.org/c?token=secret\"}"),
                        ""),
                "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: known, namespace: shop}\n");

        assertThat(tasks(flows.workflow("default/sequence/uris")))
                .containsExactly(
                        "example.org=local", "known.shop/a=shop/known", "unknown.shop.svc.cluster.local=local");
        assertThat(findings(flows))
                .containsExactly(
                        "flows.yaml, document 1, spec.steps[1].uri: no Knative Service is known at"
                                + " unknown.shop.svc.cluster.local: a local task",
                        "flows.yaml, document 1, spec.steps[2].uri: no Knative Service is known at example.org: a local task");
    }

    @Test
    void aResolverDecidesOnTargetsAndHosts() {
        Target check = Target.of("shop/check", URI.create("https://check.example.org"));
        KnativeFlows flows = KnativeFlows.builder()
                .namespace("shop")
                .resolver(new TargetResolver() {
                    @Override
                    public Optional<Target> resolve(ServiceName service) {
                        return service.name().equals("check") ? Optional.of(check) : Optional.empty();
                    }

                    @Override
                    public Optional<ServiceName> serviceAt(String host) {
                        return host.equals("check.example.org")
                                ? Optional.of(new ServiceName("shop", "check"))
                                : Optional.empty();
                    }
                })
                .read("f", sequence("s", List.of("{uri: \"https://Check.example.org:443/\"}", service("gone")), ""))
                .build();

        assertThat(tasks(flows.workflow("shop/sequence/s"))).containsExactly("check=shop/check", "gone=local");
        assertThat(findings(flows))
                .containsExactly(
                        "f, document 1, spec.steps[1]: Knative Service shop/gone has no known address: a local task");
    }

    @Test
    void referencesStayInTheFlowsNamespaceUnlessTheyNameOne() {
        KnativeFlows flows = flows("""
                apiVersion: flows.knative.dev/v1
                kind: Sequence
                metadata: {name: s, namespace: shop}
                spec:
                  steps:
                    - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: a}
                    - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: a, namespace: stock}
                    - ref: {group: serving.knative.dev, kind: Service, name: b}
                """);

        assertThat(tasks(flows.workflow("shop/sequence/s"))).containsExactly("a.stock=stock/a", "a=shop/a", "b=shop/b");
    }

    @Test
    void unknownFlowsAndKindsAreReportedNotGuessed() {
        KnativeFlows flows = flows(
                sequence("s", List.of(service("a")), flow("Sequence", "elsewhere")),
                "apiVersion: eventing.knative.dev/v1beta2\nkind: EventPolicy\nmetadata: {name: sub}\n",
                "name: a-function\nruntime: python\n",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n");

        assertThat(tasks(flows.workflow("default/sequence/s"))).containsExactly("a=default/a", "elsewhere=local");
        assertThat(findings(flows))
                .containsExactly(
                        "flows.yaml, document 2: eventing.knative.dev/v1beta2 EventPolicy is not read: what it does with"
                                + " events is not known",
                        "flows.yaml, document 3: not a Kubernetes manifest (it has no apiVersion or no kind): passed over",
                        "flows.yaml, document 1, spec.reply: Sequence default/elsewhere is not among the manifests: what"
                                + " comes after is not known");
    }

    @Test
    void expressionsAndDeadLettersAreReported() {
        KnativeFlows flows = flows("""
                apiVersion: eventing.knative.dev/v1
                kind: Trigger
                metadata: {name: t}
                spec:
                  broker: bus
                  filters: [{cesql: "amount > 10"}]
                  delivery: {deadLetterSink: {uri: "http://dead.example.org"}}
                  subscriber: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: a}}
                """);

        assertThat(edges(flows.workflow("default/broker/bus"))).containsExactly("broker/bus -> a ?");
        assertThat(findings(flows))
                .contains(
                        "flows.yaml, document 1, spec.delivery.deadLetterSink: gets events only after failures: not a part of"
                                + " the workflow",
                        "flows.yaml, document 1, spec.filters[0].cesql: expressions are not evaluated: whether an event"
                                + " matches is taken as a branch");
    }

    @Test
    void itemsOfAListAreRead() {
        KnativeFlows flows = flows("""
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: flows.knative.dev/v1
                    kind: Sequence
                    metadata: {name: s}
                    spec: {steps: [{uri: "http://example.org"}]}
                """);

        assertThat(tasks(flows.workflow("default/sequence/s"))).containsExactly("example.org=local");
        assertThat(flows.findings().get(0).field()).isEqualTo("items[0].spec.steps[0].uri");
    }

    @Test
    void theSameManifestTwiceIsOne() {
        assertThat(flows(ORDER_SEQUENCE, ORDER_SEQUENCE).workflows()).hasSize(1);
    }

    @Test
    void anUnknownWorkflowIsAnErrorThatListsTheKnownOnes() {
        KnativeFlows flows = flows(ORDER_SEQUENCE);

        assertThatThrownBy(() -> flows.workflow("order"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no workflow is named \"order\"; there are [default/sequence/order]");
    }
}
