package dev.prewarm.server;

import static dev.prewarm.server.Journals.SERVICE;
import static dev.prewarm.server.Journals.announced;
import static dev.prewarm.server.Journals.chain;
import static dev.prewarm.server.Journals.loader;
import static dev.prewarm.server.Journals.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.SystemScheduler;
import dev.prewarm.server.config.ServerConfig;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.receive.Dialect;
import dev.prewarm.server.receive.Received;
import dev.prewarm.server.track.Holdout;
import dev.prewarm.server.track.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that starts takes from its journal. */
final class RecoveryTest {
    private final EventWriter writer = new EventWriter("test");
    private final SystemScheduler clock = new SystemScheduler();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        clock.close();
    }

    private static ServerConfig settings(Path data) {
        return loader(data).load();
    }

    private PrewarmServer start(Path data, List<Event> journal) throws IOException {
        write(data, journal);
        return PrewarmServer.start(settings(data));
    }

    private static void write(Path data, List<Event> events) throws IOException {
        Files.deleteIfExists(Journals.file(data));
        Journals.append(data, events);
    }

    private byte[] learned(String name, List<Event> journal) throws IOException {
        Path data = directory.resolve(name);
        start(data, journal).close();
        return new FileStatisticsStore(data.resolve("statistics.bin")).load().toBytes();
    }

    @Test
    void whatComesAfterTheEndOfARunIsLearned() throws IOException {
        List<Event> inOrder = run("1", clock.wallClock().minusSeconds(600), 3);
        List<Event> endFirst = new ArrayList<>(inOrder);
        Collections.swap(endFirst, endFirst.size() - 1, endFirst.size() - 2);
        assertThat(learned("endFirst", endFirst)).isEqualTo(learned("inOrder", inOrder));
    }

    @Test
    void runsThatAlternateAreLearnedFrom() throws IOException {
        Instant at = clock.wallClock().minusSeconds(600);
        List<Event> one = run("1", at, 3);
        List<Event> other = run("2", at, 3);
        List<Event> alternating = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            alternating.add(one.get(i));
            alternating.add(other.get(i));
        }
        List<Event> oneByOne = new ArrayList<>(one);
        oneByOne.addAll(other);
        assertThat(learned("alternating", alternating)).isEqualTo(learned("oneByOne", oneByOne));
    }

    @Test
    void aRunThatHasBegunAgainIsUnderWay() throws IOException {
        Instant at = clock.wallClock().minusSeconds(600);
        List<Event> journal = run("1", at, 2);
        RunId run = new RunId("airflow", "thumbnails", "1");
        journal.add(new Event.TaskStarted(new TaskId(run, "task1", 2, TaskId.WHOLE), at.plusSeconds(300), null, null));
        try (PrewarmServer server = start(directory, journal)) {
            assertThat(server.tracker().find(run)).hasValueSatisfying(report -> {
                assertThat(report.open()).isTrue();
                assertThat(report.finishedAt()).isNull();
            });
        }
    }

    @Test
    void runsThatEndedAndThatNobodyHearsOfAnyMoreAreNotUnderWay() throws IOException {
        Instant now = clock.wallClock();
        List<Event> journal = run("ended", now.minusSeconds(600), 2);
        journal.addAll(run("under way", now.minusSeconds(500), 2).subList(0, 3));
        journal.addAll(run("lost", now.minusSeconds(100_000), 2).subList(0, 3));
        try (PrewarmServer server = start(directory, journal)) {
            assertThat(server.tracker().runs(10))
                    .extracting(report -> report.id().run())
                    .containsExactly("under way");
        }
    }

    @Test
    void whatDamagedStatisticsHadIsLearnedFromTheJournal() throws IOException {
        List<Event> journal = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            journal.addAll(run("run " + i, clock.wallClock().minusSeconds(6_000 - 100 * i), 2));
        }
        byte[] before = learned("data", journal);
        Path statistics = directory.resolve("data").resolve("statistics.bin");
        byte[] bytes = Files.readAllBytes(statistics);
        Files.write(statistics, Arrays.copyOf(bytes, bytes.length / 2));
        PrewarmServer.start(settings(directory.resolve("data"))).close();
        assertThat(new FileStatisticsStore(statistics).load().toBytes()).isEqualTo(before);
    }

    /** Of the run that is under way two tasks have ended, and one runs. */
    @Test
    void aRestartTeachesNothingTwice() throws IOException {
        List<Event> journal = run("done", clock.wallClock().minusSeconds(600), 3);
        journal.addAll(run("under way", clock.wallClock().minusSeconds(100), 3).subList(0, 6));
        byte[] once = learned("data", journal);
        Path data = directory.resolve("data");
        for (int i = 0; i < 2; i++) {
            try (PrewarmServer server = PrewarmServer.start(settings(data))) {
                assertThat(server.tracker().runs(10).get(0).tasks())
                        .extracting(RunReport.TaskReport::state)
                        .containsExactly(RunReport.State.FINISHED, RunReport.State.FINISHED, RunReport.State.RUNNING);
            }
            assertThat(new FileStatisticsStore(data.resolve("statistics.bin"))
                            .load()
                            .toBytes())
                    .isEqualTo(once);
        }
    }

    @Test
    void ofShapesThatWereToldTheLastOneThatIsAWorkflowHolds() throws IOException {
        List<Event> journal = run("1", clock.wallClock().minusSeconds(600), 2);
        Map<String, Step> cycle = new LinkedHashMap<>();
        cycle.put("a", Step.of(List.of("b"), List.of(SERVICE)));
        cycle.put("b", Step.of(List.of("a"), List.of(SERVICE)));
        RunId cyclic = new RunId("airflow", "thumbnails", "2");
        journal.add(new Event.RunStarted(cyclic, clock.wallClock().minusSeconds(60), new Shape(cycle), null));
        try (PrewarmServer server = start(directory, journal)) {
            RunId later = new RunId("airflow", "thumbnails", "3");
            server.tracker().accept(new Event.RunStarted(later, clock.wallClock(), null, null));
            assertThat(server.tracker().find(later).orElseThrow().known()).isTrue();
        }
    }

    /** As long as one in which nothing runs was kept. */
    @Test
    void aRunWithATaskThatRunsForSevenHoursIsUnderWay() throws IOException {
        List<Event> journal =
                run("long", clock.wallClock().minusSeconds(7 * 3_600), 2).subList(0, 2);
        try (PrewarmServer server = start(directory, journal)) {
            assertThat(server.tracker().runs(10)).hasSize(1);
        }
    }

    @Test
    void aRunWhoseTaskIsTriedAgainTomorrowIsUnderWay() throws IOException {
        Instant at = clock.wallClock().minusSeconds(7 * 3_600);
        List<Event> journal = new ArrayList<>(run("long", at, 2).subList(0, 2));
        TaskId task = TaskId.of(new RunId("airflow", "thumbnails", "long"), "task0");
        journal.add(new Event.TaskFailed(task, at.plusSeconds(4), Duration.ofHours(24)));
        try (PrewarmServer server = start(directory, journal)) {
            assertThat(server.tracker().runs(10)).hasSize(1);
        }
    }

    /** The clock of the scheduler, which tells of the run, is 200 ms behind that of the worker. */
    @Test
    void aRunThatHasEndedIsNotUnderWayBecauseOfAClock() throws IOException {
        Instant at = clock.wallClock().minusSeconds(600);
        RunId run = new RunId("airflow", "thumbnails", "1");
        List<Event> told = List.of(
                new Event.TaskStarted(TaskId.of(run, "task0"), at.plusMillis(1_200), null, null),
                new Event.TaskFailed(TaskId.of(run, "task0"), at.plusMillis(1_250), null),
                new Event.RunFinished(run, at.plusMillis(1_100), true));
        for (int turn = 0; turn < 3; turn++) {
            List<Event> journal = new ArrayList<>(told);
            Collections.rotate(journal, turn);
            journal.add(0, new Event.RunStarted(run, at, chain(3), null));
            try (PrewarmServer server = start(directory.resolve("turn " + turn), journal)) {
                assertThat(server.tracker().openRuns()).isZero();
            }
        }
    }

    @Test
    void whoIsLeftColdIsTheSameAfterARestart() throws IOException {
        Holdout half = new Holdout(0.5);
        Instant now = clock.wallClock().truncatedTo(ChronoUnit.SECONDS);
        for (boolean cold : new boolean[] {false, true}) {
            Instant due = IntStream.range(60, 200)
                    .mapToObj(now::plusSeconds)
                    .filter(at -> half.covers(new RunId("airflow", "thumbnails", at.toString())) == cold)
                    .findFirst()
                    .orElseThrow();
            RunId id = IntStream.range(0, 100)
                    .mapToObj(i -> new RunId("airflow", "thumbnails", "scheduled " + i))
                    .filter(run -> half.covers(run) != cold)
                    .findFirst()
                    .orElseThrow();
            Path data = directory.resolve("cold " + cold);
            ServerConfig settings = loader(data).set("holdout", "0.5").load();
            write(data, run("before", now.minusSeconds(600), 1));
            try (PrewarmServer server = PrewarmServer.start(settings)) {
                tell(server, announced("", now, due));
                tell(server, new Event.RunStarted(id, clock.wallClock(), chain(2), null));
                assertThat(server.tracker().find(id).orElseThrow().heldOut()).isEqualTo(cold);
            }
            try (PrewarmServer server = PrewarmServer.start(settings)) {
                assertThat(server.tracker().find(id).orElseThrow().heldOut()).isEqualTo(cold);
            }
        }
    }

    private void tell(PrewarmServer server, Event event) {
        server.intake().read(new Received(Dialect.CLOUD_EVENTS, Map.of(), writer.write(event)));
    }

    @Test
    void theLastWordOfAnAnnouncementHoldsAfterARestart() throws IOException {
        Instant now = clock.wallClock();
        List<Event> journal = run("1", now.minusSeconds(600), 2);
        for (String key : List.of("called off", "kept")) {
            boolean off = key.equals("called off");
            journal.add(announced(key, now.minusSeconds(20), off ? null : now.plusSeconds(900)));
            journal.add(announced(key, now.minusSeconds(30), off ? now.plusSeconds(900) : null));
        }
        try (PrewarmServer server = start(directory, journal)) {
            assertThat(server.tracker().announcedRuns()).isEqualTo(1);
            server.tracker().accept(announced("called off", now.minusSeconds(30), now.plusSeconds(900)));
            assertThat(server.tracker().announcedRuns()).isEqualTo(1);
        }
    }

    @Test
    @Tag("once")
    void whatTheJournalTellsNeedNotFitIntoTheMemory() throws Exception {
        Instant at = clock.wallClock().minusSeconds(60_000);
        Shape large = chain(200);
        List<Event> journal = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            journal.addAll(run("run " + i, at.plusSeconds(20L * i), large, 1));
        }
        write(directory, journal);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecoveryTest.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(directory.resolve("statistics.bin")).exists();
    }

    /** Starts a server, and ends it: with a memory of its own. */
    public static void main(String[] args) {
        PrewarmServer.start(settings(Path.of(args[0]))).close();
    }
}
