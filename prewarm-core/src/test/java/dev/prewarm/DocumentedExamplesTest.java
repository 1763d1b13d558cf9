package dev.prewarm;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of each package is the text of a test, but for spaces: so it compiles, and does what it says. */
class DocumentedExamplesTest {
    private static final String START = "<pre>{@code";
    private static final String END = "}</pre>";

    @ParameterizedTest
    @CsvSource({
        ", ApiExampleTest",
        "forecast, StatisticsExampleTest",
        "strategy, StrategyExampleTest",
        "testing, TestingExampleTest",
        "micrometer, MetricsExampleTest"
    })
    void isTested(String subpackage, String test) throws IOException {
        Path directory = Path.of("dev", "prewarm", (subpackage == null) ? "" : subpackage);
        String documentation = Files.readString(
                Path.of("src", "main", "java").resolve(directory).resolve("package-info.java"));
        String example =
                documentation.substring(documentation.indexOf(START) + START.length(), documentation.indexOf(END));
        String tested = Files.readString(
                Path.of("src", "test", "java").resolve(directory).resolve(test + ".java"));
        assertThat(squeezed(tested))
                .contains(squeezed(example.lines()
                        .map(line -> line.replaceFirst("^ \\*", ""))
                        .collect(joining())));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
