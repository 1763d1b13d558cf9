package dev.prewarm;

import static com.google.common.base.Preconditions.checkState;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Threads that schedule and cancel, and the scheduler's own, in every order that is looked at. Time stands still there, so
 * that what has a delay is never due.
 *
 * <p>To Lincheck a parked thread may go on without a reason, so that one which nobody wakes is not found here.
 */
@Tag("lincheck")
public final class SystemSchedulerLincheckTest {
    private static final int INVOCATIONS = 300;
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void everyTaskRuns() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            SystemScheduler scheduler = new SystemScheduler();
            CountDownLatch ran = new CountDownLatch(2);
            Thread other = new Thread(() -> scheduler.schedule(Duration.ZERO, ran::countDown));
            other.start();
            scheduler.schedule(Duration.ZERO, ran::countDown);
            await(ran);
            scheduler.close();
            join(other);
        });
    }

    @Test
    void whatIsCancelledWhileOthersScheduleDoesNotRun() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            SystemScheduler scheduler = new SystemScheduler();
            AtomicInteger cancelled = new AtomicInteger();
            CountDownLatch ran = new CountDownLatch(1);
            Cancellable timer = scheduler.schedule(NEVER, cancelled::incrementAndGet);
            Thread other = new Thread(timer::cancel);
            other.start();
            scheduler.schedule(Duration.ZERO, ran::countDown);
            await(ran);
            join(other);
            scheduler.close();
            checkState(cancelled.get() == 0, "a cancelled task ran");
        });
    }

    @Test
    void whatIsCancelledWhenItIsDueRunsOnceAtMost() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            SystemScheduler scheduler = new SystemScheduler();
            AtomicInteger runs = new AtomicInteger();
            CountDownLatch ran = new CountDownLatch(1);
            Cancellable timer = scheduler.schedule(Duration.ZERO, runs::incrementAndGet);
            Thread other = new Thread(timer::cancel);
            other.start();
            scheduler.schedule(Duration.ZERO, ran::countDown);
            await(ran);
            join(other);
            scheduler.close();
            checkState(runs.get() <= 1, "a task ran %s times", runs);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
