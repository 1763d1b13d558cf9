package dev.prewarm.micrometer;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The story of one run under next-hop, which warms each service when the task before it is called. The second is ready after
 * one second and called after three. The third takes five seconds and is called after two, so that it is late and saves two.
 * The fourth cannot be warmed.
 */
class TaggedMetricsTest {
    private static final Map<String, WarmupResult> ANSWERS = Map.of(
            "second", WarmupResult.started(Duration.ofSeconds(1)),
            "third", WarmupResult.started(Duration.ofSeconds(5)),
            "fourth", WarmupResult.failed("HTTP 503", false));

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Workflow workflow = Workflow.builder("chain")
            .task("a", target("first"))
            .task("b", target("second"), after("a"))
            .task("c", target("third"), after("b"))
            .task("d", target("fourth"), after("c"))
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private Prewarmer.Builder builder() {
        return Prewarmer.builder(RecordingWarmupClient.of(
                        scheduler, request -> ANSWERS.get(request.target().name())))
                .scheduler(scheduler);
    }

    private WorkflowRun runAll(Prewarmer prewarmer) {
        WorkflowRun run = prewarmer.start(workflow);
        step(run, "a", 3);
        step(run, "b", 2);
        step(run, "c", 10);
        step(run, "d", 1);
        run.close();
        scheduler.runPending();
        return run;
    }

    private void step(WorkflowRun run, String task, long seconds) {
        run.started(task);
        scheduler.advance(Duration.ofSeconds(seconds));
        run.finished(task);
        scheduler.runPending();
    }

    private double decisions(String target, String kind) {
        return registry.get("prewarm.decisions")
                .tags("target", target, "workflow", "chain", "strategy", "next-hop", "kind", kind)
                .counter()
                .count();
    }

    private double problems(Problem.Kind kind) {
        return registry.get("prewarm.problems.reported")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private double reported() {
        return Stream.of(Problem.Kind.values()).mapToDouble(this::problems).sum();
    }

    @Test
    void countsWhatWasDecidedForEachTarget() {
        runAll(builder().listener(PrewarmMetrics.listener(registry)).build());
        assertThat(decisions("second", "sent")).isEqualTo(1);
        assertThat(decisions("second", "used")).isEqualTo(1);
        assertThat(decisions("third", "late")).isEqualTo(1);
        assertThat(decisions("fourth", "failed")).isEqualTo(1);
        assertThat(decisions("fourth", "used")).isZero();
    }

    @Test
    void countsAllThatTheRunTells() {
        WorkflowRun run =
                runAll(builder().listener(PrewarmMetrics.listener(registry)).build());
        double counted = registry.get("prewarm.decisions").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
        assertThat(counted).isEqualTo(run.decisions().size());
    }

    @Test
    void timesHowEarlyAUsedWarmupWas() {
        runAll(builder().listener(PrewarmMetrics.listener(registry)).build());
        Timer idle = registry.get("prewarm.decisions.idle")
                .tags("target", "second", "workflow", "chain", "strategy", "next-hop")
                .timer();
        assertThat(idle.count()).isEqualTo(1);
        assertThat(idle.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void timesWhatALateWarmupSaved() {
        runAll(builder().listener(PrewarmMetrics.listener(registry)).build());
        Timer saved = registry.get("prewarm.decisions.saved")
                .tags("target", "third", "workflow", "chain", "strategy", "next-hop")
                .timer();
        assertThat(saved.count()).isEqualTo(1);
        assertThat(saved.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void tellsTheStrategiesOfSeveralPrewarmersApart() {
        PrewarmListener listener = PrewarmMetrics.listener(registry);
        runAll(builder().listener(listener).build());
        runAll(builder().listener(listener).strategy(PrewarmStrategy.fullPath()).build());
        assertThat(registry.get("prewarm.decisions")
                        .tags("target", "second", "kind", "sent")
                        .counters())
                .extracting(counter -> counter.getId().getTag("strategy"))
                .containsExactlyInAnyOrder("next-hop", "full-path");
    }

    @Test
    void countsProblemsByTheirKind() {
        Prewarmer prewarmer =
                builder().listener(PrewarmMetrics.listener(registry)).build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("a");
        run.started("a");
        run.started("nobody");
        scheduler.runPending();
        assertThat(problems(Problem.Kind.DUPLICATE_EVENT)).isEqualTo(1);
        assertThat(problems(Problem.Kind.UNKNOWN_TASK)).isEqualTo(1);
        assertThat(reported()).isEqualTo((double) prewarmer.stats().problems());
    }

    @Test
    void everyKindOfProblemIsThereFromTheStart() {
        PrewarmMetrics.listener(registry);
        assertThat(reported()).isZero();
    }

    @Test
    void everyMeterHasTheTagsGiven() {
        runAll(builder()
                .listener(PrewarmMetrics.listener(registry, Tags.of("engine", "left")))
                .build());
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTag("engine")).isEqualTo("left"));
    }

    @Test
    void goesTogetherWithTheTotalsInOneRegistry() {
        Prewarmer prewarmer =
                builder().listener(PrewarmMetrics.listener(registry)).build();
        new PrewarmMetrics(prewarmer).bindTo(registry);
        runAll(prewarmer);
        assertThat(registry.get("prewarm.warmups")
                        .tag("outcome", "late")
                        .functionCounter()
                        .count())
                .isEqualTo(decisions("third", "late"));
    }

    /** Hears of everything, and throws. */
    private static final class Failing implements PrewarmListener {
        private final List<Object> heard = new ArrayList<>();

        @Override
        public void onDecision(WorkflowRun run, Decision decision) {
            heard.add(decision);
            throw new IllegalStateException("as a test of listeners that throw");
        }

        @Override
        public void onProblem(Problem problem) {
            heard.add(problem);
            throw new IllegalStateException("as a test of listeners that throw");
        }
    }

    @Test
    void countsDecisionsAfterAListenerOfOnesOwnThatThrows() {
        Failing mine = new Failing();
        WorkflowRun run = runAll(builder()
                .listener(mine.andThen(PrewarmMetrics.listener(registry)))
                .build());
        assertThat(mine.heard).hasSameSizeAs(run.decisions());
        assertThat(decisions("second", "used")).isEqualTo(1);
    }

    @Test
    void countsProblemsAfterAListenerOfOnesOwnThatThrows() {
        Failing mine = new Failing();
        Prewarmer prewarmer = builder()
                .listener(mine.andThen(PrewarmMetrics.listener(registry)))
                .build();
        prewarmer.start(workflow).started("nobody");
        scheduler.runPending();
        assertThat(mine.heard).hasSize(1);
        assertThat(problems(Problem.Kind.UNKNOWN_TASK)).isEqualTo(1);
    }

    @Test
    void thatAListenerFailedIsInTheTotalAlone() {
        Prewarmer prewarmer = builder()
                .listener(new Failing().andThen(PrewarmMetrics.listener(registry)))
                .build();
        prewarmer.start(workflow).started("nobody");
        scheduler.runPending();
        assertThat(prewarmer.stats().problems()).isEqualTo(2);
        assertThat(reported()).isEqualTo(1);
    }
}
