package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every instance of the WfCommons collection reads with the figures of an independent count. */
class WfCommonsInstancesTest {
    private static final Path FOLDER = Path.of("../../shared/data/wfcommons");

    @TestFactory
    Stream<DynamicTest> everyInstanceReadsWithItsStatistics() throws IOException {
        Path statistics = FOLDER.resolve("STATS.csv");
        assumeTrue(Files.exists(statistics), "skipped: there is no " + statistics);
        List<String> lines = Files.readAllLines(statistics);
        List<String> columns = Arrays.asList(lines.get(0).split(","));
        return lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(row -> DynamicTest.dynamicTest(row[0], () -> check(columns, row)));
    }

    private static void check(List<String> columns, String[] row) {
        Workload workload = WfFormat.read(FOLDER.resolve(row[0]), 0, Distribution.constant(1));
        WorkflowShape shape = WorkflowShape.of(workload);
        assertThat(shape.tasks()).isEqualTo(integer(columns, row, "tasks"));
        assertThat(shape.edges()).isEqualTo(integer(columns, row, "edges"));
        assertThat(shape.depth()).isEqualTo(integer(columns, row, "depth_levels"));
        assertThat(shape.width()).isEqualTo(integer(columns, row, "max_level_width"));
        assertThat(workload.services()).hasSize(integer(columns, row, "service_types"));
        assertThat(shape.criticalPathSeconds())
                .isCloseTo(Double.parseDouble(row[columns.indexOf("critical_path_s")]), within(0.001));
    }

    private static int integer(List<String> columns, String[] row, String column) {
        return Integer.parseInt(row[columns.indexOf(column)]);
    }
}
