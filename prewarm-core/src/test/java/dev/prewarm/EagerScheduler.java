package dev.prewarm;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;

/** Virtual time in which what is due at once is done before {@code schedule} returns: a loop that lets no two events come together. */
public record EagerScheduler(VirtualScheduler time) implements Scheduler {
    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        if (delay.isZero()) {
            task.run();
            return () -> {};
        }
        return time.schedule(delay, task);
    }
}
