package dev.prewarm.engine;

import static com.google.common.base.Preconditions.checkState;

import dev.prewarm.HandDrivenScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threads that add work, and the one that does it, in every order that is looked at. */
@Tag("lincheck")
public final class EventLoopLincheckTest {
    private static final int INVOCATIONS = 500;

    @Test
    void allWorkIsDoneOnceInTheOrderOfEachThread() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LoopByHand loop = new LoopByHand(Integer.MAX_VALUE);
            runTogether(() -> loop.add(10, 11), () -> loop.add(20, 21), loop::drainTwice);
            loop.drainAll();
            checkState(loop.done.size() == 4, "done: %s", loop.done);
            checkState(loop.done.indexOf(10) < loop.done.indexOf(11), "done: %s", loop.done);
            checkState(loop.done.indexOf(20) < loop.done.indexOf(21), "done: %s", loop.done);
        });
    }

    @Test
    void whatIsAcceptedIsDoneAndWhatIsRefusedIsNot() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LoopByHand loop = new LoopByHand(1);
            runTogether(() -> loop.offer(10, 11), () -> loop.offer(20, 21), loop::drainTwice);
            loop.drainAll();
            checkState(
                    loop.done.size() == loop.accepted.size() && loop.done.containsAll(loop.accepted),
                    "accepted: %s, done: %s",
                    loop.accepted,
                    loop.done);
            checkState(loop.loop.offer(() -> {}), "the queue is empty, but refuses work");
        });
    }

    @Test
    void theSchedulerIsNeverAskedAgainWhileItHasYetToRun() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LoopByHand loop = new LoopByHand(Integer.MAX_VALUE);
            runTogether(() -> loop.add(10, 11), () -> loop.add(20, 21), loop::drainTwice);
            checkState(loop.scheduled.size() <= 1, "scheduled: %s times", loop.scheduled.size());
        });
    }

    @Test
    void nothingIsDoneThatComesAfterTheEnd() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LoopByHand loop = new LoopByHand(Integer.MAX_VALUE);
            runTogether(
                    () -> loop.add(10, 11),
                    () -> {
                        loop.loop.close();
                        loop.add(20, 21);
                    },
                    loop::drainTwice);
            loop.drainAll();
            checkState(!loop.done.contains(20) && !loop.done.contains(21), "done: %s", loop.done);
        });
    }

    private static void runTogether(Runnable first, Runnable second, Runnable third) {
        List<Thread> threads = List.of(new Thread(first), new Thread(second), new Thread(third));
        threads.forEach(Thread::start);
        threads.forEach(EventLoopLincheckTest::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A loop whose scheduler is one of the threads of the test. */
    private static final class LoopByHand {
        final ConcurrentLinkedQueue<Runnable> scheduled = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Integer> accepted = new ConcurrentLinkedQueue<>();
        /** Confined to whoever drains. */
        final List<Integer> done = new ArrayList<>();

        final EventLoop loop;

        LoopByHand(int limit) {
            loop = new EventLoop(new HandDrivenScheduler(scheduled), limit, () -> {});
        }

        void add(int first, int second) {
            loop.add(() -> done.add(first));
            loop.add(() -> done.add(second));
        }

        void offer(int first, int second) {
            for (int work : new int[] {first, second}) {
                if (loop.offer(() -> done.add(work))) {
                    accepted.add(work);
                }
            }
        }

        void drainTwice() {
            for (int i = 0; i < 2; i++) {
                Runnable drain = scheduled.poll();
                if (drain != null) {
                    drain.run();
                }
            }
        }

        void drainAll() {
            for (Runnable drain = scheduled.poll(); drain != null; drain = scheduled.poll()) {
                drain.run();
            }
        }
    }
}
