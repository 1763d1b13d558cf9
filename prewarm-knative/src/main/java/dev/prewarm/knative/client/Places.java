package dev.prewarm.knative.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of places for requests under way, and a bounded queue before them.
 *
 * <p>The lock is held only to count; what enters runs outside of it, on the executor if it had to wait.
 */
final class Places {
    private final int mostWaiting;
    private final Executor executor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Places(int places, int mostWaiting, Executor executor) {
        this.free = places;
        this.mostWaiting = mostWaiting;
        this.executor = executor;
    }

    /**
     * Runs the entrant once there is a place for it; it must {@link #leave} exactly once after that.
     *
     * @return false if the queue is full; then it will not run
     */
    boolean enter(Runnable entrant) {
        return enter(List.of(entrant));
    }

    /**
     * Runs each of the entrants once there is a place for it; each must {@link #leave} exactly once after that.
     *
     * @return false if the queue has no room for all of them; then none will run
     */
    boolean enter(List<? extends Runnable> entrants) {
        int admitted;
        synchronized (this) {
            admitted = Math.min(free, entrants.size());
            if (waiting.size() + entrants.size() - admitted > mostWaiting) {
                return false;
            }
            free -= admitted;
            waiting.addAll(entrants.subList(admitted, entrants.size()));
        }
        entrants.subList(0, admitted).forEach(Runnable::run);
        return true;
    }

    /** Gives the place to who waits longest. */
    void leave() {
        Runnable next = next();
        if (next != null) {
            executor.execute(next);
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            free++;
        }
        return next;
    }
}
