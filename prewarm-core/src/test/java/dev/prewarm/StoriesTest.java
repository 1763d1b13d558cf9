package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of decisions and failures: one story a task, and a line where something begins or ends. */
class StoriesTest {
    private final VirtualScheduler clock = new VirtualScheduler();
    private final Workflow workflow = Workflow.builder("two")
            .task("first", target("first"))
            .task("second", target("second"), after("first"))
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private Prewarmer.Builder builder(WarmupClient client) {
        return Prewarmer.builder(client).scheduler(clock);
    }

    /** Runs the workflow, with six seconds a task. */
    private WorkflowRun run(Prewarmer prewarmer) {
        WorkflowRun run = prewarmer.start(workflow);
        for (String task : List.of("first", "second")) {
            run.started(task);
            clock.advance(Duration.ofSeconds(6));
            run.finished(task);
        }
        run.close();
        clock.runPending();
        return run;
    }

    @ParameterizedTest(name = "in run {0}")
    @ValueSource(ints = {1, 2, 10})
    void nothingIsRefusedThatIsWarmed(int runs) {
        Prewarmer prewarmer = builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2)))
                .strategy(PrewarmStrategy.costAware(10))
                .build();
        for (int i = 1; i < runs; i++) {
            run(prewarmer);
            clock.advance(Duration.ofMinutes(10));
        }
        List<Decision> second = run(prewarmer).decisions().stream()
                .filter(decision -> decision.task().equals("second"))
                .toList();
        assertThat(second).extracting(Decision::kind).endsWith(Decision.Kind.SENT, Decision.Kind.USED);
        assertThat(second).extracting(Decision::kind).doesNotContain(Decision.Kind.REFUSED);
    }

    @Test
    void theTextOfADecisionIsItsSentence() {
        Prewarmer prewarmer =
                builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2))).build();
        Decision sent = run(prewarmer).decisions().get(0);
        assertThat(sent).hasToString(sent.describe());
        assertThat(sent).hasToString("1970-01-01T00:00:00Z sent second for task second: a task before it is running");
    }

    @Test
    void everyDecisionIsLoggedAsASentenceWhereThatIsWished() {
        Prewarmer prewarmer =
                builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2))).build();
        List<String> logged;
        List<Decision> decisions;
        try (LogLines log = new LogLines(Level.FINE)) {
            decisions = run(prewarmer).decisions();
            logged = log.lines();
        }
        assertThat(decisions).isNotEmpty();
        for (Decision decision : decisions) {
            assertThat(logged).anyMatch(line -> line.contains(decision.describe()));
        }
    }

    @Test
    void decisionsAreNotLoggedAsARule() {
        Prewarmer prewarmer =
                builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2))).build();
        try (LogLines log = new LogLines(Level.INFO)) {
            run(prewarmer);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void itIsSaidOnceThatATargetBeginsToFailAndOnceThatItHasRecovered() {
        boolean[] reachable = {false};
        Prewarmer prewarmer = builder(RecordingWarmupClient.of(
                        clock,
                        request -> reachable[0]
                                ? WarmupResult.started(Duration.ofSeconds(2))
                                : WarmupResult.failed("connection refused", true)))
                .build();
        List<String> lines = new ArrayList<>();
        try (LogLines log = new LogLines(Level.WARNING)) {
            for (int i = 0; i < 7; i++) {
                run(prewarmer);
                clock.advance(Duration.ofMinutes(2));
            }
            reachable[0] = true;
            for (int i = 0; i < 7; i++) {
                run(prewarmer);
                clock.advance(Duration.ofMinutes(2));
            }
            lines.addAll(log.lines());
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("second", "http://second.test", "fail", "connection refused");
        assertThat(lines.get(1)).contains("second", "succeed again", "after 7 that failed");
    }

    @Test
    void eachTargetThatFailsIsNamed() {
        Prewarmer prewarmer = builder(
                        RecordingWarmupClient.of(clock, request -> WarmupResult.failed("connection refused", true)))
                .strategy(PrewarmStrategy.fullPath())
                .build();
        try (LogLines log = new LogLines(Level.WARNING)) {
            prewarmer.expect(workflow, clock.now());
            clock.runPending();
            for (int i = 0; i < 3; i++) {
                run(prewarmer);
                clock.advance(Duration.ofMinutes(2));
            }
            assertThat(log.lines())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("first"))
                    .anyMatch(line -> line.contains("second"));
        }
    }

    @Test
    void aTargetThatFailsEverySecondTimeIsNotSaidToMoreThanTwiceAMinute() {
        int[] asked = {0};
        Prewarmer prewarmer = builder(RecordingWarmupClient.of(
                        clock,
                        request -> asked[0]++ % 2 == 0
                                ? WarmupResult.failed("connection refused", true)
                                : WarmupResult.alreadyWarm(Duration.ofMillis(5))))
                .build();
        try (LogLines log = new LogLines(Level.WARNING)) {
            // Six tries a minute.
            for (int i = 0; i < 50; i++) {
                WorkflowRun run = prewarmer.start(workflow);
                run.started("first");
                clock.advance(Duration.ofSeconds(10));
                run.close();
            }
            assertThat(log.lines()).hasSizeBetween(2, 20);
        }
    }
}
