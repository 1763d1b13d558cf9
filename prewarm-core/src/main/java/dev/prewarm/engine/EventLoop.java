package dev.prewarm.engine;

import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes work from any thread and does it on the scheduler's, in order, in batches.
 *
 * <p>The caller pays for one atomic increment and one append to a queue; only the first after a pause also wakes the
 * scheduler. The queue is bounded, so that an engine that is held up cannot eat the host's memory.
 */
final class EventLoop {
    /** Other timers of the scheduler get their turn after so many. */
    private static final int BATCH = 1_024;

    private static final System.Logger LOGGER = System.getLogger(Prewarmer.class.getName());

    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Scheduler scheduler;
    private final Runnable afterBatch;
    private final int limit;
    private final Runnable drain = this::drain;
    /** Whether the scheduler has refused: then it is asked again with the next work, though the queue is not empty. */
    private final AtomicBoolean refused = new AtomicBoolean();

    private volatile boolean closed;

    /** @param afterBatch is run after each batch of work */
    EventLoop(Scheduler scheduler, int limit, Runnable afterBatch) {
        this.scheduler = scheduler;
        this.limit = limit;
        this.afterBatch = afterBatch;
    }

    /** Returns false if the queue is full; the work is then discarded, as all is after {@link #close}. */
    boolean offer(Runnable work) {
        if (queued.get() >= limit) {
            return false;
        }
        add(work);
        return true;
    }

    /** For work that must not be lost, of which there is little. */
    void add(Runnable work) {
        if (closed) {
            return;
        }
        queue.add(work);
        if (queued.getAndIncrement() == 0 || (refused.get() && refused.compareAndSet(true, false))) {
            wake();
        }
    }

    /** Whoever tells of something is not to blame if the scheduler throws. */
    private void wake() {
        try {
            scheduler.schedule(Duration.ZERO, drain);
        } catch (Throwable t) {
            refused.set(true);
            LOGGER.log(Level.WARNING, "The scheduler has refused a task; it is asked again at the next event", t);
        }
    }

    /** From now on all work is ignored, that in the queue included, so that nothing piles up. */
    void close() {
        closed = true;
        queue.clear();
    }

    private void drain() {
        int done = 0;
        try {
            while (done < BATCH) {
                Runnable work = queue.poll();
                if (work == null) {
                    break;
                }
                done++;
                work.run();
            }
        } finally {
            // Even after an error the count must be right, or nothing would ever be drained again.
            if (queued.addAndGet(-done) > 0 && !closed) {
                wake();
            }
            afterBatch.run();
        }
    }
}
