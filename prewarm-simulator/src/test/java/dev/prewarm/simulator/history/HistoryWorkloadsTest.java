package dev.prewarm.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.event.TriggerRule;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Workload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryWorkloadsTest {
    private final EventWriter writer = new EventWriter("test");

    private final List<String> leftOut = new ArrayList<>();

    @TempDir
    Path directory;

    /** Runs ten minutes apart: a choice, then in three of four runs a call of 3 s that met a cold start of 1 s. */
    private Path journal(int runs) throws IOException {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put(
                "choice",
                new Step(
                        List.of(),
                        List.of(),
                        TriggerRule.ALL_SUCCESS,
                        false,
                        Step.UNKNOWN,
                        0,
                        true,
                        false,
                        List.of(),
                        ""));
        steps.put("resize", Step.of(List.of("choice"), List.of("http://resize.shop/")));
        steps.put("label", Step.of(List.of("choice"), null));
        Path file = directory.resolve("events.jsonl");
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < runs; i++) {
                Instant at = Instant.ofEpochSecond(600L * i);
                RunId run = new RunId("airflow", "thumbnails", "run " + i);
                write(out, new Event.RunStarted(run, at, new Shape(steps), null));
                write(out, new Event.TaskStarted(TaskId.of(run, "choice"), at.plusSeconds(1), null, null));
                write(out, new Event.TaskFinished(TaskId.of(run, "choice"), at.plusSeconds(2), null, Map.of()));
                String taken = (i % 4 == 0) ? "label" : "resize";
                write(out, new Event.TaskStarted(TaskId.of(run, taken), at.plusSeconds(3), null, null));
                write(out, new Event.TaskFinished(TaskId.of(run, taken), at.plusSeconds(7), null, Map.of()));
                write(out, new Event.RunFinished(run, at.plusSeconds(8), false));
            }
        }
        return file;
    }

    private void write(OutputStream out, Event event) throws IOException {
        out.write(writer.write(event));
        out.write('\n');
    }

    private List<PastWorkflow> read(Path journal) {
        return read(journal, false);
    }

    private List<PastWorkflow> read(Path journal, boolean warmed) {
        return new HistoryWorkloads(Distribution.constant(1), Duration.ofSeconds(60), warmed)
                .read(journal, leftOut::add);
    }

    @Test
    void aWorkflowDoesWhatItsRunsDid() throws IOException {
        PastWorkflow past = read(journal(8)).get(0);
        assertThat(past.runs()).isEqualTo(8);
        assertThat(past.gapSeconds()).isEqualTo(600);
        assertThat(past.guessed())
                .as("tasks of which it is not known what they call")
                .isEqualTo(1);
        Workload workload = past.workload();
        assertThat(workload.services())
                .extracting(service -> service.name())
                .containsExactly("resize-shop", "thumbnails-label");
        // Four seconds were seen, one of which was the cold start.
        assertThat(workload.step(workload.workflow().task("resize")).duration().median())
                .isEqualTo(3, within(1e-9));
        assertThat(workload.step(workload.workflow().task("resize"))
                        .after()
                        .get(0)
                        .probability())
                .isEqualTo(0.75);
        assertThat(workload.step(workload.workflow().task("label"))
                        .after()
                        .get(0)
                        .probability())
                .isEqualTo(0.25);
    }

    /** In two runs of three the start was lost. */
    @Test
    void anEndOfWhichNoStartWasToldIsNoDuration() throws IOException {
        Path file = directory.resolve("lost.jsonl");
        Map<String, Step> steps = Map.of("resize", Step.of(List.of(), List.of("http://resize.shop/")));
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 3; i++) {
                Instant at = Instant.ofEpochSecond(30L * i);
                RunId run = new RunId("airflow", "thumbnails", "run " + i);
                write(out, new Event.RunStarted(run, at, new Shape(steps), null));
                if (i == 2) {
                    write(out, new Event.TaskStarted(TaskId.of(run, "resize"), at, null, null));
                }
                write(out, new Event.TaskFinished(TaskId.of(run, "resize"), at.plusSeconds(4), null, Map.of()));
                write(out, new Event.RunFinished(run, at.plusSeconds(4), false));
            }
        }
        Workload workload = read(file, true).get(0).workload();
        assertThat(workload.step(workload.workflow().task("resize")).duration().median())
                .isEqualTo(4, within(1e-9));
    }

    /** Four seconds were seen. */
    @Test
    void aCallThatWasWarmedLastsAsLongAsItWasSeenTo() throws IOException {
        Workload workload = read(journal(8), true).get(0).workload();
        assertThat(workload.step(workload.workflow().task("resize")).duration().median())
                .isEqualTo(4, within(1e-9));
    }

    @Test
    void aCallSoonAfterAnotherWasWarm() throws IOException {
        PastWorkflow past = new HistoryWorkloads(Distribution.constant(1), Duration.ofHours(1), false)
                .read(journal(9), leftOut::add)
                .get(0);
        assertThat(past.workload()
                        .step(past.workload().workflow().task("resize"))
                        .duration()
                        .median())
                .isEqualTo(4, within(1e-9));
    }

    /** Four calls of 2 s, a tenth of a second apart, the first of which met a cold start of 3 s that the others waited out. */
    @Test
    void callsThatCameDuringAColdStartHaveWaitedForTheRestOfIt() throws IOException {
        Distribution resize = resize(3, fanOut(2, Duration.ofMillis(100)));
        assertThat(resize).isEqualTo(Distribution.constant(2));
    }

    @Test
    void callsThatBeganTogetherHaveWaitedEquallyLong() throws IOException {
        Distribution resize = resize(3, fanOut(2, Duration.ZERO));
        assertThat(resize).isEqualTo(Distribution.constant(2));
    }

    /** The first call was done after 5 s, so no later one has waited for an instance beyond that. */
    @Test
    void nothingIsWaitedForOnceACallIsDone() throws IOException {
        Distribution resize = resize(100, fanOut(2, Duration.ofSeconds(6)));
        assertThat(resize.median()).isEqualTo(2);
    }

    /** How long a call of resize takes when warm, by a journal, if cold starts take so many seconds. */
    private Distribution resize(int coldStart, Path journal) {
        Workload workload = new HistoryWorkloads(Distribution.constant(coldStart), Duration.ofSeconds(60), false)
                .read(journal, leftOut::add)
                .get(0)
                .workload();
        return workload.step(workload.workflow().task("resize")).duration();
    }

    /** Runs ten minutes apart of four calls, one so long after the other; their instance is there after 3 s. */
    private Path fanOut(int seconds, Duration apart) throws IOException {
        Path file = directory.resolve("fan-out.jsonl");
        Map<String, Step> steps = Map.of("resize", Step.of(List.of(), List.of("http://resize.shop/")));
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 3; i++) {
                Instant at = Instant.ofEpochSecond(600L * i);
                RunId run = new RunId("airflow", "thumbnails", "run " + i);
                write(out, new Event.RunStarted(run, at, new Shape(steps), null));
                for (int call = 0; call < 4; call++) {
                    Instant start = at.plus(apart.multipliedBy(call));
                    Instant ready = at.plusSeconds(3).isAfter(start) ? at.plusSeconds(3) : start;
                    TaskId task = new TaskId(run, "resize", 0, call);
                    write(out, new Event.TaskStarted(task, start, null, null));
                    write(out, new Event.TaskFinished(task, ready.plusSeconds(seconds), null, Map.of()));
                }
                write(out, new Event.RunFinished(run, at.plusSeconds(60), false));
            }
        }
        return file;
    }

    /** Two installations have a workflow of that name, which are two workflows. */
    @Test
    void workflowsOfOneNameAreToldApartByTheirSources() throws IOException {
        Path file = directory.resolve("two.jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 4; i++) {
                Instant at = Instant.ofEpochSecond(600L * i);
                String task = (i % 2 == 0) ? "fetch" : "count";
                RunId run = new RunId((i % 2 == 0) ? "north" : "south", "etl", "run " + i);
                Map<String, Step> steps = Map.of(task, Step.of(List.of(), null));
                write(out, new Event.RunStarted(run, at, new Shape(steps), null));
                write(out, new Event.TaskStarted(TaskId.of(run, task), at, null, null));
                write(out, new Event.TaskFinished(TaskId.of(run, task), at.plusSeconds(4 + i % 2), null, Map.of()));
                write(out, new Event.RunFinished(run, at.plusSeconds(9), false));
            }
        }
        List<PastWorkflow> past = read(file);
        assertThat(past).extracting(of -> of.workload().name()).containsExactly("etl (north)", "etl (south)");
        assertThat(past).extracting(PastWorkflow::runs).containsOnly(2);
        assertThat(past).extracting(PastWorkflow::gapSeconds).containsOnly(1200.0);
        // A second of each call was the cold start.
        assertThat(past)
                .extracting(of -> of.workload().steps().get(0).duration())
                .containsExactly(Distribution.constant(3), Distribution.constant(4));
    }

    /** Two runs of a workflow, of which the first told one shape and the second another one. */
    private Path told(String workflow, Shape first, Shape second) throws IOException {
        Path file = directory.resolve("events.jsonl");
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < 2; i++) {
                Instant at = Instant.ofEpochSecond(600L * i);
                RunId run = new RunId("airflow", workflow, "run " + i);
                write(out, new Event.RunStarted(run, at, (i == 0) ? first : second, null));
                write(out, new Event.RunFinished(run, at.plusSeconds(8), false));
            }
        }
        return file;
    }

    private static final Shape NOTHING = new Shape(Map.of());
    private static final Shape CYCLE = new Shape(
            Map.of("a", Step.of(List.of("b"), List.of("http://a/")), "b", Step.of(List.of("a"), List.of("http://b/"))));

    @Test
    void aWorkflowThatIsNoneIsLeftOutAndSaid() throws IOException {
        told("nothing", NOTHING, NOTHING);
        told("cycle", CYCLE, CYCLE);
        assertThat(read(journal(2))).extracting(past -> past.workload().name()).containsExactly("thumbnails");
        assertThat(leftOut)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("workflow nothing is left out, since the tasks"),
                        line -> assertThat(line).startsWith("workflow cycle is left out, since the tasks"));
    }

    @Test
    void aJournalOfWorkflowsThatAreNoneIsRefused() throws IOException {
        Path journal = told("cycle", CYCLE, CYCLE);
        assertThatThrownBy(() -> read(journal))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nothing is left: workflow cycle is left out");
    }

    @Test
    void whatIsNoWorkflowDoesNotReplaceOneThatWasTold() throws IOException {
        Shape one = new Shape(Map.of("a", Step.of(List.of(), List.of("http://a/"))));
        assertThat(read(told("w", one, CYCLE)))
                .singleElement()
                .satisfies(past -> assertThat(past.workload().steps()).hasSize(1));
        assertThat(leftOut).isEmpty();
    }

    @Test
    void aJournalWithoutTwoRunsIsRefused() throws IOException {
        Path journal = journal(1);
        assertThatThrownBy(() -> read(journal))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 1 runs that have ended, but two");
        assertThatThrownBy(() -> read(directory.resolve("none")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("there is no journal");
    }
}
