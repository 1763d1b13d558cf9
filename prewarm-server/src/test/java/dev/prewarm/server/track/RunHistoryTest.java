package dev.prewarm.server.track;

import static dev.prewarm.server.track.Told.chain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal tells to whoever looks back. */
final class RunHistoryTest {
    @TempDir
    Path directory;

    private List<RunHistory.PastRun> read(List<Event> events) throws IOException {
        EventWriter writer = new EventWriter("test");
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Event event : events) {
            lines.writeBytes(writer.write(event));
            lines.write('\n');
        }
        return RunHistory.read(Files.write(directory.resolve("journal"), lines.toByteArray()), left -> {});
    }

    @Test
    void theTasksOfAnAnnouncementAreThoseOfItsRuns() throws IOException {
        Told first = new Told("thumbnails", "manual 1");
        Told second = new Told("thumbnails", "manual 2");
        List<RunHistory.PastRun> past = read(List.of(
                new Event.RunExpected(
                        "airflow",
                        "thumbnails",
                        World.at(0),
                        World.at(10),
                        Duration.ZERO,
                        "",
                        chain("resize", "label")),
                first.begin(10, null),
                first.end(20),
                second.begin(30, null),
                second.end(40)));
        assertThat(past).hasSize(2).allSatisfy(run -> assertThat(run.shape()).isEqualTo(chain("resize", "label")));
    }
}
