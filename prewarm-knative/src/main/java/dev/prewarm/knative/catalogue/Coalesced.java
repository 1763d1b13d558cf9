package dev.prewarm.knative.catalogue;

import dev.prewarm.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task for which any number of requests are one until it begins: it takes in all that there is at once, so that a thousand changes
 * that come together cost no more than a few. Run by the scheduler, one at a time; safe for use by any thread.
 */
final class Coalesced {
    private final Scheduler scheduler;
    private final Runnable task;
    private final AtomicBoolean due = new AtomicBoolean();

    Coalesced(Scheduler scheduler, Runnable task) {
        this.scheduler = scheduler;
        this.task = task;
    }

    /** Has the task run after this, once. */
    void request() {
        if (due.compareAndSet(false, true)) {
            scheduler.schedule(Duration.ZERO, this::run);
        }
    }

    private void run() {
        // First, so that what comes while it runs is not taken to be part of it.
        due.set(false);
        task.run();
    }
}
