package dev.prewarm.micrometer;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two services in a row; next-hop warms the second when the first is called, in a second, and it comes after three. */
class PrewarmMetricsTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
            .scheduler(scheduler)
            .build();
    private final Workflow workflow = Workflow.builder("chain")
            .task("first", Target.of("first", URI.create("http://first.test")))
            .task("second", Target.of("second", URI.create("http://second.test")), after("first"))
            .build();

    private WorkflowRun runToTheSecondTask() {
        new PrewarmMetrics(prewarmer).bindTo(registry);
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        scheduler.advance(Duration.ofSeconds(3));
        run.finished("first");
        run.started("second");
        scheduler.runPending();
        return run;
    }

    /** Both services are idle for 37 seconds between two runs, so that they are believed warm. */
    private void runOnceMore() {
        WorkflowRun run = prewarmer.start(workflow);
        for (String task : List.of("first", "second")) {
            run.started(task);
            scheduler.advance(Duration.ofSeconds(3));
            run.finished(task);
        }
        run.close();
        scheduler.advance(Duration.ofSeconds(37));
    }

    private double total(String name) {
        return registry.get(name).functionCounter().count();
    }

    private double warmups(String outcome) {
        return registry.get("prewarm.warmups")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void countsWarmupsByTheirOutcome() {
        runToTheSecondTask();
        assertThat(warmups("used")).isEqualTo(1);
        assertThat(warmups("wasted")).isZero();
    }

    @Test
    void countsEveryOutcomeOfTheBooks() {
        new PrewarmMetrics(prewarmer).bindTo(registry);
        assertThat(registry.get("prewarm.warmups").functionCounters())
                .extracting(counter -> counter.getId().getTag("outcome"))
                .containsExactlyInAnyOrder("cancelled", "suppressed", "dropped", "used", "late", "wasted", "failed");
    }

    @Test
    void showsTheRunsThatAreOpenNow() {
        WorkflowRun run = runToTheSecondTask();
        assertThat(registry.get("prewarm.runs.open").gauge().value()).isEqualTo(1);
        run.close();
        scheduler.runPending();
        assertThat(registry.get("prewarm.runs.open").gauge().value()).isZero();
        assertThat(registry.get("prewarm.runs").functionCounter().count()).isEqualTo(1);
    }

    @Test
    void timesHowLongInstancesIdledBeforeTheirUse() {
        runToTheSecondTask();
        assertThat(registry.get("prewarm.idle").functionTimer().count()).isEqualTo(1);
        assertThat(registry.get("prewarm.idle").functionTimer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void countsTheProbesOfWhatIsBelievedWarm() {
        new PrewarmMetrics(prewarmer).bindTo(registry);
        runOnceMore();
        runOnceMore();
        assertThat(total("prewarm.probes")).isZero();
        runOnceMore();
        assertThat(total("prewarm.probes")).isEqualTo(1);
    }

    @Test
    void countsWhatLookedColdThoughItWasBelievedWarm() {
        new PrewarmMetrics(prewarmer).bindTo(registry);
        runOnceMore();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        run.metColdStart("first", Duration.ofSeconds(1));
        scheduler.runPending();
        assertThat(total("prewarm.looked.cold")).isEqualTo(1);
    }

    @Test
    void countsWhatWasWarmAnywayThoughItWasBelievedCold() {
        WarmupResult warm = WarmupResult.alreadyWarm(Duration.ofMillis(10));
        Prewarmer ofWarm = Prewarmer.builder(RecordingWarmupClient.of(scheduler, request -> warm))
                .scheduler(scheduler)
                .build();
        new PrewarmMetrics(ofWarm).bindTo(registry);
        ofWarm.start(workflow).started("first");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(total("prewarm.warm.anyway")).isEqualTo(1);
    }

    @Test
    void countsProblems() {
        runToTheSecondTask().started("third");
        scheduler.runPending();
        assertThat(registry.get("prewarm.problems").functionCounter().count()).isEqualTo(1);
    }

    @Test
    void tellsSeveralApartByTheirTags() {
        new PrewarmMetrics(prewarmer, Tags.of("engine", "a")).bindTo(registry);
        prewarmer.start(workflow);
        scheduler.runPending();
        assertThat(registry.get("prewarm.runs")
                        .tag("engine", "a")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }
}
