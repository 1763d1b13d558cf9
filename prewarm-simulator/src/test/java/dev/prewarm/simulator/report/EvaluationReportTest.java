package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.report.GridFigures.Column;
import dev.prewarm.simulator.workload.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The committed report is what the code makes: the page of the committed figures, and of these a part, or all. */
@Tag("once")
class EvaluationReportTest {
    private static final Path DOCS = Path.of("../docs");
    private static final int THREADS = 2;

    private static final EvaluationReport REPORT = new EvaluationReport(EvaluationOptions.committed(DOCS));

    @Test
    void thePageAndThePlotsAreMadeOfTheFigures() throws IOException {
        compare(REPORT.files(read(EvaluationReport.FIGURES), THREADS));
    }

    /** Each scenario with one contestant and one seed, each contestant in many scenarios. */
    @Test
    void theFiguresAreWhatTheCodeMakes() throws IOException {
        List<Scenario> grid = REPORT.grid();
        int contestants = Contestants.all().size();
        List<String> sample = Workers.map(
                THREADS,
                IntStream.range(0, grid.size()).boxed().toList(),
                i -> EvaluationReport.line(grid.get(i), i % contestants, 1 + i % EvaluationOptions.SEEDS),
                (scenario, done) -> {});

        assertThat(read(EvaluationReport.FIGURES).lines()).as(outOfDate()).containsAll(sample);
    }

    @Test
    @EnabledIfSystemProperty(named = "prewarm.report", matches = "whole")
    void theWholeReportIsWhatTheCodeMakes() throws IOException {
        String figures = REPORT.figures(THREADS, Map.of(), Comparison.Progress.NONE);

        assertThat(figures).as(outOfDate()).isEqualTo(read(EvaluationReport.FIGURES));
    }

    /** A task that takes minutes is refreshed; where warm-ups take each other's instances, each has thirty. */
    @Test
    void noTaskIsWarmedOverAndOver() throws IOException {
        Map<String, Integer> tasks = REPORT.grid().stream()
                .collect(Collectors.toMap(
                        Scenario::name,
                        scenario -> scenario.workload().workflow().tasks().size()));
        assertThat(read(EvaluationReport.FIGURES).lines().skip(1).filter(line -> !line.contains(",pinger,")))
                .allSatisfy(line -> {
                    String scenario = GridFigures.keyOf(line).substring(0, line.indexOf(','));
                    double warmups = GridFigures.parse(line).values().get(Column.WARMUPS.ordinal());
                    assertThat(warmups).isLessThan(3.0 * tasks.get(scenario));
                });
    }

    private static void compare(Map<String, String> made) throws IOException {
        for (Map.Entry<String, String> file : made.entrySet()) {
            assertThat(read(file.getKey()))
                    .as("docs/%s: %s", file.getKey(), outOfDate())
                    .isEqualTo(file.getValue());
        }
    }

    private static String outOfDate() {
        return "the report is out of date; make it anew: " + EvaluationReport.COMMAND;
    }

    private static String read(String file) throws IOException {
        return Files.readString(DOCS.resolve(file), StandardCharsets.UTF_8);
    }
}
