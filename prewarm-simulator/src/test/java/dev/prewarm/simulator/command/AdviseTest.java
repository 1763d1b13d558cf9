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

    private static final String COLD = "\"coldStart\": \"3s\"";

    @Test
    void aWindowIsNotShortenedWhereServicesHaveAShortOne() throws IOException {
        String brief = COLD + ", \"retention\": \"11s\"";
        assertThat(advise("--workflow", fanOut(brief, brief), "--runs", "20"))
                .contains("fan-out: use ")
                .contains("No Knative setting needs to be changed.");
    }

    @Test
    void aWindowIsShortenedOfThoseServicesThatHaveALongOne() throws IOException {
        String brief = COLD + ", \"retention\": \"11s\"";
        String longer = COLD + ", \"retention\": \"91s\"";
        assertThat(advise("--workflow", fanOut(brief, longer), "--runs", "20"))
                .contains("window: \"10s\"    (r)")
                .contains("keeping an instance for 90s");
    }

    @Test
    void aFirstServiceThatIsKeptHasNoColdStartToHide() throws IOException {
        String said = advise("--workflow", fanOut(COLD + ", \"minScale\": 1", COLD), "--runs", "20");
        assertThat(said).contains("fan-out: use ").doesNotContain("expect(");
    }

    /** The instance of f waits five minutes for each run, whatever is warmed; that of r is ready when f ends. */
    @Test
    void whatAnInstanceWaitsThatIsAlwaysKeptIsNotSpentOnWarming() throws IOException {
        String said = advise("--workflow", fanOut(COLD + ", \"minScale\": 1", COLD), "--trained", "--runs", "20");
        assertThat(said).contains("  for     0.00 idle or wasted").contains("window: \"10s\"    (r)");
    }

    @Test
    void runsOneAfterTheOtherDoNotSayThatInstancesAreWorthKeeping() {
        String[] paper = {"--scenario", "paper", "--price", "1000", "--runs", "10"};
        assertThat(advise(paper))
                .contains("paper: use ")
                .contains("may cost less, if runs come often enough: say --runs-per-month")
                .doesNotContain("densely");
    }

    @Test
    void runsOfAMonthSayWhetherInstancesAreWorthKeeping() {
        String[] paper = {"--scenario", "paper", "--price", "1000", "--runs", "10"};
        assertThat(advise(with(paper, "--runs-per-month", "8640"))).contains("paper: keep instances ready");
    }

    @Test
    void fewRunsOfAMonthAreNotWorthKeepingInstancesFor() {
        String[] paper = {"--scenario", "paper", "--price", "1000", "--runs", "10"};
        assertThat(advise(with(paper, "--runs-per-month", "30"))).contains("paper: use ");
    }

    @Test
    void aRunAYearIsTakenForOneAMonth() {
        assertThat(advise("--scenario", "paper", "--arrivals", "every:8760h", "--runs", "2"))
                .contains(" h in a month of 1 runs, as they arrive");
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
