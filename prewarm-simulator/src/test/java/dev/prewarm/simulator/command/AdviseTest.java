package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.SimulatedComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is advised for workflows that are really simulated. */
class AdviseTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private String advise(String... args) {
        List<String> all = new ArrayList<>(List.of("advise"));
        all.addAll(List.of(args));
        int code = Main.run(
                new SimulatedComparison(1), new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    /** The path of a workflow of a task of 2 s and eight calls of 2 s after it. */
    private String fanOut(String first, String second) throws IOException {
        return Files.writeString(folder.resolve("fan-out.json"), """
                {"formatVersion": 1, "name": "fan-out", "services": {"f": {%s}, "r": {%s}}, "tasks": [
                {"id": "f", "service": "f", "duration": "2s"},
                {"id": "r", "service": "r", "after": ["f"], "width": 8, "duration": "2s"}]}
                """.formatted(first, second))
                .toString();
    }

    @Test
    void whatIsAdvisedToBeKeptIsWhatTheSavingWasSimulatedWith() throws IOException {
        String cold = fanOut("\"coldStart\": \"3s\"", "\"coldStart\": \"3s\", \"concurrency\": 1");
        assertThat(advise("--workflow", cold, "--arrivals", "every:65s", "--price", "1000", "--runs", "20"))
                .contains("fan-out: keep instances ready instead of pre-warming them (min-scale).")
                .contains("min-scale: \"1\"    (f)")
                .contains("min-scale: \"8\"    (r)")
                .doesNotContain("activation-scale");
    }

    @Test
    void withWhatIsAdvisedToBeKeptNothingIsLeftToDo() throws IOException {
        String kept = fanOut(
                "\"coldStart\": \"3s\", \"minScale\": 1", "\"coldStart\": \"3s\", \"concurrency\": 1, \"minScale\": 8");
        assertThat(advise("--workflow", kept, "--arrivals", "every:65s", "--price", "1000", "--runs", "20"))
                .startsWith("fan-out: nothing is worth doing");
    }
}
