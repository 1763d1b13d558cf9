package dev.prewarm.server.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final EventWriter writer = new EventWriter("test");

    @TempDir
    Path directory;

    private Journal open(long fileBytes, int files) throws IOException {
        return new Journal(directory, fileBytes, files, time);
    }

    private Event event(int number) {
        return new Event.TaskSkipped(
                TaskId.of(new RunId("airflow", "thumbnails", "run"), "task " + number), Instant.ofEpochSecond(number));
    }

    private List<Event> read() throws IOException {
        List<Event> events = new ArrayList<>();
        new JournalReader().read(directory, events::add);
        return events;
    }

    @Test
    void whatWasAppendedIsInTheFileHalfASecondLater() throws IOException {
        try (Journal journal = open(1 << 20, 3)) {
            journal.append(writer.write(event(1)));
            time.advance(Duration.ofMillis(500));
            assertThat(read()).containsExactly(event(1));
        }
    }

    @Test
    void whatIsFlushedIsInTheFileAtOnce() throws IOException {
        try (Journal journal = open(1 << 20, 3)) {
            journal.append(writer.write(event(1)));
            journal.flush();
            assertThat(read()).containsExactly(event(1));
        }
    }

    @Test
    void filesAreBoundedInSizeAndNumberAndTheLatestAreKept() throws IOException {
        try (Journal journal = open(1_000, 3)) {
            for (int i = 0; i < 100; i++) {
                journal.append(writer.write(event(i)));
                time.advance(Duration.ofMillis(500));
            }
        }
        assertThat(JournalFiles.in(directory)).hasSizeLessThanOrEqualTo(3);
        for (Path file : JournalFiles.in(directory)) {
            assertThat(Files.size(file)).isLessThan(1_500);
        }
        assertThat(read()).isNotEmpty().last().isEqualTo(event(99));
    }

    @Test
    void aLineThatWasCutOffIsLeftOutAndWhatFollowsIsRead() throws IOException {
        try (Journal journal = open(1 << 20, 3)) {
            journal.append(writer.write(event(1)));
        }
        Path file = JournalFiles.in(directory).get(0);
        Files.write(file, "{\"specversion\": \"1.0\", \"ty".getBytes(UTF_8), StandardOpenOption.APPEND);
        try (Journal journal = open(1 << 20, 3)) {
            journal.append(writer.write(event(2)));
        }
        List<Event> events = new ArrayList<>();
        JournalReader.Count count = new JournalReader().read(directory, events::add);
        assertThat(events).containsExactly(event(1), event(2));
        assertThat(count.unreadable()).isEqualTo(1);
    }

    @Test
    void whatFollowsAWriteThatFailedInTheMiddleOfALineIsRead() throws IOException {
        try (Journal journal = open(1 << 20, 3)) {
            journal.append(writer.write(event(1)));
            time.advance(Duration.ofMillis(500));
            Files.write(
                    JournalFiles.in(directory).get(0),
                    "{\"specversion\": \"1.0\", \"ty".getBytes(UTF_8),
                    StandardOpenOption.APPEND);
            journal.append(writer.write(event(2)));
            // A channel whose thread is interrupted fails.
            Thread.currentThread().interrupt();
            time.advance(Duration.ofMillis(500));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(journal.lost()).isEqualTo(1);
            journal.append(writer.write(event(3)));
            time.advance(Duration.ofMillis(500));
            assertThat(read()).containsExactly(event(1), event(3));
        }
    }

    @Test
    void afterItIsClosedNothingIsWritten() throws IOException {
        Journal journal = open(1 << 20, 3);
        journal.close();
        journal.append(writer.write(event(1)));
        time.advance(Duration.ofSeconds(2));
        assertThat(read()).isEmpty();
    }
}
