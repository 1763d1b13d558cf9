package dev.prewarm;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The real clock, with one daemon thread that runs the tasks.
 *
 * <p>Scheduling never takes a lock: it adds to a queue, and wakes the thread only if that is asleep. The clock is read
 * off the wall once and then follows the monotonic one, so that it never goes backwards. After {@link #close} nothing is
 * run any more.
 */
public final class SystemScheduler implements Scheduler, AutoCloseable {
    /** Fewer cancelled timers than this are not worth looking for. */
    private static final int MANY_CANCELLED = 1_024;

    private static final System.Logger LOGGER = System.getLogger(SystemScheduler.class.getName());

    private final ConcurrentLinkedQueue<Timer> added = new ConcurrentLinkedQueue<>();
    /** Owned by the thread. */
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    private final long startNanos = System.nanoTime();
    private final Instant start = Instant.now();
    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean closed;
    private final AtomicInteger cancelled = new AtomicInteger();
    private long sequence;

    /** Starts the thread. */
    public SystemScheduler() {
        thread = new Thread(this::run, "prewarm-scheduler");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Instant now() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public Instant wallClock() {
        return Instant.now();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(requireNonNull(task, "task"), dueNanos(delay));
        added.add(timer);
        if (parked) {
            LockSupport.unpark(thread);
        }
        return timer;
    }

    /** Nanoseconds after the start; saturated, since "never" is asked for by very long delays. */
    private long dueNanos(Duration delay) {
        long elapsed = System.nanoTime() - startNanos;
        if (delay.isZero() || delay.isNegative()) {
            return elapsed;
        }
        return (delay.compareTo(Checks.LONGEST) > 0) ? Long.MAX_VALUE : elapsed + delay.toNanos();
    }

    private void run() {
        while (!closed) {
            for (Timer timer = added.poll(); timer != null; timer = added.poll()) {
                timer.sequence = sequence++;
                timers.add(timer);
            }
            purge();
            Timer next = timers.peek();
            if (next == null || next.remaining(System.nanoTime() - startNanos) > 0) {
                park(next);
            } else {
                timers.remove();
                next.runGuarded();
            }
        }
        timers.clear();
        added.clear();
    }

    /** Removes cancelled timers once they are the most, so that those due in a far future do not pile up. */
    private void purge() {
        if (cancelled.get() > Math.max(MANY_CANCELLED, timers.size() / 2)) {
            cancelled.set(0);
            timers.removeIf(timer -> timer.task == null);
        }
    }

    private void park(@Nullable Timer next) {
        parked = true;
        // Whoever adds after this check sees that the thread is parked, and wakes it.
        if (added.isEmpty() && !closed) {
            if (next == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, next.remaining(System.nanoTime() - startNanos));
            }
        }
        parked = false;
        // Interrupts are not this thread's way to stop; left set, parking would return at once for ever.
        Thread.interrupted();
    }

    /**
     * Stops, without waiting: a task that runs is interrupted, those that have not started never will. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        LockSupport.unpark(thread);
    }

    /** Waits until the thread has ended; returns whether it has. */
    boolean awaitClosed(Duration atMost) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            TimeUnit.NANOSECONDS.timedJoin(thread, atMost.toNanos());
        }
        return !thread.isAlive();
    }

    private final class Timer implements Cancellable, Comparable<Timer> {
        private final long dueNanos;
        private volatile @Nullable Runnable task;
        private long sequence;

        Timer(Runnable task, long dueNanos) {
            this.task = task;
            this.dueNanos = dueNanos;
        }

        long remaining(long elapsedNanos) {
            return (task == null) ? 0 : dueNanos - elapsedNanos;
        }

        void runGuarded() {
            Runnable due = task;
            task = null;
            if (due == null) {
                return;
            }
            try {
                due.run();
            } catch (Throwable t) {
                LOGGER.log(Level.ERROR, "A scheduled task failed; the others go on", t);
            }
        }

        @Override
        public void cancel() {
            // The timer stays queued for a while, but no longer holds on to what it would have run.
            if (task != null) {
                task = null;
                cancelled.incrementAndGet();
            }
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return (byTime != 0) ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
