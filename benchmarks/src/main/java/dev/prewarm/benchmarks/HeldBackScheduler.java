package dev.prewarm.benchmarks;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.SystemScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * The real clock, but what is scheduled for now is held back until it is asked for, on the caller's thread, and what is
 * scheduled for later is forgotten. So that the caller's share of an event can be measured alone.
 */
final class HeldBackScheduler implements Scheduler, AutoCloseable {
    private final SystemScheduler clock = new SystemScheduler();
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        if (delay.isZero()) {
            due.add(task);
        }
        return () -> {};
    }

    /** Runs what is due. */
    void runDue() {
        for (Runnable task = due.poll(); task != null; task = due.poll()) {
            task.run();
        }
    }

    @Override
    public void close() {
        clock.close();
    }
}
