package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step takes three days, or is tried again after hours. */
class LongRunsTest {
    private static final Duration STEP = Duration.ofHours(72);

    private final VirtualScheduler clock = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
    private final Problems problems = new Problems();
    private final Workflow workflow = Workflow.builder("training")
            .localTask("train", lasting(STEP))
            .task(
                    "publish",
                    Target.builder("publish", URI.create("http://publish.test"))
                            .coldStart(Duration.ofSeconds(2))
                            .build(),
                    after("train"))
            .build();

    static Stream<PrewarmStrategy> strategiesThatLookAtTime() {
        return Stream.of(PrewarmStrategy.timedLead(0.9), PrewarmStrategy.costAware(10));
    }

    @ParameterizedTest
    @MethodSource("strategiesThatLookAtTime")
    void aRunWithALongStepIsNotForgottenAndItsSuccessorIsWarmed(PrewarmStrategy strategy) {
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(clock)
                .strategy(strategy)
                .listener(problems)
                .build();
        for (int i = 0; i < 3; i++) {
            WorkflowRun run = prewarmer.start(workflow);
            run.started("train");
            clock.advance(STEP);
            run.finished("train");
            run.started("publish");
            clock.advance(Duration.ofSeconds(10));
            run.finished("publish");
            run.close();
            clock.advance(Duration.ofHours(12));
        }
        assertThat(problems.all()).isEmpty();
        assertThat(prewarmer.stats().coldStarts()).isZero();
        assertThat(prewarmer.stats().used()).isEqualTo(3);
    }

    private WorkflowRun failing(Prewarmer prewarmer, Duration again) {
        Workflow single = Workflow.builder("single")
                .task("publish", workflow.task("publish").target().orElseThrow())
                .build();
        WorkflowRun run = prewarmer.start(single);
        run.started("publish");
        clock.advance(Duration.ofSeconds(5));
        run.tell(TaskEvent.failed("publish", new IllegalStateException("on purpose"))
                .againAt(clock.now().plus(again)));
        return run;
    }

    private Prewarmer with(PrewarmStrategy strategy) {
        return Prewarmer.builder(client)
                .scheduler(clock)
                .strategy(strategy)
                .listener(problems)
                .build();
    }

    @ParameterizedTest
    @MethodSource("strategiesThatLookAtTime")
    void aTaskThatIsTriedAgainInTwoHoursIsWarm(PrewarmStrategy strategy) {
        WorkflowRun run = failing(with(strategy), Duration.ofHours(2));
        clock.advance(Duration.ofHours(2));
        assertThat(client.requests()).as("%s", problems.all()).hasSize(1);
        run.started("publish");
        clock.advance(Duration.ofSeconds(5));
        run.finished("publish");
        run.close();
        clock.advance(Duration.ofHours(2));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void aRunWhoseTaskIsNotTriedAgainAfterAllIsForgottenAnHourAfterThat() {
        failing(with(PrewarmStrategy.none()), Duration.ofHours(2));
        clock.advance(Duration.ofHours(2).plusMinutes(59));
        assertThat(problems.all()).isEmpty();
        clock.advance(Duration.ofMinutes(3));
        assertThat(problems.kinds()).containsExactly(Problem.Kind.RUN_FORGOTTEN);
    }

    @Test
    void aRunWhoseTaskIsTriedAgainInYearsIsForgottenAfterThirtyDays() {
        failing(with(PrewarmStrategy.none()), Duration.ofDays(10_000));
        clock.advance(Duration.ofDays(31));
        assertThat(problems.kinds()).containsExactly(Problem.Kind.RUN_FORGOTTEN);
    }
}
