package dev.prewarm.simulator.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.simulator.comparison.SimulatedComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** The last task calls the service of the first one, 14 s before the next run does. */
    @Test
    void noColdStartIsLeftToHideWhereTheFirstServiceIsStillWarm() throws IOException {
        String ring = Files.writeString(folder.resolve("ring.json"), """
                {"formatVersion": 1, "name": "ring", "services": {"a": {"coldStart": "3s"}, "b": {"coldStart": "3s"}}, "tasks": [
                {"id": "A", "service": "a", "duration": "1s"},
                {"id": "B", "service": "b", "after": ["A"], "duration": "120s"},
                {"id": "C", "service": "a", "after": ["B"], "duration": "5s"}]}
                """).toString();
        assertThat(advise("--workflow", ring, "--arrivals", "every:140s", "--runs", "20"))
                .contains("ring: use ")
                .doesNotContain("hides the\nfirst cold start too");
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
                .contains("may cost less, if runs come often enough: say how often, by")
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

    /** Two runs of a task of 4 s, an hour apart, and two of a workflow without tasks. */
    private String journal() throws IOException {
        EventWriter writer = new EventWriter("test");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            Instant at = Instant.ofEpochSecond(3600L * i);
            RunId run = new RunId("airflow", "thumbnails", "run " + i);
            TaskId task = TaskId.of(run, "resize");
            RunId none = new RunId("airflow", "nothing", "run " + i);
            Shape shape = new Shape(Map.of("resize", Step.of(List.of(), List.of("http://resize/"))));
            for (Event event : List.of(
                    new Event.RunStarted(run, at, shape, null),
                    new Event.TaskStarted(task, at.plusSeconds(1), null, null),
                    new Event.TaskFinished(task, at.plusSeconds(5), null, Map.of()),
                    new Event.RunFinished(run, at.plusSeconds(6), false),
                    new Event.RunStarted(none, at, new Shape(Map.of()), null),
                    new Event.RunFinished(none, at.plusSeconds(6), false))) {
                lines.append(new String(writer.write(event), UTF_8)).append('\n');
            }
        }
        return Files.writeString(folder.resolve("events.jsonl"), lines).toString();
    }

    @Test
    void aJournalIsAdvisedOnByWhatItIsTakenToSay() throws IOException {
        assertThat(advise("--history", journal(), "--runs", "2"))
                .startsWith("Calls of a service that none had called for 60s are taken to have met a cold start of 1s;")
                .contains("thumbnails: 2 recorded runs, one every 3600 s");
        assertThat(err.toString()).contains("advise: workflow nothing is left out, since the tasks that were told");
    }

    @Test
    void aJournalOfWarmedCallsIsAdvisedOnAsSuch() throws IOException {
        assertThat(advise("--history", journal(), "--warmed", "--runs", "2"))
                .startsWith("All calls are taken to have been warm, as was said.");
    }

    @Test
    void linesOfAJournalThatAreNoEventsAreCounted() throws IOException {
        Path journal = Path.of(journal());
        byte[] events = Files.readAllBytes(journal);
        Files.writeString(journal, "{\"specversion\": \"1.0\", \"ty\n\n\u0000\u0001\n");
        Files.write(journal, events, StandardOpenOption.APPEND);
        advise("--history", journal.toString(), "--runs", "2");
        assertThat(err.toString())
                .startsWith(
                        "advise: 2 lines of " + journal + " are no events, and are left out" + System.lineSeparator());
    }

    @Test
    void aJournalThatBeginsWithAByteOrderMarkHasOneLineThatIsNoEvent() throws IOException {
        Path journal = Path.of(journal());
        Files.writeString(journal, "\ufeff" + Files.readString(journal));
        advise("--history", journal.toString(), "--runs", "2");
        assertThat(err.toString()).startsWith("advise: 1 line of " + journal + " is no event, and is left out");
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
