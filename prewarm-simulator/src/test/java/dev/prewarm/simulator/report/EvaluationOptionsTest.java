package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationOptionsTest {
    @TempDir
    Path docs;

    private static void refuses(String reason, String... args) {
        StringWriter err = new StringWriter();
        assertThat(EvaluationOptions.execute(new PrintWriter(err, true), args)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("EvaluationReport: ")
                .contains(reason)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--seeds,0,'--seeds 0, but 1 to 1000 is allowed'",
        "--seeds,-3,'--seeds -3, but 1'",
        "--seeds,2147483647,'but 1 to 1000'",
        "--seeds,many,'--seeds'",
        "--runs,0,'--runs 0, but 1'",
        "--random,-1,'--random -1, but 0'",
        "--random,100000,'--random 100000, but 0'",
        "--seed,9223372036854775807,'--seed 9223372036854775807, but 0'",
        "--only,papier,'--only papier: no scenario'",
        "--only,(,'--only (: Unclosed group'",
        "--again,cost-aware,'--again cost-aware: there is no file'",
        "--sedes,3,'Unknown option'",
    })
    void whatCannotBeUsedIsRefusedInOneLine(String option, String value, String reason) {
        refuses(reason, docs.toString(), option, value);
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(docs.resolve("file"));
        refuses("file: is no directory that can be written into", file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "scenario,seed", "%s\npaper\n", "%s\npaper,1,none,a\n"})
    void figuresThatMakeNoSenseAreRefused(String text) throws IOException {
        Path figures = docs.resolve("evaluation/grid.csv");
        Files.createDirectories(figures.getParent());
        Files.writeString(figures, text.formatted(GridFigures.HEADER));
        refuses("are needed", docs.toString(), "--again", "cost", "--only", "paper");
    }

    @Test
    void aPartIsWrittenAndNotMixedWithFiguresOfOtherRuns() {
        StringWriter err = new StringWriter();
        String[] part = {docs.toString(), "--only", "grid-1x2-cc1", "--seeds", "2", "--runs", "3"};
        assertThat(EvaluationOptions.execute(new PrintWriter(err, true), part)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(docs.resolve("evaluation.md")).content().contains("| grid-1x2-cc1 |");
        assertThat(docs.resolve("evaluation/grid.csv")).content().contains("grid-1x2-cc1,2,next-hop,");

        part[part.length - 1] = "4";
        refuses(
                "of other runs",
                Stream.concat(Stream.of(part), Stream.of("--again", "cost")).toArray(String[]::new));
    }
}
