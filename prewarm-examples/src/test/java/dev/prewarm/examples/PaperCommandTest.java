package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class PaperCommandTest {
    private static CommandLineResult result;
    private static JsonNode json;
    private static String html;

    @BeforeAll
    static void runItOnce(@TempDir Path directory) throws IOException {
        Path figures = directory.resolve("paper.json");
        Path page = directory.resolve("paper.html");
        result = CommandLineResult.of("paper", "--speed", "4", "--json", figures.toString(), "--html", page.toString());
        json = new ObjectMapper().readTree(Files.readString(figures));
        html = Files.readString(page);
    }

    @ParameterizedTest
    @CsvSource({"none, 3, 0", "next-hop, 1, 2", "full-path, 1, 2", "full-path-announced, 0, 3"})
    void countsTheColdStartsThatAreLeftAndTheWarmUpsThatWereSent(String strategy, int coldStarts, int warmups) {
        JsonNode measured = figures(strategy);

        assertThat(measured.get("coldStartsMet").asInt()).isEqualTo(coldStarts);
        assertThat(measured.get("warmupsSent").asInt()).isEqualTo(warmups);
    }

    @Test
    void costAwareWarmsTheTasksAfterTheFirst() {
        assertThat(figures("cost-aware").get("warmupsSent").asInt()).isEqualTo(2);
    }

    @Test
    void withoutWarmingNothingIsIdle() {
        assertThat(figures("none").get("idleInstanceSeconds").asDouble()).isZero();
    }

    @Test
    void allContestantsAreInTheJsonInTheOrderOfTheTable() {
        assertThat(strategies().map(strategy -> strategy.get("name").asText()))
                .containsExactly("none", "next-hop", "full-path", "full-path-announced", "cost-aware");
        assertThat(result.out())
                .containsSubsequence("none", "next-hop", "full-path", "full-path-announced", "cost-aware");
    }

    @Test
    void saysWhoKnewMoreThanTheOthers() {
        assertThat(result.out()).contains("was announced 2 s ahead", "was told durations and cold starts");
    }

    @Test
    void showsHowFarItIs() {
        assertThat(result.err()).contains("5 contestants side by side: 0 done");
    }

    @Test
    void namesTheTimelinesThatItWrote() {
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("paper.html");
        assertThat(html).contains("full-path-announced", "warm-up", "cold start", "idle before use");
    }

    @Test
    void thePageLoadsNothing() {
        assertThat(html).doesNotContainPattern("(src|href)=\"(?!data:)").doesNotContain("@import", "url(");
    }

    private static Stream<JsonNode> strategies() {
        return json.get("strategies").valueStream();
    }

    private static JsonNode figures(String strategy) {
        return strategies()
                .filter(node -> node.get("name").asText().equals(strategy))
                .findAny()
                .orElseThrow();
    }
}
