package dev.prewarm;

import dev.prewarm.architecture.DocumentedExample;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of each package is the text of a test. */
class DocumentedExamplesTest {
    @ParameterizedTest
    @CsvSource({", ApiExampleTest", "forecast, StatisticsExampleTest", "micrometer, MetricsExampleTest"})
    void isTested(String subpackage, String test) throws IOException {
        Path directory = Path.of("dev", "prewarm", (subpackage == null) ? "" : subpackage);
        DocumentedExample.assertTested(
                Path.of("src", "main", "java").resolve(directory).resolve("package-info.java"),
                Path.of("src", "test", "java").resolve(directory).resolve(test + ".java"));
    }

    @Test
    void theStrategyOfOnesOwnIsTested() throws IOException {
        DocumentedExample.assertTested(
                Path.of("src", "main", "java", "dev", "prewarm", "PrewarmStrategy.java"),
                Path.of("src", "test", "java", "dev", "prewarm", "strategy", "StrategyExampleTest.java"));
    }
}
