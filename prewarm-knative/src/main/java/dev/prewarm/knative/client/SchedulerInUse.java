package dev.prewarm.knative.client;

import dev.prewarm.Scheduler;
import dev.prewarm.SystemScheduler;
import org.jspecify.annotations.Nullable;

/** A scheduler that the caller has given and keeps, or else one of the user's own, to be closed with it. */
final class SchedulerInUse implements AutoCloseable {
    private final Scheduler scheduler;
    private final @Nullable SystemScheduler own;

    private SchedulerInUse(Scheduler scheduler, @Nullable SystemScheduler own) {
        this.scheduler = scheduler;
        this.own = own;
    }

    static SchedulerInUse of(@Nullable Scheduler given) {
        if (given != null) {
            return new SchedulerInUse(given, null);
        }
        SystemScheduler own = new SystemScheduler();
        return new SchedulerInUse(own, own);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
