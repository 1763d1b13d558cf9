package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.knative.CodeBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documentation shows is what happens. */
final class DocumentationTest {
    private static final Path FLOWS = Path.of("../docs/flows.md");

    private static String block(Path document, String language) throws IOException {
        List<String> blocks = CodeBlocks.of(document, language);
        assertThat(blocks).as("blocks of %s in %s", language, document).hasSize(1);
        return blocks.get(0);
    }

    @Test
    void theExampleOfFlowsIsTheWorkflowThatIsShownBelowIt() throws IOException {
        Workflow reviews = KnativeFlows.builder()
                .read("flows.md", block(FLOWS, "yaml"))
                .build()
                .workflow("shop/sequence/reviews");
        Target sentiment = reviews.task("sentiment").target().orElseThrow();

        assertThat(WorkflowShape.edges(reviews))
                .containsExactlyInAnyOrderElementsOf(
                        block(FLOWS, "text").lines().toList());
        assertThat(reviews.task("archive/insert").target()).isEmpty();
        assertThat(reviews.task("display").needs()).isEqualTo(1);
        assertThat(sentiment.name()).isEqualTo("shop/sentiment");
        assertThat(sentiment.concurrency()).isEqualTo(1);
        assertThat(sentiment.retention()).hasSeconds(91);
    }
}
