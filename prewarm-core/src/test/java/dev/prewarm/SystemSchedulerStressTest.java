package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads schedule at once. */
final class SystemSchedulerStressTest {
    private static final int THREADS = 8;
    private static final int TASKS_PER_THREAD = 5_000;
    private static final int TASKS = THREADS * TASKS_PER_THREAD;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final SystemScheduler scheduler = new SystemScheduler();
    private final CountDownLatch done = new CountDownLatch(TASKS);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void runsEveryTaskExactlyOnce() throws InterruptedException {
        AtomicIntegerArray runs = new AtomicIntegerArray(TASKS);
        inThreads((thread, random) -> {
            for (int i = 0; i < TASKS_PER_THREAD; i++) {
                int task = thread * TASKS_PER_THREAD + i;
                scheduler.schedule(Duration.ofNanos(random.nextInt(5_000_000)), () -> {
                    runs.incrementAndGet(task);
                    done.countDown();
                });
            }
        });
        awaitDone();
        for (int task = 0; task < TASKS; task++) {
            assertThat(runs.get(task)).as("runs of task %s", task).isEqualTo(1);
        }
    }

    @Test
    void runsOneTaskAtATime() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        inThreads((thread, random) -> {
            for (int i = 0; i < TASKS_PER_THREAD; i++) {
                scheduler.schedule(Duration.ofNanos(random.nextInt(1_000_000)), () -> {
                    overlaps.addAndGet(running.getAndIncrement());
                    running.decrementAndGet();
                    done.countDown();
                });
            }
        });
        awaitDone();
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void keepsTheOrderOfEachThread() throws InterruptedException {
        List<List<Integer>> ran = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            ran.add(new ArrayList<>());
        }
        inThreads((thread, random) -> {
            for (int i = 0; i < TASKS_PER_THREAD; i++) {
                int number = i;
                scheduler.schedule(Duration.ZERO, () -> {
                    ran.get(thread).add(number);
                    done.countDown();
                });
            }
        });
        awaitDone();
        assertThat(ran)
                .allSatisfy(
                        numbers -> assertThat(numbers).hasSize(TASKS_PER_THREAD).isSorted());
    }

    @Test
    void runsNoTaskEarly() throws InterruptedException {
        AtomicInteger early = new AtomicInteger();
        inThreads((thread, random) -> {
            for (int i = 0; i < TASKS_PER_THREAD; i++) {
                Duration delay = Duration.ofNanos(random.nextInt(5_000_000));
                Instant due = scheduler.now().plus(delay);
                scheduler.schedule(delay, () -> {
                    if (scheduler.now().isBefore(due)) {
                        early.incrementAndGet();
                    }
                    done.countDown();
                });
            }
        });
        awaitDone();
        assertThat(early).hasValue(0);
    }

    @Test
    void runsNoneOfTheTasksThatWereCancelledBeforeTheyWereDue() throws InterruptedException {
        AtomicInteger cancelledRan = new AtomicInteger();
        inThreads((thread, random) -> {
            for (int i = 0; i < TASKS_PER_THREAD; i++) {
                scheduler
                        .schedule(Duration.ofSeconds(30), cancelledRan::incrementAndGet)
                        .cancel();
                scheduler.schedule(Duration.ofNanos(random.nextInt(1_000_000)), done::countDown);
            }
        });
        awaitDone();
        assertThat(cancelledRan).hasValue(0);
    }

    @Test
    void runsNothingAfterItWasClosedWhileOthersSchedule() throws InterruptedException {
        AtomicLong ran = new AtomicLong();
        CountDownLatch half = new CountDownLatch(TASKS / 2);
        List<Thread> threads = start((thread, random) -> {
            for (int i = 0; i < TASKS_PER_THREAD; i++) {
                scheduler.schedule(Duration.ZERO, ran::incrementAndGet);
                half.countDown();
            }
        });
        assertThat(half.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        scheduler.close();
        assertThat(scheduler.awaitClosed(DEADLINE)).isTrue();
        long whenClosed = ran.get();
        join(threads);
        assertThat(ran).hasValue(whenClosed);
    }

    private void awaitDone() throws InterruptedException {
        assertThat(done.await(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("all tasks ran in time; %s are left", done.getCount())
                .isTrue();
    }

    private interface Work {
        void run(int thread, Random random);
    }

    private static void inThreads(Work work) throws InterruptedException {
        join(start(work));
    }

    /** Each thread draws from a generator of its own, seeded by its number. */
    private static List<Thread> start(Work work) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> work.run(number, new Random(number)), "scheduling-" + number);
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(DEADLINE.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
