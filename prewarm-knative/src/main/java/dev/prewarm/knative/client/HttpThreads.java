package dev.prewarm.knative.client;

import dev.prewarm.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads of the JDK's HTTP client: few, which is enough for what it has to do, and more for as long as those are held up. It looks
 * up the names of hosts on them, and lets certificates be checked, and either may take many seconds.
 */
final class HttpThreads implements Executor {
    /** Where no task ends within this, all threads are taken to be held up. */
    static final Duration HELD_UP = Duration.ofMillis(20);

    private final ThreadPoolExecutor pool;
    private final Scheduler scheduler;
    private final int usual;
    private final AtomicBoolean watching = new AtomicBoolean();

    /**
     * @param pool with an unbounded queue and its usual number of threads
     * @param most threads that there may be
     */
    HttpThreads(ThreadPoolExecutor pool, int most, Scheduler scheduler) {
        this.pool = pool;
        this.scheduler = scheduler;
        this.usual = pool.getCorePoolSize();
        pool.setMaximumPoolSize(most);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
        watch();
    }

    private void watch() {
        if (!pool.getQueue().isEmpty() && watching.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        long done = pool.getCompletedTaskCount();
        scheduler.schedule(HELD_UP, () -> look(done));
    }

    private void look(long doneBefore) {
        if (pool.getQueue().isEmpty()) {
            // Those beyond the usual ones end when they have been idle.
            pool.setCorePoolSize(usual);
            watching.set(false);
            // What came just before that relied on this look.
            watch();
            return;
        }
        if (pool.getCompletedTaskCount() == doneBefore) {
            int heldUp = Math.max(pool.getCorePoolSize(), pool.getPoolSize());
            pool.setCorePoolSize(Math.min(pool.getMaximumPoolSize(), 2 * heldUp));
        }
        lookLater();
    }
}
