package dev.prewarm.simulator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorkflowFileTest {
    private static final Path THUMBNAILS = Resources.path("thumbnails.workflow.json");

    @Test
    void readsServices() {
        Target resize =
                WorkflowFile.read(THUMBNAILS).workflow().task("resize").target().orElseThrow();
        assertThat(resize.uri()).hasToString("https://resize.example.com");
        assertThat(resize.concurrency()).isEqualTo(4);
        assertThat(resize.retention()).isEqualTo(Duration.ofSeconds(91));
        assertThat(resize.minScale()).isEqualTo(1);
    }

    @Test
    void readsTasks() {
        Workload workload = WorkflowFile.read(THUMBNAILS);
        assertThat(workload.workflow().task("begin").target()).isEmpty();
        assertThat(workload.workflow().task("resize").width()).isEqualTo(20);
        assertThat(workload.workflow().task("store").needs()).isEqualTo(1);
        assertThat(workload.step(workload.workflow().task("begin")).duration()).isEqualTo(Distribution.constant(0.25));
    }

    @Test
    void readsBranches() {
        Workload workload = WorkflowFile.read(THUMBNAILS);
        Task label = workload.workflow().task("label");
        Dependency branch = workload.workflow().incoming(label).get(0);
        assertThat(branch.probability()).isEqualTo(0.5);
        assertThat(workload.predecessor(branch).probability()).isEqualTo(0.3);
        assertThat(workload.resolvedBy(workload.workflow().task("begin"))).containsExactly(branch);
    }

    @Test
    void theLibraryIsNotToldHowLongThingsTake() {
        assertThat(WorkflowFile.read(THUMBNAILS).workflow().tasks())
                .allSatisfy(task -> assertThat(task.duration()).isEmpty())
                .allSatisfy(task ->
                        assertThat(task.target().flatMap(Target::coldStart)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.prewarm.simulator.workload.Scenarios#all")
    void whatIsWrittenReadsTheSame(Scenario scenario, @TempDir Path folder) throws IOException {
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        WorkflowFile.write(scenario.workload(), first);
        Workload read = WorkflowFile.read(first);
        WorkflowFile.write(read, second);
        assertThat(second).hasSameTextualContentAs(first, UTF_8);
        assertThat(WorkflowShape.of(read).criticalPathSeconds())
                .isCloseTo(WorkflowShape.of(scenario.workload()).criticalPathSeconds(), within(1e-6));
    }

    @Test
    void whatIsWrittenKeepsEveryField(@TempDir Path folder) throws IOException {
        Workload workload = WorkflowFile.read(THUMBNAILS);
        Path file = folder.resolve("copy.json");
        WorkflowFile.write(workload, file);
        Workload copy = WorkflowFile.read(file);
        assertThat(copy.services())
                .extracting(Service::uri, Service::minScale)
                .isEqualTo(workload.services().stream()
                        .map(service -> tuple(service.uri(), service.minScale()))
                        .toList());
        assertThat(copy.steps())
                .extracting(Step::after)
                .isEqualTo(workload.steps().stream().map(Step::after).toList());
    }

    @Test
    void anUnknownFieldIsNamedWithItsPlace(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"minScale\"", "\"minscale\"");
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ":10:")
                .hasMessageContaining("unknown field \"minscale\"; did you mean \"minScale\"?");
    }

    @Test
    void anUnknownServiceIsNamed(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"service\": \"label\"", "\"service\": \"lable\"");
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .hasMessage(file + ": task label calls \"lable\", which is not a service of workflow thumbnails;"
                        + " did you mean \"label\"?");
    }

    @Test
    void whatIsNotADurationIsRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"250ms\"", "\"soon\"");
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .hasMessage(file + ":16:33: \"soon\" is not a duration; a number and a unit (us, ms, s, min, h) is"
                        + " needed, like 250ms");
    }

    @Test
    void anIllegalServiceNameIsRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"label\": {", "\"Label_1\": {");
        assertThatThrownBy(() -> WorkflowFile.read(file)).hasMessageContaining("service name \"Label_1\" is not legal");
    }

    @Test
    void namesMayHaveAnyCharacter(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"thumbnails\"", "\"\\ud83d\\udca8 é\"");
        assertThat(WorkflowFile.read(file).name()).isEqualTo("\ud83d\udca8 é");
    }

    /** What is declared of them adds up to 0.8. */
    @Test
    void alternativesOfWhichMoreThanOneWouldHappenAreRefused(@TempDir Path folder) throws IOException {
        String alternative =
                "{\"task\": \"fetch\", \"probability\": 0.8, \"declaredProbability\": 0.4, \"alternative\": true}";
        Path file = changed(
                folder,
                "{\"id\": \"store\"",
                "{\"id\": \"a\", \"after\": [" + alternative + "], \"duration\": \"1s\"}, {\"id\": \"b\", \"after\": ["
                        + alternative + "], \"duration\": \"1s\"}, {\"id\": \"store\"");
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        file + ": the alternatives after task fetch have probabilities that sum to 1.6, but at most 1"
                                + " is allowed, whatever is declared of them");
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "label\": { | Not Legal!\": { | service name \"Not Legal!\" is not legal",
                "\"thumbnails\" | \"a\\nb\" | workflow name \"a?b\" contains control characters",
                "\"id\": \"store\" | \"id\": \"\\u001b[31m\" | task id \"?[31m\" contains control characters",
                "\"thumbnails\" | \"a\\ud83d\" | workflow name \"a?\" contains half of a character",
                "\"id\": \"store\" | \"id\": \"\\udca8\" | task id \"?\" contains half of a character",
                "\"250ms\" | { \"mean\": \"0s\", \"sd\": \"1s\" } | mean: 0 s, but above 0 is needed",
                "\"250ms\" | {\"median\": \"3s\", \"highProbability\": 0.3} | duration: highProbability goes with low and high",
                "\"250ms\" | {\"mean\": \"3s\", \"highProbability\": 0.3} | duration: highProbability goes with low and high",
                "\"250ms\" | {\"highProbability\": 0.3} | needs exactly one of median",
                "\"250ms\" | {\"low\": \"1s\", \"high\": \"3s\"} | duration: highProbability is missing; it goes with low and high",
                "\"250ms\" | {\"high\": \"3s\", \"highProbability\": 0.3} | duration: low is missing; it goes with high",
                "\"250ms\" | {\"low\": \"3s\", \"highProbability\": 0.3} | duration: high is missing; it goes with low",
                "\"250ms\" | {\"low\": \"1s\", \"median\": \"3s\"} | needs exactly one of median",
                "\"250ms\" | {\"mean\": \"1s\", \"cv\": 1} | duration: cv goes with median",
                "\"250ms\" | 250 | duration is neither a duration, like \"250ms\", nor an object"
            })
    void whatNobodyMeansIsRefused(String old, String with, String message, @TempDir Path folder) throws IOException {
        Path file = changed(folder, old, with);
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"task\": \"x\", \"probability\": 0.5, \"resolvedBy\": \"y\"}"
                        + " | : the step x → y (0.5) is resolved by y, which does not come before x",
                "{\"task\": \"x\", \"resolvedBy\": \"x\"}"
                        + " | :3:57: after x: resolvedBy goes with a probability below 1; this step is certain"
            })
    void onlyABranchIsDecidedAndBeforeItIsTaken(String after, String message, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("branch.json");
        Files.writeString(file, """
                {"formatVersion": 1, "name": "branch", "services": {"a": {"coldStart": "1s"}}, "tasks": [
                {"id": "x", "service": "a", "duration": "1s"},
                {"id": "y", "service": "a", "duration": "1s", "after": [%s]}]}
                """.formatted(after));
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + message);
    }

    @Test
    void aRunOfTooManyCallsIsRefused(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("{\"formatVersion\": 1, \"name\": \"wide\",")
                .append("\"services\": {\"a\": {\"coldStart\": \"1s\"}}, \"tasks\": [");
        for (int i = 0; i < 101; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"id\": \"t")
                    .append(i)
                    .append("\", \"service\": \"a\", \"duration\": \"1s\", \"width\": 10000}");
        }
        Path file = Files.writeString(folder.resolve("wide.json"), text.append("]}"));
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": 1010000 calls in a run, but at most 1000000 are simulated");
    }

    @Test
    void anotherVersionIsRefused(@TempDir Path folder) throws IOException {
        Path file = changed(folder, "\"formatVersion\": 1", "\"formatVersion\": 2");
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .hasMessage(file + ":2:20: formatVersion: 2, but 1 to 1 is allowed");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> WorkflowFile.read(Path.of("absent.json")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("absent.json: there is no such file");
    }

    @Test
    void brokenJsonIsRefusedInOneLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("broken.json"), "{\"name\": \"a\",\n");
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageNotContaining("\n");
    }

    @Test
    void deepNestingIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("deep.json"), "{\"description\": " + "[".repeat(100_000));
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void aMillionTasksAreRefused(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("{\"formatVersion\": 1, \"name\": \"big\", \"tasks\": [");
        for (int i = 0; i < 1_000_000; i++) {
            text.append(i == 0 ? "" : ",\n").append("{\"id\": \"t").append(i).append("\", \"duration\": \"1s\"}");
        }
        Path file = Files.writeString(folder.resolve("big.json"), text.append("]}"));
        assertThatThrownBy(() -> WorkflowFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(":100001:1: too large: at most 100000 tasks are simulated");
    }

    private static Path changed(Path folder, String old, String with) throws IOException {
        String text = Files.readString(THUMBNAILS, UTF_8);
        assertThat(text).contains(old);
        return Files.writeString(folder.resolve("changed.json"), text.replace(old, with), UTF_8);
    }
}
