package dev.prewarm.engine;

import dev.prewarm.engine.Occupancy.Found;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The calls of one target that wait for an instance, in the order in which they came: the first of them is served by what another
 * call leaves, if that is sooner than its own instance. Without this a task that is always called beside others, and never warmed,
 * would be believed to take no time at all. Confined to the loop.
 */
final class Waiting {
    /** So seldom an instance starts sooner. */
    private static final double HARDLY_EVER = 0.1;

    private final Deque<Call> calls = new ArrayDeque<>(2);

    /** A single call has found no instance that is ready. */
    void add(Call call) {
        calls.add(call);
    }

    /**
     * A call has ended, and leaves its place to the first of those that are not served yet. Only where it is known since when it was
     * served itself: of calls that have found nothing together all may have been served at the same time.
     */
    void left(Call call, long at, TargetState target) {
        calls.remove(call);
        if (calls.isEmpty() || !servedForCertain(call)) {
            return;
        }
        long soonest = Math.round(1e9 * target.coldStart(1).quantile(HARDLY_EVER));
        for (int places = call.width; places > 0 && !calls.isEmpty(); ) {
            Call first = calls.remove();
            if (at > first.start && at < readyAt(first, soonest)) {
                first.servedAt = at;
                places--;
            }
        }
    }

    private static boolean servedForCertain(Call call) {
        return call.found == Found.WARM
                || call.servedAt != Call.UNSEEN
                || (call.awaited != null && call.awaited.readyAt >= 0);
    }

    void clear() {
        calls.clear();
    }

    private static long readyAt(Call call, long coldStart) {
        if (call.awaited == null) {
            return call.start + coldStart;
        }
        return (call.awaited.readyAt < 0) ? Long.MAX_VALUE : call.awaited.readyAt;
    }
}
