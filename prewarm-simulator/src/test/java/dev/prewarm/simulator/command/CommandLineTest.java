package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.FixedComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new FixedComparison(2), new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void compareShowsATable() {
        assertThat(run("compare", "--scenario", "paper", "--strategies", "none,next-hop,cost-aware"))
                .isZero();
        assertThat(out.toString().lines().toList())
                .contains(
                        "none          18.00  18.00    0.00 %  3.00  0.00    0.00  0.00  0.00  30.00",
                        "next-hop      16.00  16.00  100.00 %  1.00  9.00    0.00  2.00  0.00  19.00",
                        "cost-aware    16.00  16.00  100.00 %  1.00  0.00    0.00  2.00  0.00  10.00");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void compareWritesJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        assertThat(run("compare", "--scenario", "paper", "--runs", "7", "--seed", "3", "--json", file.toString()))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("workflow").asText()).isEqualTo("paper");
        assertThat(json.get("runs").asInt()).isEqualTo(7);
        assertThat(json.get("seed").asInt()).isEqualTo(3);
        assertThat(json.get("strategies")).hasSize(7);
        JsonNode first = json.get("strategies").get(0);
        assertThat(first.get("name").asText()).isEqualTo("none");
        assertThat(first.get("hiddenShare").asDouble()).isZero();
        assertThat(first.get("makespanSeconds").get("p99").asDouble()).isEqualTo(18);
        assertThat(first.get("warmupsSent").get("mean").asDouble()).isZero();
    }

    @Test
    void theSameCommandWritesTheSameBytes(@TempDir Path folder) throws IOException {
        for (String name : List.of("first", "second")) {
            run("compare", "--scenario", "paper", "--html", folder.resolve(name).toString());
        }
        assertThat(folder.resolve("first")).hasSameBinaryContentAs(folder.resolve("second"));
    }

    @Test
    void adviseNamesAStrategyTheSavingAndTheSettings() {
        assertThat(run("advise", "--scenario", "paper", "--concurrency", "1", "--runs-per-month", "1800"))
                .isZero();
        assertThat(out.toString())
                .contains("paper: use cost-aware: PrewarmStrategy.costAware(10)")
                .contains("saves   2.00 s a run: 18.00 s become 16.00 s")
                .contains("1.00 h in a month of 1800 runs")
                .contains("autoscaling.knative.dev/window: \"10s\"")
                .contains("autoscaling.knative.dev/target-utilization-percentage: \"100\"")
                .contains("another 1.00 s a run");
    }

    @Test
    void adviseSaysWhenNothingIsWorthDoing() {
        int code = Main.run(
                new FixedComparison(0), new PrintWriter(out), new PrintWriter(err), "advise", "--scenario", "paper");
        assertThat(code).isZero();
        assertThat(out.toString()).startsWith("paper: nothing is worth doing: ");
    }

    @Test
    void scenariosListsScenariosAndAxes() {
        assertThat(run("scenarios")).isZero();
        assertThat(out.toString()).contains("  paper ").contains("  window-6s ");
    }

    @Test
    void helpSaysAllOptions() {
        assertThat(run("compare", "--help")).isZero();
        assertThat(out.toString())
                .contains("--workflow", "--format", "--scenario", "--strategies", "--price", "--runs", "--seed")
                .contains("--trained", "--cold-start", "--runtime-cv", "--window", "--concurrency", "--arrivals")
                .contains("--announce", "--autoscaler", "--json", "--html");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    compare --scenario papper | unknown scenario "papper"; did you mean "paper"?
                    compare --scenari paper | did you mean "--scenario"?
                    comparr --scenario paper | did you mean "compare"?
                    compare --scenario paper --strategies next-hopp | unknown strategy "next-hopp"; did you mean "next-hop"?
                    compare --scenario paper --runs 0 | runs: 0, but 1 to 1000000 is allowed
                    compare --scenario paper --runs many | many
                    compare --scenario paper --price -1 | price: -1.0, but above 0
                    compare --scenario paper --window 1s | window: 1s, but 6s to 1h is allowed
                    compare --scenario paper --arrivals sometimes | sequential, poisson:RATE/min
                    compare --scenario paper --cold-start 3 | lognormal:MEAN,SD
                    compare --scenario paper --announce soon | is not a duration
                    compare --scenario paper --concurrency -1 | concurrency
                    compare --scenario paper --autoscaler hpa | [IDEAL, KPA]
                    compare --scenario paper --runtime-cv -1 | cv: -1.0
                    compare --scenario paper --json /nowhere/at/all.json | cannot be written
                    compare --workflow absent.json | absent.json: there is no such file
                    compare | give either --workflow FILE or --scenario NAME
                    compare --workflow a.json --scenario paper | not both
                    compare --scenario paper --format xml | xml
                    mock --scenario paper --speed 0 | speed
                    mock --scenario paper --port 70000 | port
                    mock --scenario paper --port 65534 | the last of 3 services would have 65536
                    advise --scenario paper --runs-per-month 0 | runs per month: 0, but 1 to
                    compare --scenario paper --json a.out --html ./a.out | a.out: is given for both
                    """)
    void badInputIsOneLineAndCodeTwo(String command, String message) {
        assertThat(run(command.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines().toList()).hasSize(1);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutACommandTheCommandsAreNamed() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .contains("a command is needed")
                .contains("compare")
                .contains("advise");
    }

    @Test
    void badInputLeavesNothingBehind(@TempDir Path folder) throws IOException {
        assertThat(run(
                        "compare",
                        "--scenario",
                        "papper",
                        "--json",
                        folder.resolve("a.json").toString()))
                .isEqualTo(2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatShouldNotHappenIsOneLineAndCodeOne() {
        Comparison broken = new Comparison() {
            @Override
            public List<String> contestants() {
                return List.of("none");
            }

            @Override
            public ComparisonResult run(ComparisonRequest request, Progress progress) {
                throw new IllegalStateException("out of order");
            }
        };
        int code = Main.run(broken, new PrintWriter(out), new PrintWriter(err), "compare", "--scenario", "paper");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines().toList()).hasSize(1);
        assertThat(err.toString()).contains("internal error").contains("out of order");
    }
}
