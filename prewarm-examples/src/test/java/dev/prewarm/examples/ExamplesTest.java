package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {
    @ParameterizedTest
    @CsvSource({
        "papr, paper",
        "fanout, fan-out",
        "paper --sped=3, --speed",
        "branch --wya=review, --way",
        "branch --way=sideways, REVIEW",
        "paper --speed=fast, --speed",
        "paper --speed=0, above 0",
        "paper --speed=NaN, above 0",
        "fan-out --width=51, 1 to 50",
        "paper --json=no/such/directory/file.json, no/such/directory"
    })
    void saysInOneLineWhatIsWrongAndWhatIsNearest(String args, String nearest) {
        CommandLineResult result = CommandLineResult.of(args.split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1).contains(nearest);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void refusesADirectoryAsAFile(@TempDir Path directory) {
        CommandLineResult result = CommandLineResult.of("paper", "--html", directory.toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1).contains(directory.toString());
    }

    @Test
    void namesTheExamplesIfNoneIsGiven() {
        CommandLineResult result = CommandLineResult.of();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .contains("paper, custom-orchestrator, fan-out, branch, sequence, temporal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "paper --help",
                "custom-orchestrator --help",
                "fan-out --help",
                "branch --help",
                "sequence --help",
                "temporal --help"
            })
    void helpsOnRequest(String args) {
        CommandLineResult result = CommandLineResult.of(args.split(" "));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("Usage: prewarm-examples");
    }
}
