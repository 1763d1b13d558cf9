package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The workflow of Kim, Yhu, Yu (2022): three services in a row that take 3, 7 and 5 s, and a cold start of 1 s. */
class PaperWorkflowTest {
    private static final Map<String, Duration> WORK =
            Map.of("first", Duration.ofSeconds(3), "second", Duration.ofSeconds(7), "third", Duration.ofSeconds(5));

    private final Workflow workflow = Workflow.builder("paper")
            .task("first", target("first"))
            .task("second", target("second"), after("first"))
            .task("third", target("third"), after("second"))
            .build();
    private final VirtualOrchestrator orchestrator =
            new VirtualOrchestrator(task -> WORK.get(task.id()), Duration.ofSeconds(1));

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private Prewarmer prewarmer(PrewarmStrategy strategy) {
        return Prewarmer.builder(orchestrator)
                .scheduler(orchestrator.scheduler)
                .strategy(strategy)
                .strict()
                .build();
    }

    private void closeAndCheckBooks(Prewarmer prewarmer) {
        prewarmer.close();
        orchestrator.scheduler.runPending();
        assertThat(prewarmer.stats().balanced()).as("%s", prewarmer.stats()).isTrue();
        assertThat(prewarmer.stats().problems()).isZero();
    }

    @Test
    void withoutWarmingEachStepWaitsForItsColdStart() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.none());
        assertThat(orchestrator.run(prewarmer, workflow)).isEqualTo(Duration.ofSeconds(18));
        assertThat(orchestrator.coldStartsMet).isEqualTo(3);
        closeAndCheckBooks(prewarmer);
    }

    @Test
    void nextHopHidesAllColdStartsButTheFirst() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.nextHop());
        assertThat(orchestrator.run(prewarmer, workflow)).isEqualTo(Duration.ofSeconds(16));
        assertThat(prewarmer.stats().sent()).isEqualTo(2);
        assertThat(prewarmer.stats().used()).isEqualTo(2);
        assertThat(prewarmer.stats().idleTime()).isEqualTo(Duration.ofSeconds(9));
        closeAndCheckBooks(prewarmer);
    }

    @Test
    void fullPathHidesTheSameAndIdlesLonger() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.fullPath());
        assertThat(orchestrator.run(prewarmer, workflow)).isEqualTo(Duration.ofSeconds(16));
        assertThat(prewarmer.stats().idleTime()).isEqualTo(Duration.ofSeconds(13));
        closeAndCheckBooks(prewarmer);
    }

    @Test
    void anAnnouncedRunHidesTheFirstColdStartToo() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.fullPath());
        prewarmer.expect(workflow, orchestrator.scheduler.now().plusSeconds(10));
        orchestrator.scheduler.advance(Duration.ofSeconds(10));
        assertThat(orchestrator.run(prewarmer, workflow)).isEqualTo(Duration.ofSeconds(15));
        assertThat(orchestrator.coldStartsMet).isZero();
        closeAndCheckBooks(prewarmer);
    }

    @Test
    void costAwareLearnsToIdleForNothing() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.costAware(10));
        for (int i = 0; i < 20; i++) {
            orchestrator.run(prewarmer, workflow);
            orchestrator.scaleToZero();
            orchestrator.scheduler.advance(Duration.ofMinutes(10));
        }
        PrewarmStats before = prewarmer.stats();
        assertThat(orchestrator.run(prewarmer, workflow)).isEqualTo(Duration.ofSeconds(16));
        assertThat(prewarmer.stats().idleTime().minus(before.idleTime())).isLessThan(Duration.ofMillis(1));
        closeAndCheckBooks(prewarmer);
    }

    @Test
    void timedLeadWarmsAColdStartBeforeThePredictedStart() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.timedLead(0.5));
        for (int i = 0; i < 20; i++) {
            orchestrator.run(prewarmer, workflow);
            orchestrator.scaleToZero();
            orchestrator.scheduler.advance(Duration.ofMinutes(10));
        }
        PrewarmStats before = prewarmer.stats();
        assertThat(orchestrator.run(prewarmer, workflow)).isEqualTo(Duration.ofSeconds(16));
        assertThat(prewarmer.stats().idleTime().minus(before.idleTime())).isLessThan(Duration.ofMillis(1));
        closeAndCheckBooks(prewarmer);
    }
}
