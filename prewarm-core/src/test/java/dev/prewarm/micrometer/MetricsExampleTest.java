package dev.prewarm.micrometer;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
class MetricsExampleTest {
    private final Workflow thumbnails = Workflow.builder("thumbnails")
            .task("fetch", Target.of("fetcher", URI.create("http://fetcher.example")))
            .task("resize", Target.of("resizer", URI.create("http://resizer.example")), after("fetch"))
            .build();

    @Test
    void wastedWarmupsAreCounted() {
        VirtualScheduler scheduler = new VirtualScheduler();
        MeterRegistry registry = new SimpleMeterRegistry();
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler)
                .build();
        try (WorkflowRun run = prewarmer.start(thumbnails)) {
            run.started("fetch");
            scheduler.advance(Duration.ofMinutes(5));
        }
        scheduler.advance(Duration.ofMinutes(5));

        new PrewarmMetrics(prewarmer).bindTo(registry);
        double wasted = registry.get("prewarm.warmups")
                .tag("outcome", "wasted")
                .functionCounter()
                .count();

        assertThat(wasted).isEqualTo(1);
    }
}
