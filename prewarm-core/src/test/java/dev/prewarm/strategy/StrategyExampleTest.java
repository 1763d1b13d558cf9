package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example in the documentation of PrewarmStrategy. */
class StrategyExampleTest {
    private final Workflow thumbnails = Workflow.builder("thumbnails")
            .task("fetch", Target.of("fetcher", URI.create("http://fetcher.example")))
            .task("resize", Target.of("resizer", URI.create("http://resizer.example")), after("fetch"))
            .build();

    @Test
    void aStrategyOfOnesOwnIsAFunction() {
        PrewarmStrategy whatIsReady = run -> {
            Plan.Builder plan = Plan.builder();
            for (Task task : run.ready()) {
                if (task.target().isPresent()) {
                    plan.warm(Warmup.of(run, task).because("it is ready"));
                }
            }
            return plan.build();
        };

        VirtualScheduler scheduler = new VirtualScheduler();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(whatIsReady)
                .build();
        prewarmer.start(thumbnails);
        scheduler.runPending();
        assertThat(client.requests())
                .extracting(recorded -> recorded.request().target().name())
                .containsExactly("fetcher");
    }
}
