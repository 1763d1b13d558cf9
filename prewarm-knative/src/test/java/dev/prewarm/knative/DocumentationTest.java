package dev.prewarm.knative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documentation shows is what happens. */
final class DocumentationTest {
    private static final Path FLOWS = Path.of("../docs/flows.md");

    /** The blocks of code of a language, in their order. */
    static List<String> blocks(Path document, String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(document))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(language.length() + 4, block.length() - 3))
                .toList();
    }

    private static String block(Path document, String language) throws IOException {
        List<String> blocks = blocks(document, language);
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
