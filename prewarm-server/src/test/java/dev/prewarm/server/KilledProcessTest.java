package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.SystemScheduler;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.journal.JournalReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a process that is killed had written can be read, but for its last second. {@code -Dprewarm.kills=50} for more of them. */
@Tag("once")
final class KilledProcessTest {
    private static final Duration LOST_AT_MOST = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("prewarm.kills", 3));
    }

    private record Progress(Instant at, int count) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void aKillLosesNoMoreThanASecond(int seed) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Deque<Progress> progress = new ArrayDeque<>();
        Instant killed;
        try (SystemScheduler clock = new SystemScheduler();
                BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            progress.add(next(lines, clock));
            Instant end = clock.now().plusMillis(1_200 + new Random(seed).nextInt(1_500));
            while (clock.now().isBefore(end)) {
                progress.add(next(lines, clock));
            }
            killed = clock.now();
            process.destroyForcibly();
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        int certain = progress.stream()
                .filter(of -> of.at().isBefore(killed.minus(LOST_AT_MOST)))
                .mapToInt(Progress::count)
                .max()
                .orElse(0);
        List<Integer> read = new ArrayList<>();
        JournalReader.Count count = new JournalReader()
                .read(
                        directory.resolve("journal"),
                        event -> read.add(Integer.valueOf(
                                ((Event.TaskSkipped) event).task().task())));
        assertThat(count.unreadable()).isLessThanOrEqualTo(1);
        assertThat(read).isEqualTo(IntStream.range(0, read.size()).boxed().toList());
        assertThat(read.size()).as("read, of %s", progress.getLast()).isGreaterThanOrEqualTo(certain);
        assertThat(new FileStatisticsStore(directory.resolve("statistics.bin"))
                        .load()
                        .isEmpty())
                .isFalse();
    }

    private static Progress next(BufferedReader lines, SystemScheduler clock) throws IOException {
        String line = lines.readLine();
        assertThat(line).as("the process writes").isNotNull();
        return new Progress(clock.now(), Integer.parseInt(line));
    }
}
