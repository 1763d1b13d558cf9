package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.architecture.DocumentedExample;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The test on the page about testing. */
class TestingPageTest {
    private final Workflow shop = Workflow.builder("shop")
            .task("cart", Target.of("cart", URI.create("http://cart.test")))
            .task("pay", Target.of("pay", URI.create("http://pay.test")), after("cart"))
            .build();

    @Test
    void thePageShowsTheTestBelow() throws IOException {
        DocumentedExample.assertTested(
                Path.of("../docs/testing.md"), Path.of("src/test/java/dev/prewarm/TestingPageTest.java"));
    }

    @Test
    void theSecondServiceIsWarmedWhileTheFirstOneWorks() {
        VirtualScheduler scheduler = new VirtualScheduler();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
        Prewarmer prewarmer = Prewarmer.builder(client).scheduler(scheduler).build();

        WorkflowRun run = prewarmer.start(shop);
        run.started("cart");
        scheduler.advance(Duration.ofSeconds(3));
        run.finished("cart");
        run.started("pay");
        scheduler.runPending();

        assertThat(client.requests()).hasSize(1);
        assertThat(prewarmer.stats().used()).isEqualTo(1);
        assertThat(prewarmer.stats().coldStarts()).as("of the first service").isEqualTo(1);
    }
}
