package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Workflow;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
final class FlowExampleTest {
    private final String yaml = """
            apiVersion: flows.knative.dev/v1
            kind: Sequence
            metadata: {name: reviews, namespace: shop}
            spec:
              steps:
                - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: bad-words}
                - ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: sentiment}
            """;

    @Test
    void aSequenceBecomesAWorkflow() {
        KnativeFlows flows = KnativeFlows.builder().read("flows.yaml", yaml).build();
        Workflow reviews = flows.workflow("shop/sequence/reviews");
        flows.findings().forEach(System.out::println);

        assertThat(WorkflowShape.edges(reviews)).containsExactly("bad-words -> sentiment");
    }
}
