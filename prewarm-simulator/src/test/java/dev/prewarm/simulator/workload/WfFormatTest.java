package dev.prewarm.simulator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WfFormatTest {
    private static final Distribution COLD = Distribution.constant(1);

    @Test
    void readsTasksEdgesAndRuntimes() {
        Workload workload = WfFormat.read(Resources.path("diamond.wfformat.json"), 0, COLD);
        assertThat(WorkflowShape.of(workload)).isEqualTo(new WorkflowShape(5, 4, 3, 2, 1 + 3.5 + 4));
        assertThat(workload.name()).isEqualTo("diamond");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1.6"})
    void laterVersionsKeepWhatWasRunApartFromWhatWasMeant(String version, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("two.json"), """
                {"name": "two", "schemaVersion": "%s", "runtimeSystem": {"name": "any"}, "workflow": {
                  "specification": {"tasks": [
                    {"name": "a", "id": "a1", "parents": [], "children": ["b1"]},
                    {"name": "b", "id": "b1", "parents": ["a1"], "children": []}]},
                  "execution": {"makespanInSeconds": 3, "tasks": [
                    {"id": "a1", "runtimeInSeconds": 1, "command": {"program": "a"}},
                    {"id": "b1", "runtimeInSeconds": 2, "command": {"program": "b"}}]}}}
                """.formatted(version));
        assertThat(WorkflowShape.of(WfFormat.read(file, 0, COLD))).isEqualTo(new WorkflowShape(2, 1, 2, 1, 3));
    }

    @Test
    void inVersion1Point4ATaskSaysAllAndIsCalledByItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("two.json"), """
                {"name": "two", "schemaVersion": "1.4", "workflow": {"makespanInSeconds": 3, "tasks": [
                  {"name": "a_01", "id": "01", "type": "compute", "command": {"program": "a"}, "parents": [],
                   "children": ["b_02"], "runtimeInSeconds": 1},
                  {"name": "b_02", "id": "02", "type": "compute", "command": {"program": "b"}, "parents": ["a_01"],
                   "children": [], "runtimeInSeconds": 2}]}}
                """);
        Workload workload = WfFormat.read(file, 0, COLD);
        assertThat(WorkflowShape.of(workload)).isEqualTo(new WorkflowShape(2, 1, 2, 1, 3));
        assertThat(workload.services()).extracting(Service::name).containsExactly("a", "b");
    }

    @Test
    void aServiceStandsForAProgram() {
        Workload workload = WfFormat.read(Resources.path("diamond.wfformat.json"), 0, COLD);
        assertThat(workload.services())
                .extracting(Service::name)
                .containsExactly("split", "crunch", "merge-all-py", "alone");
    }

    @Test
    void inNextflowAServiceStandsForAName() {
        Workload workload = WfFormat.read(Resources.path("nextflow.wfformat.json"), 0, COLD);
        assertThat(workload.services()).extracting(Service::name).containsExactly("pipe-check", "pipe-count");
    }

    @Test
    void aRuntimeOfZeroStaysZeroWhateverTheVariation() {
        Workload workload = WfFormat.read(Resources.path("diamond.wfformat.json"), 0.3, COLD);
        assertThat(workload.step(workload.workflow().task("alone_1")).duration().draw(0.9))
                .isZero();
    }

    @Test
    void aDanglingIdIsNamedWithItsPlace(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"children\": [\"crunch_1\", ", "\"children\": [\"crunhc_1\", ");
        assertThatThrownBy(() -> WfFormat.read(file, 0, COLD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ":8:9: task \"split_1\" has the child \"crunhc_1\", which is not a task;"
                        + " did you mean \"crunch_1\"?");
    }

    @Test
    void aCycleIsNamed(@TempDir Path folder) throws IOException {
        Path file = changed(
                folder,
                "\"children\": []},\n        {\"name\": \"alone\"",
                "\"children\": [\"split_1\"]},\n        {\"name\": \"alone\"");
        assertThatThrownBy(() -> WfFormat.read(file, 0, COLD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has a cycle: split_1 → crunch_1 → merge_1 → split_1");
    }

    @Test
    void aNegativeRuntimeIsRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "3.5", "-3.5");
        assertThatThrownBy(() -> WfFormat.read(file, 0, COLD))
                .hasMessageStartingWith(file + ":22:")
                .hasMessageContaining("runtimeInSeconds: -3.5, but 0 to");
    }

    @Test
    void aMissingRuntimeIsRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"runtimeInSeconds\": 3.5, ", "");
        assertThatThrownBy(() -> WfFormat.read(file, 0, COLD))
                .hasMessageContaining("task \"crunch_1\" has no runtimeInSeconds");
    }

    @Test
    void anotherVersionIsRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"1.5\"", "\"1.3\"");
        assertThatThrownBy(() -> WfFormat.read(file, 0, COLD))
                .hasMessage(file + ":3:20: schemaVersion is \"1.3\", but \"1.4\", \"1.5\" or \"1.6\" is needed");
    }

    @Test
    void twoTasksOfOneIdAreRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"id\": \"alone_1\", \"parents\"", "\"id\": \"merge_1\", \"parents\"");
        assertThatThrownBy(() -> WfFormat.read(file, 0, COLD))
                .hasMessageContaining("two tasks have the id \"merge_1\"");
    }

    private static Path changed(Path folder, String old, String with) throws IOException {
        String text = Files.readString(Resources.path("diamond.wfformat.json"), UTF_8);
        assertThat(text).contains(old);
        return Files.writeString(folder.resolve("changed.json"), text.replace(old, with), UTF_8);
    }
}
