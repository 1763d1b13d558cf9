package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform counts is the least that is believed of a target of limited concurrency. */
class CountedInstancesTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(2));
    private final Prewarmer prewarmer =
            Prewarmer.builder(client).scheduler(scheduler).strict().build();

    /** A run whose first step has started, so that its second one is to be warmed. */
    private WorkflowRun atFirstStep(int concurrency) {
        Target target = Target.builder("b", URI.create("http://b.test"))
                .concurrency(concurrency)
                .build();
        WorkflowRun run = prewarmer.start(Workflow.builder("w")
                .localTask("a")
                .task("b", target, after("a"))
                .build());
        run.started("a");
        scheduler.advance(Duration.ofSeconds(1));
        return run;
    }

    @ParameterizedTest(name = "concurrency {0}, {1} counted: {2} warm-ups")
    @CsvSource({"1, 0, 1", "1, 1, 0", "4, 1, 0", "0, 1, 1"})
    void whatIsThereNeedNotBeWarmed(int concurrency, int counted, int warmups) {
        prewarmer.ready("b", counted);
        atFirstStep(concurrency);
        assertThat(client.requests()).hasSize(warmups);
    }

    @Test
    void whatWasCountedLongBeforeAnyRunNamedTheTargetIsGone() {
        prewarmer.ready("b", 1);
        scheduler.advance(Duration.ofDays(1));
        atFirstStep(1);
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void aTargetThatIsKnownIsCountedAnew() {
        atFirstStep(1).close();
        assertThat(client.requests()).hasSize(1);
        scheduler.advance(Duration.ofMinutes(5));
        prewarmer.ready("b", 1);
        atFirstStep(1);
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void whatThePlatformTakesAwayIsWarmedAgain() {
        prewarmer.ready("b", 1);
        atFirstStep(1);
        assertThat(client.requests()).isEmpty();
        prewarmer.ready("b", 0);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void theLatestNumberIsTakenNoticeOfHoweverMuchIsToBeDone() {
        Prewarmer busy = Prewarmer.builder(client).scheduler(scheduler).build();
        Target target =
                Target.builder("b", URI.create("http://b.test")).concurrency(1).build();
        WorkflowRun run = busy.start(Workflow.builder("w")
                .localTask("a")
                .task("b", target, after("a"))
                .build());
        busy.ready("b", 1);
        while (busy.stats().problems() == 0) {
            run.started("a");
        }
        busy.ready("b", 0);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void anInstanceThatOthersMayUseTeachesNothing() {
        prewarmer.ready("b", 1);
        WorkflowRun run = atFirstStep(1);
        run.finished("a");
        run.started("b");
        scheduler.advance(Duration.ofSeconds(9));
        run.finished("b");
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().problems()).isZero();
        assertThat(prewarmer.stats().balanced()).as("%s", prewarmer.stats()).isTrue();
    }

    @Test
    void aNumberBelowZeroIsRefused() {
        assertThatThrownBy(() -> prewarmer.ready("b", -1)).hasMessageContaining("at least 0");
    }
}
