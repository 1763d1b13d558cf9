package dev.prewarm.testing;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.architecture.DocumentedExample;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
class TestingExampleTest {
    private final Workflow thumbnails = Workflow.builder("thumbnails")
            .task("fetch", Target.of("fetcher", URI.create("http://fetcher.example")))
            .task("resize", Target.of("resizer", URI.create("http://resizer.example")), after("fetch"))
            .build();

    @Test
    void theClientRemembersWhatItWasAskedFor() {
        VirtualScheduler scheduler = new VirtualScheduler();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
        Prewarmer prewarmer =
                Prewarmer.builder(client).scheduler(scheduler).strict().build();
        WorkflowRun run = prewarmer.start(thumbnails);
        run.started("fetch");
        scheduler.advance(Duration.ofSeconds(3));
        String warmed = client.requests().get(0).request().target().name();

        assertThat(warmed).isEqualTo("resizer");
    }

    @Test
    void theExampleIsThisOne() throws IOException {
        DocumentedExample.assertTested(
                Path.of("src/shared/java/dev/prewarm/testing/package-info.java"),
                Path.of("src/test/java/dev/prewarm/testing/TestingExampleTest.java"));
    }
}
