package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Scheduler} promises. Delays are some milliseconds, so that the real clock can keep them; tasks add to
 * plain lists, since they run one at a time and are waited for.
 */
abstract class SchedulerContract {
    private final List<String> ran = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    abstract Scheduler scheduler();

    /** Returns when the latch is open, having let the scheduler run; fails if it does not open. */
    abstract void await(CountDownLatch latch) throws InterruptedException;

    private void schedule(long millis, String name) {
        scheduler().schedule(Duration.ofMillis(millis), () -> ran.add(name));
    }

    /** Waits for a task of this delay, and thus for all that are due before it. */
    private void awaitAll(long millis) throws InterruptedException {
        scheduler().schedule(Duration.ofMillis(millis), done::countDown);
        await(done);
    }

    /** Runs the action as a task, so that nothing else can run until it has returned. */
    private void inTask(Runnable action) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        scheduler().schedule(Duration.ZERO, () -> {
            try {
                action.run();
            } catch (Throwable t) {
                failure.set(t);
            }
            ended.countDown();
        });
        await(ended);
        assertThat(failure).hasNullValue();
    }

    @Test
    void runsTasksInTheOrderOfTheirDueTimes() throws InterruptedException {
        inTask(() -> {
            schedule(30, "third");
            schedule(10, "first");
            schedule(20, "second");
        });
        awaitAll(60);
        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void runsTasksThatAreDueAtOnceInTheOrderOfScheduling() throws InterruptedException {
        inTask(() -> {
            schedule(0, "a");
            schedule(0, "b");
            schedule(0, "c");
        });
        awaitAll(0);
        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void doesNotRunATaskInTheCallThatSchedulesIt() throws InterruptedException {
        inTask(() -> {
            schedule(0, "scheduled");
            ran.add("scheduling");
        });
        awaitAll(0);
        assertThat(ran).containsExactly("scheduling", "scheduled");
    }

    @Test
    void takesANegativeDelayForAsSoonAsPossible() throws InterruptedException {
        inTask(() -> {
            schedule(-5, "negative");
            schedule(0, "zero");
        });
        awaitAll(0);
        assertThat(ran).containsExactly("negative", "zero");
    }

    @Test
    void runsNoTaskBeforeItIsDue() throws InterruptedException {
        Instant before = scheduler().now();
        AtomicReference<Instant> ranAt = new AtomicReference<>();
        scheduler().schedule(Duration.ofMillis(15), () -> ranAt.set(scheduler().now()));
        awaitAll(30);
        assertThat(ranAt.get()).isAfterOrEqualTo(before.plusMillis(15));
    }

    @Test
    void neverGoesBackInTime() throws InterruptedException {
        List<Instant> times = new ArrayList<>();
        times.add(scheduler().now());
        for (int millis = 0; millis < 5; millis++) {
            scheduler()
                    .schedule(
                            Duration.ofMillis(millis),
                            () -> times.add(scheduler().now()));
        }
        awaitAll(20);
        times.add(scheduler().now());
        assertThat(times).hasSize(7).isSorted();
    }

    @Test
    void doesNotRunACancelledTask() throws InterruptedException {
        inTask(() -> {
            Cancellable timer = scheduler().schedule(Duration.ZERO, () -> ran.add("cancelled"));
            schedule(0, "kept");
            timer.cancel();
        });
        awaitAll(0);
        assertThat(ran).containsExactly("kept");
    }

    @Test
    void letsATaskCancelAnotherThatIsDueAtTheSameTime() throws InterruptedException {
        inTask(() -> {
            AtomicReference<Cancellable> other = new AtomicReference<>();
            scheduler().schedule(Duration.ZERO, () -> other.get().cancel());
            other.set(scheduler().schedule(Duration.ZERO, () -> ran.add("cancelled")));
        });
        awaitAll(0);
        assertThat(ran).isEmpty();
    }

    @Test
    void ignoresCancellingAgainOrTooLate() throws InterruptedException {
        Cancellable timer = scheduler().schedule(Duration.ZERO, () -> ran.add("ran"));
        awaitAll(0);
        assertThatCode(() -> {
                    timer.cancel();
                    timer.cancel();
                })
                .doesNotThrowAnyException();
        assertThat(ran).containsExactly("ran");
    }

    @Test
    void takesADelayBeyondAllTimeForNever() throws InterruptedException {
        scheduler().schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));
        awaitAll(5);
        assertThat(ran).isEmpty();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> scheduler().schedule(Duration.ZERO, null));
        assertThatNullPointerException().isThrownBy(() -> scheduler().schedule(null, () -> {}));
    }
}
