package dev.prewarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;

/** A scheduler whose time stands still; its tasks are put into a queue, from which the test takes them. */
public record HandDrivenScheduler(Queue<Runnable> tasks) implements Scheduler {
    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        tasks.add(task);
        return () -> tasks.remove(task);
    }
}
