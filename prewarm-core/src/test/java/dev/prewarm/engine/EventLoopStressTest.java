package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.SystemScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads offer work at once. */
@Timeout(120)
final class EventLoopStressTest {
    private static final int THREADS = 8;
    private static final int WORK = 20_000;

    private final SystemScheduler scheduler = new SystemScheduler();

    @AfterEach
    void close() {
        scheduler.close();
    }

    private static void inThreads(java.util.function.IntConsumer work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number), "producer-" + number);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(60).toMillis());
        }
    }

    @Test
    void allWorkIsDoneOnceInTheOrderOfEachThread() throws InterruptedException {
        EventLoop loop = new EventLoop(scheduler, Integer.MAX_VALUE, () -> {});
        List<List<Integer>> done = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            done.add(new ArrayList<>(WORK));
        }
        CountDownLatch left = new CountDownLatch(THREADS * WORK);
        inThreads(thread -> {
            for (int i = 0; i < WORK; i++) {
                int number = i;
                loop.add(() -> {
                    done.get(thread).add(number);
                    left.countDown();
                });
            }
        });
        assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(done).allSatisfy(numbers -> {
            assertThat(numbers).hasSize(WORK).isSorted().doesNotHaveDuplicates();
        });
    }

    @Test
    void whatIsAcceptedIsDoneAndWhatIsRefusedIsNot() throws InterruptedException {
        EventLoop loop = new EventLoop(scheduler, 64, () -> {});
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        inThreads(thread -> {
            for (int i = 0; i < WORK; i++) {
                if (loop.offer(done::incrementAndGet)) {
                    accepted.incrementAndGet();
                }
            }
        });
        CountDownLatch last = new CountDownLatch(1);
        loop.add(last::countDown);
        assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(accepted.get());
        assertThat(accepted.get()).isPositive();
    }

    @Test
    void workThatThrowsDoesNotStopTheRest() throws InterruptedException {
        EventLoop loop = new EventLoop(scheduler, Integer.MAX_VALUE, () -> {});
        CountDownLatch last = new CountDownLatch(1);
        loop.add(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.add(last::countDown);
        assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
