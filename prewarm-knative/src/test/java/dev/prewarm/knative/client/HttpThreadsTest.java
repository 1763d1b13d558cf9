package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.VirtualScheduler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two threads, at most six, and time that passes when it is told to. */
final class HttpThreadsTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> Threads.daemon(task, "http"));
    private final HttpThreads threads = new HttpThreads(pool, 6, time);
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        never.countDown();
        pool.shutdown();
    }

    private void hang(int tasks) {
        for (int i = 0; i < tasks; i++) {
            threads.execute(() -> Fixture.await(never));
        }
    }

    private CountDownLatch quick() {
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        return done;
    }

    private void pass(int spans) {
        for (int i = 0; i < spans; i++) {
            time.advance(HttpThreads.HELD_UP);
        }
    }

    @Test
    void whatIsQuickWaitsForNothingThatHangs() {
        hang(2);
        CountDownLatch behind = quick();
        assertThat(pool.getPoolSize()).isEqualTo(2);
        pass(1);
        Fixture.await(behind);
    }

    @Test
    void thereAreAsManyThreadsAsHangAndNoMoreThanAllowed() {
        hang(5);
        CountDownLatch behind = quick();
        pass(3);
        Fixture.await(behind);
        hang(20);
        pass(10);
        assertThat(pool.getPoolSize()).isEqualTo(6);
    }

    @Test
    void whereTasksEndNoThreadIsAdded() {
        hang(1);
        for (int i = 0; i < 50; i++) {
            Fixture.await(quick());
            pass(1);
        }
        assertThat(pool.getPoolSize()).isEqualTo(2);
    }

    @Test
    void itIsWatchedAgainAfterAPause() {
        hang(2);
        CountDownLatch behind = quick();
        pass(1);
        Fixture.await(behind);
        pass(2);
        assertThat(pool.getCorePoolSize()).isEqualTo(2);
        hang(2);
        CountDownLatch later = quick();
        pass(3);
        Fixture.await(later);
    }
}
