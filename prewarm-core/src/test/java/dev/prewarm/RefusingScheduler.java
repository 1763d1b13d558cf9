package dev.prewarm;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** Another scheduler, but for the tasks that are refused by their delay. */
public record RefusingScheduler(Scheduler scheduler, Predicate<Duration> refused) implements Scheduler {
    @Override
    public Instant now() {
        return scheduler.now();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        if (refused.test(delay)) {
            throw new IllegalStateException("on purpose");
        }
        return scheduler.schedule(delay, task);
    }
}
