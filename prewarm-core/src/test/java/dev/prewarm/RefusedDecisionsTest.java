package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a run tells of the tasks that the strategy leaves cold on purpose. */
class RefusedDecisionsTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Instant start = scheduler.now();
    private final Workflow workflow = Workflow.builder("three")
            .localTask("first")
            .task("warmed", target("warmed"), after("first"))
            .task("left", target("left"), after("warmed"))
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    /** Warms one task while the first runs, and says before and after that it leaves the other. */
    private Plan plan(RunView run) {
        Plan.Builder plan = Plan.builder();
        if (run.state(workflow.task("first")) == TaskState.RUNNING) {
            plan.warm(Warmup.of(run, workflow.task("warmed")).round(0).because(() -> "it is next"));
        } else {
            plan.refuse(workflow.task("left"), () -> "it is left");
        }
        return plan.build();
    }

    private WorkflowRun runsForASecond() {
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofMinutes(1)))
                .scheduler(scheduler)
                .strategy(this::plan)
                .strict()
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.advance(Duration.ofSeconds(1));
        run.started("first");
        scheduler.advance(Duration.ofSeconds(1));
        return run;
    }

    @Test
    void aRefusalIsToldBeforeWhatHappenedLater() {
        assertThat(runsForASecond().decisions())
                .extracting(Decision::task, Decision::at)
                .startsWith(tuple("left", start), tuple("warmed", start.plusSeconds(1)));
    }

    @Test
    void ofARefusalThatIsRepeatedTheLastTimeIsTold() {
        WorkflowRun run = runsForASecond();
        run.finished("first");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(run.decisions())
                .filteredOn(decision -> decision.kind() == Decision.Kind.REFUSED)
                .extracting(Decision::task, Decision::at)
                .containsExactly(tuple("left", start.plusSeconds(2)));
    }
}
