package dev.prewarm.testing;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time moves only when it is told to, and which runs its tasks in the caller's thread: a whole run of
 * a workflow, of hours if need be, is then exact and takes no time.
 *
 * <p>Time starts at the epoch. Nothing runs before one of the {@code run…} methods is called; a task that throws ends
 * that call with its exception. Not thread-safe: everything is meant to happen on one thread.
 */
public final class VirtualScheduler implements Scheduler {
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private Instant now = Instant.EPOCH;
    private long sequence;

    /** A scheduler at the epoch, with nothing to run. */
    public VirtualScheduler() {}

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        requireNonNull(task, "task");
        // By seconds, since the exact duration to the last instant overflows inside, which is slow.
        if (delay.toSeconds() >= Instant.MAX.getEpochSecond() - now.getEpochSecond()) {
            // Later than any instant: never.
            return () -> {};
        }
        Timer timer = new Timer(delay.isNegative() ? now : now.plus(delay), sequence++, task);
        timers.add(timer);
        return timer;
    }

    /** Runs what is due now, and what that makes due now; time stands still. */
    public void runPending() {
        runUntil(now);
    }

    /** Moves time on by a duration, running what becomes due on the way. */
    public void advance(Duration duration) {
        checkArgument(!duration.isNegative(), "time cannot go back by %s", duration);
        runUntil(now.plus(duration));
    }

    /** Moves time on to an instant, running what becomes due on the way; what is due at the instant itself runs too. */
    public void runUntil(Instant instant) {
        checkArgument(!instant.isBefore(now), "time is %s already, it cannot go back to %s", now, instant);
        for (Timer next = timers.peek(); next != null && !next.due.isAfter(instant); next = timers.peek()) {
            runNext();
        }
        // A task on the way may have moved it on further.
        now = now.isAfter(instant) ? now : instant;
    }

    /**
     * Runs the next task, moving time to its instant.
     *
     * @return false if there was none
     */
    public boolean runNext() {
        Timer next = timers.poll();
        if (next == null) {
            return false;
        }
        Runnable task = next.task;
        if (task != null) {
            now = next.due;
            next.task = null;
            task.run();
        }
        return true;
    }

    /** Runs until nothing is scheduled any more; does not return if tasks keep scheduling others. */
    public void runAll() {
        while (runNext()) {
            // The work is in the condition.
        }
    }

    private static final class Timer implements Cancellable, Comparable<Timer> {
        private final Instant due;
        private final long sequence;
        private @Nullable Runnable task;

        Timer(Instant due, long sequence, Runnable task) {
            this.due = due;
            this.sequence = sequence;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = due.compareTo(other.due);
            return (byTime != 0) ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
