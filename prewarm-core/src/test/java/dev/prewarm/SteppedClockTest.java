package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens where the wall clock is set while a run is open. */
class SteppedClockTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final SteppedClock clock = new SteppedClock(time);
    private final RecordingWarmupClient client = RecordingWarmupClient.of(time, Duration.ofSeconds(2));
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Problems problems = new Problems();
    private final Workflow chain = Workflow.builder("chain")
            .localTask("x")
            .task("y", Target.of("y", URI.create("http://y.test")), after("x"))
            .build();

    @BeforeEach
    void theRunsAreOfToday() {
        time.advance(Duration.ofDays(20_000));
    }

    private Prewarmer.Builder builder() {
        return Prewarmer.builder(client).scheduler(clock).statistics(statistics).listener(problems);
    }

    private void pass(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest(name = "by {0} s")
    @ValueSource(longs = {-60, 60})
    void anEventThatIsToldAgainAfterAStepSaysNothing(long step) {
        Prewarmer prewarmer = builder().build();
        Instant start = clock.wallClock();
        List<TaskEvent> events = List.of(
                TaskEvent.started("x").at(start).endingAt(start.plusSeconds(5)),
                TaskEvent.failed("x", new IllegalStateException("on purpose"))
                        .at(start.plusSeconds(5))
                        .againAt(start.plusSeconds(10)),
                TaskEvent.started("x").at(start.plusSeconds(10)),
                TaskEvent.finished("x").at(start.plusSeconds(12)));
        WorkflowRun run = prewarmer.run(chain, "1", start);
        pass(20);
        events.forEach(run::tell);
        pass(100);
        clock.step(Duration.ofSeconds(step));
        events.forEach(run::tell);
        pass(1);
        assertThat(run.run().state().running()).isEmpty();
        assertThat(run.run().state().ready()).containsExactly(chain.task("y"));
        run.close();
        pass(1);
        assertThat(problems.all()).isEmpty();
        assertThat(statistics.of(chain).warm(chain.task("x")).count()).isEqualTo(1);
    }

    @Test
    void refusalsAreToldByTheWallClockAsAllElse() {
        Prewarmer prewarmer = builder()
                .strategy(view -> Plan.builder()
                        .refuse(view.workflow().task("y"), Rationale.of("a test"))
                        .build())
                .build();
        clock.step(Duration.ofHours(1));
        WorkflowRun run = prewarmer.start(chain);
        run.started("x");
        Instant told = clock.wallClock();
        pass(1);
        assertThat(run.decisions()).extracting(Decision::at).containsExactly(told);
    }

    @Test
    void aStoryIsInTheOrderInWhichItHappened() {
        Prewarmer prewarmer = builder().build();
        WorkflowRun run = prewarmer.start(chain);
        run.started("x");
        pass(5);
        clock.step(Duration.ofMinutes(-1));
        run.finished("x");
        run.started("y");
        pass(1);
        assertThat(run.decisions()).extracting(Decision::kind).containsExactly(Decision.Kind.SENT, Decision.Kind.USED);
    }

    @Test
    void aRefusalStandsWhereItWasMadeLast() {
        boolean[] wished = {false};
        Prewarmer prewarmer = builder()
                .strategy(view -> {
                    Task y = view.workflow().task("y");
                    return wished[0]
                            ? Plan.of(Warmup.of(view, y)
                                    .sendAt(view.now().plusSeconds(60))
                                    .neededAt(view.now().plusSeconds(62)))
                            : Plan.builder().refuse(y, Rationale.of("a test")).build();
                })
                .build();
        WorkflowRun run = prewarmer.start(chain);
        run.started("x");
        pass(1);
        wished[0] = true;
        run.finished("x");
        pass(1);
        wished[0] = false;
        clock.step(Duration.ofMinutes(-10));
        run.started("x");
        pass(1);
        assertThat(run.decisions())
                .extracting(Decision::kind)
                .containsExactly(Decision.Kind.PLANNED, Decision.Kind.CANCELLED, Decision.Kind.REFUSED);
    }
}
