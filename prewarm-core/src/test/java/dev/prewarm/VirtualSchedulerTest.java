package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class VirtualSchedulerTest extends SchedulerContract {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<Instant> ranAt = new ArrayList<>();

    @Override
    Scheduler scheduler() {
        return scheduler;
    }

    @Override
    void await(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            assertThat(scheduler.runNext()).as("something is left to run").isTrue();
        }
    }

    private void record(long seconds) {
        scheduler.schedule(Duration.ofSeconds(seconds), () -> ranAt.add(scheduler.now()));
    }

    private static Instant second(long second) {
        return Instant.ofEpochSecond(second);
    }

    @Test
    void startsAtTheEpochAndStandsStill() {
        record(0);
        assertThat(scheduler.now()).isEqualTo(Instant.EPOCH);
        assertThat(ranAt).isEmpty();
    }

    @Test
    void runsTasksAtExactlyTheirInstants() {
        record(3);
        record(3600);
        scheduler.runAll();
        assertThat(ranAt).containsExactly(second(3), second(3600));
    }

    @Test
    void runsWhatIsDueAtTheInstantItIsMovedTo() {
        record(5);
        record(6);
        scheduler.runUntil(second(5));
        assertThat(ranAt).containsExactly(second(5));
    }

    @Test
    void movesOnEvenIfNothingIsDue() {
        scheduler.advance(Duration.ofSeconds(7));
        assertThat(scheduler.now()).isEqualTo(second(7));
    }

    @Test
    void runsWhatIsScheduledOnTheWay() {
        scheduler.schedule(Duration.ofSeconds(1), () -> record(1));
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(ranAt).containsExactly(second(2));
    }

    @Test
    void runsWhatIsPendingWithoutMovingTime() {
        record(0);
        record(1);
        scheduler.runPending();
        assertThat(ranAt).containsExactly(second(0));
    }

    @Test
    void skipsTheTimeOfCancelledTasks() {
        scheduler.schedule(Duration.ofSeconds(9), () -> {}).cancel();
        scheduler.runAll();
        assertThat(scheduler.now()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void saysWhenNothingIsLeft() {
        assertThat(scheduler.runNext()).isFalse();
    }

    @Test
    void handsATasksFailureToTheCallerAndGoesOnAfterwards() {
        scheduler.schedule(Duration.ofSeconds(1), () -> {
            throw new IllegalStateException("on purpose");
        });
        record(2);
        assertThatIllegalStateException().isThrownBy(scheduler::runAll).withMessage("on purpose");
        scheduler.runAll();
        assertThat(ranAt).containsExactly(second(2));
    }

    @Test
    void refusesToGoBack() {
        scheduler.advance(Duration.ofSeconds(5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.runUntil(second(4)))
                .withMessage("time is 1970-01-01T00:00:05Z already, it cannot go back to 1970-01-01T00:00:04Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.advance(Duration.ofSeconds(-1)))
                .withMessage("time cannot go back by PT-1S");
    }
}
