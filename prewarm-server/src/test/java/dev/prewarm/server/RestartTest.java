package dev.prewarm.server;

import static dev.prewarm.server.Journals.announced;
import static dev.prewarm.server.Journals.append;
import static dev.prewarm.server.Journals.chain;
import static dev.prewarm.server.Journals.id;
import static dev.prewarm.server.Journals.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.SystemScheduler;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.receive.Dialect;
import dev.prewarm.server.receive.Received;
import dev.prewarm.server.track.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds before a restart of a server holds after it. */
final class RestartTest {
    private final EventWriter writer = new EventWriter("test");
    private final SystemScheduler clock = new SystemScheduler();

    @TempDir
    Path data;

    @AfterEach
    void close() {
        clock.close();
    }

    private static PrewarmServer start(Path data) {
        return PrewarmServer.start(Journals.loader(data).load());
    }

    private static Path statistics(Path data) {
        return data.resolve("statistics.bin");
    }

    /** What a server has learned that is started and ends. */
    private static byte[] learned(Path data) throws IOException {
        start(data).close();
        return new FileStatisticsStore(statistics(data)).load().toBytes();
    }

    private void tell(PrewarmServer server, List<Event> events) {
        events.forEach(
                event -> server.intake().read(new Received(Dialect.CLOUD_EVENTS, Map.of(), writer.write(event))));
    }

    private RunReport begin(PrewarmServer server, String run, @Nullable Shape shape) {
        server.tracker().accept(new Event.RunStarted(id(run), clock.wallClock(), shape, null));
        return server.tracker().find(id(run)).orElseThrow();
    }

    private static void forgetWhatWasSaved(Path data) throws IOException {
        Files.write(
                Journals.file(data),
                Files.readAllLines(Journals.file(data)).stream()
                        .filter(line -> !line.contains("statistics"))
                        .toList());
    }

    @Test
    void aRunThatWasToldByAClockThatIsAheadIsLearnedFromOnce() throws IOException {
        try (PrewarmServer server = start(data)) {
            tell(server, run("1", clock.wallClock().plusSeconds(3_600), 2));
        }
        byte[] once = Files.readAllBytes(statistics(data));
        assertThat(learned(data)).isEqualTo(once);
        assertThat(learned(data)).isEqualTo(once);
    }

    @Test
    void theShapeOfAClockThatWasAheadDoesNotComeBack() {
        try (PrewarmServer server = start(data)) {
            tell(server, List.of(new Event.RunStarted(id("1"), clock.wallClock().plusSeconds(3_600), chain(2), null)));
            tell(server, List.of(new Event.RunStarted(id("2"), clock.wallClock(), chain(3), null)));
            assertThat(begin(server, "3", null).tasks()).hasSize(3);
        }
        try (PrewarmServer server = start(data)) {
            assertThat(begin(server, "4", null).tasks()).hasSize(3);
        }
    }

    /** Five runs, which were told after the statistics were saved, and had happened long before. */
    @Test
    void whatWasToldLateIsLearned() throws IOException {
        Instant now = clock.wallClock();
        List<Event> saved = run("saved", now.minusSeconds(9_000), 2);
        List<Event> late = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            late.addAll(run("late " + i, now.minusSeconds(6_000 - 100L * i), 2));
        }
        Path atOnce = data.resolve("atOnce");
        append(atOnce, saved);
        append(atOnce, late);
        Path killed = data.resolve("killed");
        append(killed, saved);
        start(killed).close();
        append(killed, late);
        assertThat(learned(killed)).isEqualTo(learned(atOnce));
    }

    @Test
    void whatABackupOfTheStatisticsDoesNotHaveIsLearnedAgain() throws IOException {
        Instant now = clock.wallClock();
        append(data, run("1", now.minusSeconds(900), 2));
        byte[] backup = learned(data);
        append(data, run("2", now.minusSeconds(600), 2));
        byte[] both = learned(data);
        Files.write(statistics(data), backup);
        assertThat(learned(data)).isEqualTo(both);
        Files.delete(statistics(data));
        assertThat(learned(data)).isEqualTo(both);
    }

    @Test
    void aJournalThatDoesNotTellWhatWasSavedIsReadByTheAgeOfTheStatistics() throws IOException {
        append(data, run("1", clock.wallClock().minusSeconds(900), 2));
        byte[] once = learned(data);
        forgetWhatWasSaved(data);
        assertThat(learned(data)).isEqualTo(once);
    }

    /** Its first task had ended before the statistics were saved, its second one after that; as if it was heard of after the restart. */
    @Test
    void aRunThatWasLearnedFromInPartIsLearnedFromOnce() throws IOException {
        List<Event> all = run("1", clock.wallClock().minusSeconds(900), 2);
        append(data, all.subList(0, 3));
        start(data).close();
        append(data, all.subList(3, all.size()));
        byte[] once = learned(data);
        assertThat(learned(data)).isEqualTo(once);
        Path begun = data.resolve("begun");
        append(begun, all.subList(0, 3));
        start(begun).close();
        try (PrewarmServer server = start(begun)) {
            tell(server, all.subList(3, all.size()));
        }
        assertThat(once).isEqualTo(Files.readAllBytes(statistics(begun)));
    }

    /** A double of the end of a run that was learned from. */
    @Test
    void whatIsToldAgainTeachesNothing() throws IOException {
        List<Event> all = run("1", clock.wallClock().minusSeconds(900), 2);
        append(data, all);
        byte[] once = learned(data);
        append(data, all.subList(all.size() - 1, all.size()));
        assertThat(learned(data)).isEqualTo(once);
    }

    @Test
    void aLateEventOfARunThatEndedOpensNone() throws IOException {
        Instant at = clock.wallClock().minusSeconds(600);
        List<Event> all = run("1", at, 2);
        append(data, all);
        append(
                data,
                List.of(announced("k", at.plusSeconds(60), clock.wallClock().plusSeconds(900))));
        for (int turn = 0; turn < 2; turn++) {
            try (PrewarmServer server = start(data)) {
                all.forEach(server.tracker()::accept);
                assertThat(server.tracker().openRuns()).isZero();
                assertThat(server.tracker().announcedRuns()).isEqualTo(1);
            }
        }
    }

    @Test
    void aRunThatEndedMayBeginAgain() throws IOException {
        Instant at = clock.wallClock().minusSeconds(600);
        append(data, run("1", at, 2));
        try (PrewarmServer server = start(data)) {
            TaskId again = new TaskId(id("1"), "task1", 2, TaskId.WHOLE);
            server.tracker().accept(new Event.TaskStarted(again, at.plusSeconds(300), null, null));
            assertThat(server.tracker().openRuns()).isEqualTo(1);
        }
    }

    @Test
    void anAnnouncementThatARunHasTakenUpDoesNotComeBack() throws IOException {
        Instant now = clock.wallClock();
        Event announced = announced("k", now.minusSeconds(60), now.plusSeconds(900));
        append(data, run("1", now.minusSeconds(600), 2));
        append(data, List.of(announced));
        append(data, run("2", now.minusSeconds(50), 2));
        try (PrewarmServer server = start(data)) {
            assertThat(server.tracker().announcedRuns()).isZero();
            server.tracker().accept(announced);
            assertThat(server.tracker().announcedRuns()).isZero();
        }
    }

    @Test
    void aRunTakesUpOneAnnouncementAndAnotherIsLeft() throws IOException {
        Instant now = clock.wallClock();
        append(data, run("1", now.minusSeconds(600), 2));
        append(data, List.of(announced("near", now.minusSeconds(60), now.plusSeconds(900))));
        append(data, List.of(announced("far", now.minusSeconds(60), now.plusSeconds(9_000))));
        append(data, run("2", now.minusSeconds(50), 2).subList(0, 2));
        try (PrewarmServer server = start(data)) {
            assertThat(server.tracker().announcedRuns()).isEqualTo(1);
            server.tracker().accept(announced("far", now.minusSeconds(40), null));
            assertThat(server.tracker().announcedRuns()).isZero();
        }
    }

    /** The second run was begun by hand; both are under way, whichever was heard of last. */
    @Test
    void theNextRunThatHasBegunIsNotAnnouncedAgain() throws IOException {
        Instant now = clock.wallClock();
        for (boolean firstIsLast : new boolean[] {false, true}) {
            Path each = data.resolve("first is last " + firstIsLast);
            append(each, List.of(new Event.RunStarted(id("1"), now.minusSeconds(60), chain(2), now.plusSeconds(900))));
            append(each, run("2", now.minusSeconds(50), 2).subList(0, 2));
            if (firstIsLast) {
                append(each, run("1", now.minusSeconds(40), 2).subList(1, 2));
            }
            try (PrewarmServer server = start(each)) {
                assertThat(server.tracker().openRuns()).isEqualTo(2);
                assertThat(server.tracker().announcedRuns()).isZero();
            }
        }
    }

    @Test
    void theNextRunThatHasNotBegunIsAnnounced() throws IOException {
        Instant now = clock.wallClock();
        append(data, List.of(new Event.RunStarted(id("1"), now.minusSeconds(60), chain(2), now.plusSeconds(900))));
        append(data, List.of(new Event.RunFinished(id("1"), now.minusSeconds(50), false)));
        try (PrewarmServer server = start(data)) {
            assertThat(server.tracker().announcedRuns()).isEqualTo(1);
        }
    }

    @Test
    void aRunThatIsLateByHalfAMinuteIsStillExpected() throws IOException {
        Instant now = clock.wallClock();
        append(data, run("1", now.minusSeconds(600), 2));
        append(data, List.of(announced("k", now.minusSeconds(300), now.minusSeconds(30))));
        append(data, List.of(announced("past", now.minusSeconds(300), now.minusSeconds(90))));
        try (PrewarmServer server = start(data)) {
            assertThat(server.tracker().announcedRuns()).isEqualTo(1);
        }
    }

    @Test
    void theTasksOfAnAnnouncementHold() throws IOException {
        Instant now = clock.wallClock();
        append(data, List.of(announced("k", now.minusSeconds(600), now.minusSeconds(300), chain(2))));
        append(data, run("1", now.minusSeconds(300), null, 2));
        try (PrewarmServer server = start(data)) {
            RunReport run = begin(server, "2", null);
            assertThat(run.known()).isTrue();
            assertThat(run.tasks()).hasSize(2);
        }
    }

    @Test
    void theTasksOfAnAnnouncementThatWasMovedHold() throws IOException {
        Instant now = clock.wallClock();
        append(data, List.of(announced("k", now.minusSeconds(60), now.plusSeconds(600), chain(2))));
        append(data, List.of(announced("k", now.minusSeconds(50), now.plusSeconds(700))));
        try (PrewarmServer server = start(data)) {
            assertThat(server.tracker().announcedRuns()).isEqualTo(1);
            assertThat(begin(server, "1", null).tasks()).hasSize(2);
        }
    }

    /** An ended run told what its task calls, of which the tasks of the workflow say nothing. */
    @Test
    void whatATaskSaidThatItCallsHolds() throws IOException {
        Instant at = clock.wallClock().minusSeconds(600);
        RunId run = id("1");
        TaskId task = TaskId.of(run, "task");
        Shape shape = new Shape(Map.of("task", Step.of(List.of(), null)));
        append(
                data,
                List.of(
                        new Event.RunStarted(run, at, shape, null),
                        new Event.TaskStarted(task, at.plusSeconds(1), List.of(Journals.SERVICE), null),
                        new Event.TaskFinished(task, at.plusSeconds(2), null, Map.of()),
                        new Event.RunFinished(run, at.plusSeconds(3), false)));
        try (PrewarmServer server = start(data)) {
            assertThat(begin(server, "2", null).tasks().get(0).services()).containsExactly(Journals.SERVICE);
        }
    }
}
