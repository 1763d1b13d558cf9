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
    void totalsAndDecisionsAreCounted() {
        VirtualScheduler scheduler = new VirtualScheduler();
        MeterRegistry registry = new SimpleMeterRegistry();
        Prewarmer.Builder builder = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler);

        Prewarmer prewarmer =
                builder.listener(PrewarmMetrics.listener(registry)).build();
        new PrewarmMetrics(prewarmer).bindTo(registry);
        run(prewarmer, scheduler);
        double wasted = registry.get("prewarm.warmups")
                .tag("outcome", "wasted")
                .functionCounter()
                .count();
        double wastedOnResizer = registry.get("prewarm.decisions")
                .tags("target", "resizer", "kind", "wasted")
                .counter()
                .count();

        assertThat(wasted).isEqualTo(1);
        assertThat(wastedOnResizer).isEqualTo(1);
    }

    /** The branch to the second task is not taken, and what was warmed for it lapses. */
    private void run(Prewarmer prewarmer, VirtualScheduler scheduler) {
        try (WorkflowRun run = prewarmer.start(thumbnails)) {
            run.started("fetch");
            scheduler.advance(Duration.ofMinutes(5));
        }
        scheduler.advance(Duration.ofMinutes(5));
    }
}
