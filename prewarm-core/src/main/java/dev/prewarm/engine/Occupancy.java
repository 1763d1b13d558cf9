package dev.prewarm.engine;

import dev.prewarm.Target;
import dev.prewarm.instances.Instances;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** The instances of one target and the calls that wait for such as are not ready, as calls begin and end. Confined to one thread. */
final class Occupancy {
    /** How a call finds its target when it begins. */
    enum Found {
        WARM,
        /** Warm as far as is known, but that is in doubt. */
        DOUBTED,
        STARTING,
        COLD,
        /** Cold; but how long the calls take says nothing of the cold start, or nothing that has not been said. */
        COLD_AND_UNCLEAR;

        boolean cold() {
            return this == COLD || this == COLD_AND_UNCLEAR;
        }
    }

    /**
     * What a start found, the warm-ups that it used for the first time, the one that it waits for, and the longest that an
     * instance was idle.
     */
    record Start(Found found, List<Sent> used, @Nullable Sent awaited, long idleNanos) {}

    final Instances<Sent> instances;
    /** Calls that may be served by what others leave; of those that are told as they happen. */
    final Waiting waiting = new Waiting();

    private final UnreadyInstances unready = new UnreadyInstances();

    Occupancy(Target target) {
        instances = new Instances<>(target.concurrency(), target.minScale());
    }

    /** Becomes equal to the other one; no call waits any more. */
    void copyFrom(Occupancy other) {
        waiting.clear();
        instances.copyFrom(other.instances);
        unready.copyFrom(other.unready);
    }

    /**
     * Calls begin: they take instances, see {@link Instances#take}.
     *
     * @param taken what is told of the instances that they take
     * @param elsewhere ready instances that the platform has counted
     * @param coldStart how long it probably takes to start so many, in nanoseconds
     */
    Start begin(Target target, Taken taken, int elsewhere, IntToLongFunction coldStart) {
        int calls = taken.calls;
        long now = taken.now;
        boolean shareable = target.concurrency() != 1;
        int busy = instances.busyCalls();
        UnreadyInstances.Group joined = (shareable && instances.further(calls) == 0)
                ? unready.join(calls, instances.needed(busy), busy, target.concurrency(), now)
                : null;
        taken.waitsAmong(shareable ? unready : null);
        int missing = instances.take(taken.own, calls, taken);
        if (joined != null) {
            // It waits as long as the first call of the group still does.
            Found waits = (joined.sent == null) ? Found.COLD_AND_UNCLEAR : Found.STARTING;
            return new Start(waits, List.of(), joined.sent, 0);
        }
        Found found = (taken.awaited == null) ? Found.WARM : Found.STARTING;
        int needed = instances.needed(instances.busyCalls());
        boolean cold = missing > 0 && target.minScale() < needed;
        if (cold && elsewhere >= needed) {
            // It may be one of another process, which is in use there.
            found = Found.COLD_AND_UNCLEAR;
        } else if (cold) {
            // Among other calls it may wait for one of them to end instead.
            found = (instances.busyCalls() > calls) ? Found.COLD_AND_UNCLEAR : Found.COLD;
            if (shareable) {
                unready.cold(missing, calls, Nanos.plus(now, Duration.ofNanos(coldStart.applyAsLong(missing))), now);
            }
        }
        return new Start(found, taken.used, taken.awaited, taken.longestIdle);
    }
}
