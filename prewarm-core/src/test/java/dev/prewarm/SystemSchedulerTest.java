package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SystemSchedulerTest extends SchedulerContract {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final SystemScheduler scheduler = new SystemScheduler();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Override
    Scheduler scheduler() {
        return scheduler;
    }

    @Override
    void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("done in time")
                .isTrue();
    }

    @Test
    void runsTasksOnItsOwnDaemonThread() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> {
            thread.set(Thread.currentThread());
            done.countDown();
        });
        await(done);
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(thread.get().getName()).isEqualTo("prewarm-scheduler");
    }

    @Test
    void logsATasksFailureAndGoesOn() throws InterruptedException {
        RecordingHandler handler = new RecordingHandler();
        Logger logger = Logger.getLogger(SystemScheduler.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            CountDownLatch done = new CountDownLatch(1);
            scheduler.schedule(Duration.ZERO, () -> {
                throw new IllegalStateException("on purpose");
            });
            scheduler.schedule(Duration.ZERO, done::countDown);
            await(done);
            assertThat(handler.thrown).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
    }

    @Test
    void survivesATaskThatInterruptsItsThread() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> Thread.currentThread().interrupt());
        scheduler.schedule(Duration.ofMillis(5), done::countDown);
        await(done);
    }

    @Test
    void runsNothingOnceItIsClosed() throws InterruptedException {
        AtomicBoolean ran = new AtomicBoolean();
        scheduler.schedule(Duration.ofMillis(5), () -> ran.set(true));
        scheduler.close();
        scheduler.schedule(Duration.ZERO, () -> ran.set(true));
        assertThat(scheduler.awaitClosed(DEADLINE)).isTrue();
        assertThat(ran).isFalse();
    }

    @Test
    void interruptsTheTaskThatRunsWhenItIsClosed() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        scheduler.schedule(Duration.ZERO, () -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        await(started);
        scheduler.close();
        assertThat(scheduler.awaitClosed(DEADLINE)).isTrue();
        assertThat(interrupted).isTrue();
    }

    @Test
    void mayBeClosedTwiceAndFromItsOwnTask() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> {
            scheduler.close();
            closed.countDown();
        });
        await(closed);
        scheduler.close();
        assertThat(scheduler.awaitClosed(DEADLINE)).isTrue();
    }

    private static final class RecordingHandler extends Handler {
        private final List<Throwable> thrown = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            thrown.add(record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
