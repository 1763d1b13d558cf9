package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A target is what the latest workflow that starts says it is, whatever was known under its name before. */
class DeclaredTargetsTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final LearnedStatistics statistics = LearnedStatistics.empty();

    private static Target.Builder service(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"));
    }

    private static Target kept(int seconds, int coldStart) {
        return service("s")
                .retention(Duration.ofSeconds(seconds))
                .coldStart(Duration.ofSeconds(coldStart))
                .build();
    }

    private static Workflow oneTask(String name, Target target) {
        return Workflow.builder(name).task("a", target).build();
    }

    private static Workflow called(Target target) {
        return Workflow.builder("w")
                .localTask("x")
                .task("y", target, after("x"))
                .build();
    }

    private Prewarmer.Builder prewarmer() {
        return Prewarmer.builder(client).scheduler(scheduler).statistics(statistics);
    }

    private void start(Prewarmer prewarmer, Workflow workflow) {
        prewarmer.start(workflow).close();
        scheduler.advance(Duration.ofSeconds(1));
    }

    private void assertDeclared(Target target) {
        assertThat(statistics.of(target).retention().current()).isEqualTo(target.retention());
        assertThat(statistics.coldStart(target, 1).quantile(0.5))
                .isEqualTo((double) target.coldStart().orElseThrow().median().toSeconds());
    }

    @Test
    void whatAnEarlierPrewarmerWasToldGivesWay() {
        Prewarmer before = prewarmer().build();
        start(before, oneTask("w", kept(6, 1)));
        before.close();
        scheduler.runPending();
        start(prewarmer().build(), oneTask("w", kept(600, 20)));
        assertDeclared(kept(600, 20));
    }

    @Test
    void whatWasDeclaredBeforeManyOtherTargetsGivesWay() {
        Prewarmer prewarmer = prewarmer().build();
        start(prewarmer, oneTask("w", kept(6, 1)));
        for (int i = 0; i < 2_100; i++) {
            start(prewarmer, oneTask("w" + i, service("s" + i).build()));
        }
        start(prewarmer, oneTask("w", kept(600, 20)));
        assertDeclared(kept(600, 20));
    }

    @Test
    void aCallOfTheFormerAddressLeavesNothingAtTheNextOne() {
        Prewarmer prewarmer = prewarmer().build();
        WorkflowRun before = prewarmer.start(called(service("s").build()));
        before.started("x");
        before.finished("x");
        before.started("y");
        scheduler.advance(Duration.ofSeconds(1));
        WorkflowRun run = prewarmer.start(called(Target.of("s", URI.create("http://elsewhere.test"))));
        scheduler.advance(Duration.ofSeconds(1));
        before.finished("y");
        before.close();
        scheduler.advance(Duration.ofSeconds(1));
        run.started("x");
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void aWarmupOfTheFormerAddressLeavesNothingAtTheNextOne() {
        Prewarmer prewarmer = prewarmer().build();
        WorkflowRun before = prewarmer.start(called(service("s").build()));
        before.started("x");
        scheduler.advance(Duration.ofMillis(500));
        assertThat(client.requests()).hasSize(1);
        before.close();
        WorkflowRun run = prewarmer.start(called(Target.of("s", URI.create("http://elsewhere.test"))));
        scheduler.advance(Duration.ofSeconds(5));
        run.started("x");
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(client.requests()).hasSize(2);
    }

    @Test
    void whatIsBeingWarmedWhileItsTargetMovesIsWasted() {
        Prewarmer prewarmer = prewarmer().build();
        Target elsewhere = Target.of("s", URI.create("http://elsewhere.test"));
        WorkflowRun run = prewarmer.start(called(service("s").build()));
        run.started("x");
        scheduler.advance(Duration.ofMillis(500));
        assertThat(prewarmer.stats().open()).isEqualTo(1);
        start(prewarmer, oneTask("moved", elsewhere));
        run.close();
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(prewarmer.stats().open()).isZero();
        assertThat(prewarmer.stats().wasted()).isEqualTo(1);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aTargetThatRunsUseIsTheLastToBeForgotten() {
        LearnedStatistics few = LearnedStatistics.empty(2);
        Prewarmer prewarmer =
                Prewarmer.builder(client).scheduler(scheduler).statistics(few).build();
        Target used = service("used").build();
        for (int i = 0; i < 10; i++) {
            for (Target target : List.of(used, service("rare" + i % 3).build())) {
                WorkflowRun run = prewarmer.start(called(target));
                run.started("x");
                scheduler.advance(Duration.ofSeconds(5));
                run.close();
                scheduler.advance(Duration.ofMinutes(10));
            }
        }
        assertThat(few.coldStart(used, 1).observations()).isEqualTo(10);
    }
}
