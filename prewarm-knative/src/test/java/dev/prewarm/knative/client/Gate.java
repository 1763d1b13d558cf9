package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** A place in another thread's work where that waits until the test lets it go on. */
final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Waits here until the gate is open. */
    void pass() {
        reached.countDown();
        Fixture.await(open);
    }

    void awaitReached() {
        Fixture.await(reached);
    }

    void open() {
        open.countDown();
    }

    /** A scheduler whose clock can be read when the gate is open. */
    Scheduler before(Scheduler scheduler) {
        return new Scheduler() {
            @Override
            public Instant now() {
                pass();
                return scheduler.now();
            }

            @Override
            public Cancellable schedule(Duration delay, Runnable task) {
                return scheduler.schedule(delay, task);
            }
        };
    }
}
