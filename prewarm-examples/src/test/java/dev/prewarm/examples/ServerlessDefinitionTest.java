package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import io.serverlessworkflow.api.WorkflowFormat;
import io.serverlessworkflow.api.WorkflowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is read of definitions. */
class ServerlessDefinitionTest {
    private static final String DOCUMENT =
            "document: {dsl: '1.0.0', namespace: shop, name: orders, version: '0.1.0'}\ndo:\n";

    private final List<String> findings = new ArrayList<>();

    private Workflow read(String... tasks) throws IOException {
        return read(DOCUMENT + String.join("\n", tasks), WorkflowFormat.YAML);
    }

    private Workflow read(String definition, WorkflowFormat format) throws IOException {
        return ServerlessDefinition.workflow(
                WorkflowReader.readWorkflowFromString(definition, format),
                endpoint -> Optional.of(Target.of(endpoint.getHost(), endpoint)),
                findings::add);
    }

    private static String call(String name) {
        return "  - " + name + ": {call: http, with: {method: get, endpoint: 'http://" + name + "'}}";
    }

    /** Each task with its service and what it waits for. */
    private static List<String> describe(Workflow workflow) {
        return workflow.tasks().stream().map(task -> describe(workflow, task)).toList();
    }

    private static String describe(Workflow workflow, Task task) {
        String before = workflow.incoming(task).stream()
                .map(ServerlessDefinitionTest::describe)
                .collect(Collectors.joining(" "));
        return task.id()
                + task.target().map(target -> " = " + target.name()).orElse("")
                + (before.isEmpty() ? "" : " after " + before)
                + (task.needs() == 0 ? "" : " any " + task.needs());
    }

    private static String describe(Dependency in) {
        return in.from().id()
                + (in.certain() ? "" : String.format(Locale.ROOT, "?%.2f", in.probability()))
                + (in.alternative() ? "!" : "");
    }

    @Test
    void oneTaskAfterTheOther() throws IOException {
        Workflow workflow = read(call("a"), "  - rest: {wait: {seconds: 5}}", "  - put: {set: {x: 1}}", call("b"));

        assertThat(workflow.name()).isEqualTo("shop/orders:0.1.0");
        assertThat(describe(workflow))
                .containsExactly(
                        "do/0/a = a",
                        "do/1/rest after do/0/a",
                        "do/2/put after do/1/rest",
                        "do/3/b = b after do/2/put");
        assertThat(findings).isEmpty();
    }

    @Test
    void theSameInJson() throws IOException {
        Workflow workflow = read("""
                {"document": {"dsl": "1.0.0", "namespace": "shop", "name": "orders", "version": "0.1.0"},
                 "do": [{"a": {"call": "http", "with": {"method": "get", "endpoint": "http://a"}}},
                        {"b": {"call": "http", "with": {"method": "get", "endpoint": {"uri": "http://b"}}}}]}
                """, WorkflowFormat.JSON);

        assertThat(describe(workflow)).containsExactly("do/0/a = a", "do/1/b = b after do/0/a");
    }

    @Test
    void aForkEndsWithItsLastBranch() throws IOException {
        assertThat(describe(read(
                        call("a"),
                        "  - both: {fork: {branches: [",
                        branch("x"),
                        "    ,",
                        branch("y"),
                        "  ]}}",
                        call("b"))))
                .containsExactly(
                        "do/0/a = a",
                        "do/1/both/branch/0/x = x after do/0/a",
                        "do/1/both/branch/1/y = y after do/0/a",
                        "do/1/both/branch#join after do/1/both/branch/0/x do/1/both/branch/1/y",
                        "do/2/b = b after do/1/both/branch#join");
    }

    @Test
    void aForkOfWhichTheFirstBranchWinsEndsWithThat() throws IOException {
        assertThat(describe(read(
                        "  - both: {fork: {compete: true, branches: [", branch("x"), "    ,", branch("y"), "  ]}}")))
                .contains("do/0/both/branch#join after do/0/both/branch/0/x do/0/both/branch/1/y any 1");
    }

    private static String branch(String name) {
        return "    {" + name + ": {call: http, with: {method: get, endpoint: 'http://" + name + "'}}}";
    }

    @Test
    void aSwitchLeadsToOneOfItsCases() throws IOException {
        Workflow workflow = read(
                "  - which: {switch: [{big: {when: '${ true }', then: b}}, {other: {then: a}}]}", call("a"), call("b"));

        assertThat(describe(workflow))
                .containsExactly(
                        "do/0/which",
                        "do/0/which#big after do/0/which?0.50!",
                        "do/0/which#other after do/0/which?0.50!",
                        "do/1/a = a after do/0/which#other",
                        "do/2/b = b after do/0/which#big do/1/a");
    }

    @Test
    void aSwitchWithoutADefaultMayFallThrough() throws IOException {
        assertThat(describe(read("  - which: {switch: [{big: {when: '${ true }', then: end}}]}", call("a"))))
                .contains("do/0/which#not after do/0/which?0.50!", "do/1/a = a after do/0/which#not");
    }

    @Test
    void whatHasAConditionMayBePassedOver() throws IOException {
        assertThat(describe(read(
                        "  - a: {if: '${ true }', call: http, with: {method: get, endpoint: 'http://a'}}", call("b"))))
                .containsExactly(
                        "do/0/a#if",
                        "do/0/a#not after do/0/a#if?0.50!",
                        "do/0/a = a after do/0/a#if?0.50!",
                        "do/1/b = b after do/0/a do/0/a#not");
    }

    @Test
    void containersAreNoTasks() throws IOException {
        assertThat(describe(read("  - all: {do: [", branch("x"), "    ,", branch("y"), "  ]}", call("b"))))
                .containsExactly(
                        "do/0/all/do/0/x = x",
                        "do/0/all/do/1/y = y after do/0/all/do/0/x",
                        "do/1/b = b after do/0/all/do/1/y");
    }

    @Test
    void ofALoopTheFirstRoundAndTheWholeAreThere() throws IOException {
        assertThat(describe(read(
                        call("a"),
                        "  - each: {for: {each: n, in: '${ [1, 2] }'}, do: [",
                        branch("x"),
                        "  ]}",
                        call("b"))))
                .containsExactly(
                        "do/0/a = a",
                        "do/1/each/do after do/0/a",
                        "do/1/each/do/0/x = x after do/0/a",
                        "do/2/b = b after do/1/each/do");
        assertThat(findings).singleElement().asString().contains("first round");
    }

    @Test
    void whatCannotBeSaidIsAFinding() throws IOException {
        Workflow workflow = read(
                "  - a: {call: http, with: {method: get, endpoint: '${ .where }'}}",
                "  - b: {try: [",
                branch("x"),
                "  ], catch: {}}",
                "  - c: {set: {y: 1}, then: a}");

        assertThat(describe(workflow))
                .containsExactly("do/0/a", "do/1/b/try/0/x = x after do/0/a", "do/2/c after do/1/b/try/0/x");
        assertThat(findings).hasSize(3);
        assertThat(findings.get(0)).startsWith("do/0/a: its endpoint is an expression");
        assertThat(findings.get(1)).isEqualTo("do/1/b: what is caught is not looked at");
        assertThat(findings.get(2)).startsWith("do/2: leads back to a");
    }

    @Test
    void whatIsNeverReachedIsAFinding() throws IOException {
        assertThat(describe(read("  - a: {set: {y: 1}, then: end}", call("b")))).containsExactly("do/0/a");
        assertThat(findings).containsExactly("do/1: nothing leads there");
    }

    @Test
    void aWayToATaskThatThereIsNotIsAFinding() throws IOException {
        assertThat(describe(read("  - a: {set: {y: 1}, then: nowhere}"))).containsExactly("do/0/a");
        assertThat(findings).containsExactly("do/0: leads to \"nowhere\", which there is not");
    }

    @Test
    void twoTasksOfOneNameAreRefused() {
        assertThatThrownBy(() -> read(call("a"), call("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two tasks of do are named a");
    }
}
