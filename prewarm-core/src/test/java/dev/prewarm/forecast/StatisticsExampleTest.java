package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.Prior;
import dev.prewarm.StatisticsStore;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the package's documentation. */
class StatisticsExampleTest {
    @Test
    void whatIsLearnedServesTheNextStart(@TempDir Path directory) throws IOException {
        Target resizer = Target.builder("resizer", URI.create("http://resizer.example"))
                .coldStart(Duration.ofSeconds(3))
                .build();
        Workflow thumbnails = Workflow.builder("thumbnails")
                .task("resize", resizer, TaskOption.lasting(Prior.of(Duration.ofSeconds(2))))
                .build();
        Task resize = thumbnails.task("resize");

        StatisticsStore store = new FileStatisticsStore(directory.resolve("prewarm.statistics"));
        LearnedStatistics statistics = LearnedStatistics.from(store.load());
        WorkflowStatistics learned = statistics.of(thumbnails);
        learned.warm(resize).add(1.8);
        double likely = learned.duration(resize).quantile(0.9);
        statistics.of(resizer).coldStarts().add(1, 2.4);
        double coldStart = statistics.of(resizer).coldStarts().forBurst(4).mean();
        store.save(statistics.snapshot());

        assertThat(likely).isEqualTo(2);
        assertThat(coldStart).isEqualTo(3);
        assertThat(LearnedStatistics.from(store.load())
                        .of(thumbnails)
                        .warm(resize)
                        .mean())
                .isEqualTo(1.8);
    }
}
