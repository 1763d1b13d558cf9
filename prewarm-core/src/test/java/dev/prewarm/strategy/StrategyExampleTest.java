package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Dependency;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
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
        PrewarmStrategy whatComesNext = run -> {
            Plan.Builder plan = Plan.builder();
            for (Task running : run.running()) {
                for (Dependency dependency : run.workflow().outgoing(running)) {
                    Task next = dependency.to();
                    if (run.state(next) == TaskState.PENDING && next.target().isPresent()) {
                        plan.warm(Warmup.of(run, next).because(running + " is running"));
                    }
                }
            }
            return plan.build();
        };

        VirtualScheduler scheduler = new VirtualScheduler();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(whatComesNext)
                .build();
        prewarmer.start(thumbnails).started("fetch");
        scheduler.runPending();
        assertThat(client.requests())
                .extracting(recorded -> recorded.request().target().name())
                .containsExactly("resizer");
    }
}
