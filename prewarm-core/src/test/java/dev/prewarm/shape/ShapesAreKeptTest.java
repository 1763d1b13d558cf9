package dev.prewarm.shape;

import static dev.prewarm.shape.Told.describe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.StatisticsStore;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was learned of workflows that nobody declares, from one start of the program to the next. */
class ShapesAreKeptTest {
    @TempDir
    private Path directory;

    private int runs;

    /** Runs a and then b in a process of its own, and returns what was warmed. */
    private List<String> process(StatisticsStore store, String expectedBefore) {
        VirtualScheduler scheduler = new VirtualScheduler();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
        try (Prewarmer prewarmer = Prewarmer.builder(client)
                .strategy(PrewarmStrategy.nextHop())
                .scheduler(scheduler)
                .statisticsStore(store)
                .build()) {
            LearnedWorkflows workflows =
                    LearnedWorkflows.builder(prewarmer).targets(Told::target).build();
            assertThat(workflows.workflow("w").map(Told::describe).orElse("")).isEqualTo(expectedBefore);
            ObservedRun run = workflows.run("w", "run " + runs++, scheduler.now());
            for (String kind : List.of("a", "b")) {
                run.moment(scheduler.now());
                Step step = run.started(kind);
                scheduler.advance(Duration.ofSeconds(3));
                run.moment(scheduler.now());
                run.finished(step);
            }
            run.end();
            scheduler.runPending();
            assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b: a");
        } finally {
            scheduler.runPending();
        }
        return client.requests().stream()
                .map(recorded -> recorded.request().target().name())
                .toList();
    }

    @Test
    void theFirstRunAfterAStartIsWarmedAhead() {
        StatisticsStore store = new FileStatisticsStore(directory.resolve("statistics"));
        assertThat(process(store, "")).isEmpty();
        assertThat(process(store, "a; b: a")).containsExactly("b");
    }

    @Test
    void aDamagedFileMakesLearningStartAfresh() throws Exception {
        Path file = directory.resolve("statistics");
        process(new FileStatisticsStore(file), "");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThat(process(new FileStatisticsStore(file), "")).isEmpty();
        assertThat(directory.resolve("statistics.damaged-1")).exists();
        assertThat(process(new FileStatisticsStore(file), "a; b: a")).containsExactly("b");
    }
}
