package dev.prewarm.observe;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BeliefsTest {
    private final Workflow pair = Workflow.builder("pair")
            .task("first", Target.of("fetcher", URI.create("http://fetcher.test")))
            .task("second", Target.of("resizer", URI.create("http://resizer.test")), after("first"))
            .build();
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Beliefs beliefs = new Beliefs(2);
    private final Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
            .scheduler(scheduler)
            .strategy(beliefs.watch(PrewarmStrategy.nextHop()))
            .build();

    private TargetBelief of(String target) {
        return beliefs.services().stream()
                .filter(belief -> belief.service().equals(target))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theWatchedStrategyDecidesAsBeforeAndIsCalledTheSame() {
        assertThat(beliefs.watch(PrewarmStrategy.fullPath())).hasToString("full-path");
        prewarmer.start(pair).started("first");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(prewarmer.stats().sent()).isEqualTo(1);
    }

    @Test
    void beforeAnyRunNothingIsBelieved() {
        assertThat(beliefs.services()).isEmpty();
    }

    @Test
    void whatWasWarmedIsBelievedToBeThereAndWhatItTookIsKnown() {
        WorkflowRun run = prewarmer.start(pair);
        run.started("first");
        scheduler.advance(Duration.ofSeconds(3));
        run.finished("first");
        scheduler.advance(Duration.ofMillis(1));

        TargetBelief resizer = of("resizer");
        assertThat(resizer.address()).isEqualTo("http://resizer.test");
        assertThat(resizer.instances()).isEqualTo(1);
        // A single one of 1 s, which counts a quarter, where 2.3 s are assumed.
        assertThat(resizer.coldStartMedian()).isCloseTo(Math.pow(2.3, 0.75), within(1e-12));
        assertThat(resizer.coldStartsMeasured()).isEqualTo(1);
        assertThat(resizer.retentionSeconds()).isEqualTo(61);
    }

    @Test
    void beforeAnythingIsWarmedThereIsNoInstanceAndItsStartIsAssumed() {
        prewarmer.start(pair);
        scheduler.advance(Duration.ofMillis(1));

        TargetBelief resizer = of("resizer");
        assertThat(resizer.instances()).isZero();
        assertThat(resizer.warmUntil()).isEqualTo(Instant.MIN);
        assertThat(resizer.coldStartMedian()).isEqualTo(2.3);
        assertThat(resizer.coldStartsMeasured()).isZero();
    }

    @Test
    void tasksThatMetAColdStartAreRememberedForSoManyRuns() {
        for (int i = 1; i <= 3; i++) {
            // Each is cold again.
            scheduler.advance(Duration.ofHours(1));
            WorkflowRun run = prewarmer.run(pair, "run-" + i);
            run.started("first");
            scheduler.advance(Duration.ofSeconds(3));
            run.close();
            scheduler.advance(Duration.ofSeconds(1));
        }
        assertThat(beliefs.coldTasks("run-3")).containsExactly("first");
        assertThat(beliefs.coldTasks("run-2")).containsExactly("first");
        assertThat(beliefs.coldTasks("run-1")).isEmpty();
    }
}
