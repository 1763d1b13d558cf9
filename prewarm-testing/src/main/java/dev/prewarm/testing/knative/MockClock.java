package dev.prewarm.testing.knative;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A scheduler of model time, which runs a factor faster than the scheduler beneath; its tasks hold the lock that all else
 * takes that touches the model, so that threads of a server may use the model too.
 *
 * <p>Follows nothing in Knative; it is how the model comes to a server.
 */
final class MockClock implements Scheduler {
    private final Scheduler real;
    private final double speed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Instant start;
    /** The time while the lock is held: one event of the model happens at one instant. */
    private Instant locked = Instant.MIN;

    MockClock(Scheduler real, double speed) {
        this.real = real;
        this.speed = speed;
        this.start = real.now();
    }

    @Override
    public Instant now() {
        return lock.isHeldByCurrentThread() ? locked : read();
    }

    private Instant read() {
        long elapsed = Duration.between(start, real.now()).toNanos();
        return start.plusNanos((speed == 1) ? elapsed : Math.round(elapsed * speed));
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        long nanos = ModelClock.nanosOf(delay);
        return real.schedule(
                Duration.ofNanos((speed == 1) ? nanos : Math.round(nanos / speed)),
                () -> locked(() -> {
                    task.run();
                    return task;
                }));
    }

    /** Does something with the model while no one else does, and while its time stands still. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            if (lock.getHoldCount() == 1) {
                locked = read();
            }
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
