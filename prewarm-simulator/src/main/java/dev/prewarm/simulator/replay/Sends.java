package dev.prewarm.simulator.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When each task's target is warmed, in nanoseconds after now: never, at a fixed instant, or relative to what a future shows
 * by then.
 */
final class Sends {
    static final long NEVER = Long.MAX_VALUE;

    private final Send[] sends;

    /** None. */
    Sends(int tasks) {
        sends = new Send[tasks];
        Arrays.fill(sends, Send.NONE);
    }

    /**
     * When one task's target is warmed.
     *
     * @param after never, or so many nanoseconds after the origin
     * @param origin by future; null for now
     * @param floor not before, by future; null for now
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody but for the constant
    record Send(long after, long @Nullable [] origin, long @Nullable [] floor) {
        static final Send NONE = new Send(NEVER, null, null);

        static Send at(long nanos) {
            return new Send(nanos, null, null);
        }

        /** When it is sent in a future. */
        long in(int future) {
            if (after == NEVER || (origin != null && origin[future] == NEVER)) {
                return NEVER;
            }
            long at = (origin == null) ? after : after + origin[future];
            return (floor == null) ? at : Math.max(at, floor[future]);
        }

        /** Whether it is sent only when more is known. */
        boolean waits() {
            return origin != null || floor != null;
        }
    }

    Send get(int task) {
        return sends[task];
    }

    void set(int task, Send send) {
        sends[task] = send;
    }

    Sends copy() {
        Sends copy = new Sends(sends.length);
        System.arraycopy(sends, 0, copy.sends, 0, sends.length);
        return copy;
    }
}
