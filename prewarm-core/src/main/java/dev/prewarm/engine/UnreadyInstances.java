package dev.prewarm.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instances of one target that are in use, but not ready: taken while a warm-up was still starting them, or started by the
 * platform for calls that found none. Later calls that find no place elsewhere share them, and wait as the first ones do.
 */
final class UnreadyInstances {
    private final List<Group> groups = new ArrayList<>(0);

    /** Instances that become ready together: when the warm-up is answered, or else at about an instant. */
    static final class Group {
        private final int instances;
        private int calls;
        final @Nullable Sent sent;
        private final long until;

        private Group(int instances, int calls, @Nullable Sent sent, long until) {
            this.instances = instances;
            this.calls = calls;
            this.sent = sent;
            this.until = until;
        }

        private boolean ready(long now) {
            return (sent == null) ? now >= until : sent.burst.answered && now >= sent.readyAt;
        }
    }

    /** Becomes equal to the other one. */
    void copyFrom(UnreadyInstances other) {
        groups.clear();
        other.groups.forEach(group -> groups.add(new Group(group.instances, group.calls, group.sent, group.until)));
    }

    /** A call takes instances that a warm-up is starting. */
    void starting(Sent sent, int instances, int calls, long now) {
        forgetReady(now);
        groups.add(new Group(instances, calls, sent, Long.MAX_VALUE));
    }

    /** The platform starts instances for a call, probably until then. */
    void cold(int instances, int calls, long until, long now) {
        forgetReady(now);
        groups.add(new Group(instances, calls, null, until));
    }

    private void forgetReady(long now) {
        for (int i = groups.size() - 1; i >= 0; i--) {
            if (groups.get(i).ready(now)) {
                groups.remove(i);
            }
        }
    }

    /** How many groups are remembered. */
    int size() {
        return groups.size();
    }

    /**
     * Adds calls that need no further instance to those that wait, as far as the places on ready ones do not suffice.
     *
     * @param busyInstances all that are in use, by so many calls as yet
     * @param concurrency calls that an instance serves; 0 for any number
     * @return for which they wait; null if they need not
     */
    @Nullable
    Group join(int calls, int busyInstances, int busyCalls, int concurrency, long now) {
        forgetReady(now);
        if (groups.isEmpty()) {
            return null;
        }
        int unready = 0;
        int waiting = 0;
        for (int i = 0; i < groups.size(); i++) {
            unready += groups.get(i).instances;
            waiting += groups.get(i).calls;
        }
        int ready = Math.max(0, busyInstances - unready);
        long places = (concurrency == 0)
                ? (ready > 0 ? Integer.MAX_VALUE : 0)
                : (long) ready * concurrency - Math.max(0, busyCalls - waiting);
        if (calls <= places) {
            return null;
        }
        Group last = groups.get(groups.size() - 1);
        last.calls += calls - (int) Math.max(0, places);
        return last;
    }
}
