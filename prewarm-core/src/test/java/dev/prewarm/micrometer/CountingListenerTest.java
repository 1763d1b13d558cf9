package dev.prewarm.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bound on the number of meters, of two combinations here, and what happens if a registry throws. */
class CountingListenerTest {
    private static final Logger LOGGER = Logger.getLogger(PrewarmMetrics.class.getName());

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CountingListener listener = new CountingListener(registry, Tags.empty(), 2);
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listenToTheLog() {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void leaveTheLog() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    /** A strategy of this name that wishes nothing. */
    private record Named(String name) implements PrewarmStrategy {
        @Override
        public Plan plan(RunView view) {
            return Plan.empty();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final PrewarmStrategy IDLE = new Named("idle");

    private static WorkflowRun run(PrewarmStrategy strategy) {
        VirtualScheduler scheduler = new VirtualScheduler();
        Workflow workflow = Workflow.builder("single")
                .task("task", Target.of("service", URI.create("http://service.test")))
                .build();
        return Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ZERO))
                .strategy(strategy)
                .scheduler(scheduler)
                .build()
                .start(workflow);
    }

    private void decided(PrewarmStrategy strategy, String target) {
        Decision decision =
                Decision.of(Instant.EPOCH, Decision.Kind.SENT, "task", target).instances(1);
        listener.onDecision(run(strategy), decision);
    }

    private double sent(String target, String workflow, String strategy) {
        return registry.get("prewarm.decisions")
                .tags("target", target, "workflow", workflow, "strategy", strategy, "kind", "sent")
                .counter()
                .count();
    }

    @Test
    void countsWhatIsBeyondTheBoundAsOther() {
        for (String target : List.of("a", "b", "c", "d", "a", "b")) {
            decided(IDLE, target);
        }
        assertThat(sent("a", "single", "idle")).isEqualTo(2);
        assertThat(sent("b", "single", "idle")).isEqualTo(2);
        assertThat(sent("other", "other", "idle")).isEqualTo(2);
    }

    @Test
    void registersNoMoreBeyondTheBound() {
        for (int i = 0; i < 100; i++) {
            decided(IDLE, "target " + i);
        }
        assertThat(registry.get("prewarm.decisions").tag("kind", "sent").counters())
                .hasSize(3);
    }

    @Test
    void saysOnceThatTheBoundIsReached() {
        for (String target : List.of("a", "b", "c", "d")) {
            decided(IDLE, target);
        }
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
        assertThat(logged.get(0).getMessage())
                .isEqualTo(
                        "2 combinations of target, workflow and strategy have meters of their own; from c of single on,"
                                + " new ones are counted with target and workflow \"other\"");
    }

    @Test
    void saysNothingWhileTheBoundIsKept() {
        decided(IDLE, "a");
        decided(IDLE, "b");
        assertThat(logged).isEmpty();
    }

    @Test
    void strategiesWithoutEndAreBoundedToo() {
        for (int i = 0; i < 100; i++) {
            decided(new Named("strategy " + i), "a");
        }
        assertThat(sent("a", "single", "strategy 1")).isEqualTo(1);
        assertThat(sent("other", "other", "strategy 2")).isEqualTo(1);
        assertThat(sent("other", "other", "strategy 11")).isEqualTo(1);
        assertThat(sent("other", "other", "other")).isEqualTo(88);
    }

    @Test
    void aDecisionThatCannotBeCountedHarmsNothingAndIsSaidOnce() {
        registry.timer("prewarm.decisions", "kind", "sent", "target", "a", "workflow", "single", "strategy", "idle");
        decided(IDLE, "a");
        decided(IDLE, "a");
        listener.onProblem(Problem.of(Problem.Kind.LOST_EVENT, "", "goes on being counted"));
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0).getThrown()).isInstanceOf(IllegalArgumentException.class);
        assertThat(registry.get("prewarm.problems.reported")
                        .tag("kind", "lost_event")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
