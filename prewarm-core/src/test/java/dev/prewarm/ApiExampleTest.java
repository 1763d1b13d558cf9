package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
class ApiExampleTest {
    @Test
    void aRunIsTold() {
        WarmupClient client = request -> CompletableFuture.completedStage(WarmupResult.started(Duration.ofSeconds(1)));

        Workflow thumbnails = Workflow.builder("thumbnails")
                .task("fetch", Target.of("fetcher", URI.create("http://fetcher.example")))
                .task("resize", Target.of("resizer", URI.create("http://resizer.example")), after("fetch"))
                .build();
        try (Prewarmer prewarmer = Prewarmer.builder(client)
                        .strategy(PrewarmStrategy.costAware(10))
                        .build();
                WorkflowRun run = prewarmer.start(thumbnails)) {
            run.started("fetch");
            // call the service
            run.finished("fetch");
        }

        assertThat(thumbnails.tasks()).hasSize(2);
    }
}
