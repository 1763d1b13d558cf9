package dev.prewarm.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sections with the tables and the plots stand for the whole report, which takes longer to make. */
class EvaluationReportTest {
    private static final Path DOCS = Path.of("../docs");

    @Test
    void theCommittedReportIsWhatTheCodeMakes() throws IOException {
        List<EvaluationCell> tables = EvaluationReport.tables(2);

        assertThat(read("evaluation.md").contains(EvaluationReport.tableSections(tables)))
                .as("docs/evaluation.md is out of date; make it anew: %s", EvaluationReport.COMMAND)
                .isTrue();
        for (Map.Entry<String, String> plot : EvaluationReport.plots(tables).entrySet()) {
            assertThat(read(plot.getKey()))
                    .as("docs/%s is out of date; make it anew: %s", plot.getKey(), EvaluationReport.COMMAND)
                    .isEqualTo(plot.getValue());
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(DOCS.resolve(file), StandardCharsets.UTF_8);
    }
}
