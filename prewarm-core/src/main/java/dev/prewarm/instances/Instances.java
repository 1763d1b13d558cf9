package dev.prewarm.instances;

import static java.util.Objects.requireNonNull;

import com.google.common.math.IntMath;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one target: those in use, those that are idle, and those that warm-ups are starting.
 *
 * <p>Instances have no names here. Calls are assumed to be packed, so that n calls occupy as few instances as they can;
 * the others are idle, and lapse in the order in which they became so. Times are in nanoseconds of whatever clock the
 * caller has. Numbers of instances and of calls are saturated where there were too many to count. Copied cheaply; not
 * thread-safe.
 *
 * @param <O> what made instances: as long as no call has used them they are known by it
 */
@SuppressWarnings("ReferenceEquality") // what made instances is known by being that one object
public final class Instances<O> {
    /** Stands for the instant of what has never been. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final int FEW = 2;

    private int concurrency;
    private int minScale;
    private int busyCalls;
    /** Idle instances by groups that became so at the same time, the oldest first. */
    private int groups;

    private int[] idle = new int[FEW];
    private long[] since = new long[FEW];
    private @Nullable Object[] origins = new @Nullable Object[FEW];
    /** Instances that warm-ups are starting, and no call has taken yet, in the order of their sending. */
    private int warmups;

    private int[] starting = new int[FEW];
    private @Nullable Object[] starters = new @Nullable Object[FEW];

    /**
     * None yet.
     *
     * @param concurrency calls that one instance serves at a time; 0 for any number
     * @param minScale instances that are always kept
     */
    public Instances(int concurrency, int minScale) {
        become(concurrency, minScale);
    }

    /** Is told of instances that are not idle any more. */
    @FunctionalInterface
    public interface Loser<O> {
        /**
         * So many of one group.
         *
         * @param origin what made them; null if calls have used them
         * @param since when they became idle
         */
        void lost(@Nullable O origin, int instances, long since);
    }

    /** Is told of the instances that calls take. */
    public interface Taker<O> {
        /** Idle ones; as {@link Loser#lost}. */
        void idle(@Nullable O origin, int instances, long since);

        /** Some that a warm-up is starting. */
        void starting(O starter, int instances);
    }

    /** The target is something else from now on. */
    public void become(int otherConcurrency, int otherMinScale) {
        this.concurrency = otherConcurrency;
        this.minScale = otherMinScale;
    }

    /** Becomes equal to the other one. */
    public void copyFrom(Instances<O> other) {
        concurrency = other.concurrency;
        minScale = other.minScale;
        busyCalls = other.busyCalls;
        letGo(origins, other.groups, groups);
        groups = other.groups;
        if (idle.length < groups) {
            idle = new int[other.idle.length];
            since = new long[other.idle.length];
            origins = new @Nullable Object[other.idle.length];
        }
        System.arraycopy(other.idle, 0, idle, 0, groups);
        System.arraycopy(other.since, 0, since, 0, groups);
        System.arraycopy(other.origins, 0, origins, 0, groups);
        letGo(starters, other.warmups, warmups);
        warmups = other.warmups;
        if (starting.length < warmups) {
            starting = new int[other.starting.length];
            starters = new @Nullable Object[other.starting.length];
        }
        System.arraycopy(other.starting, 0, starting, 0, warmups);
        System.arraycopy(other.starters, 0, starters, 0, warmups);
    }

    /** What is not meant any more is not held. */
    private static void letGo(@Nullable Object[] some, int from, int to) {
        if (from < to) {
            Arrays.fill(some, from, to, null);
        }
    }

    /** How many instances so many calls occupy. */
    public int needed(int calls) {
        return (concurrency == 0) ? Math.min(calls, 1) : (int) ((calls + (long) concurrency - 1) / concurrency);
    }

    /** Calls that are being served, or wait for instances that they have taken. */
    public int busyCalls() {
        return busyCalls;
    }

    /** Instances that have no place left for a call. */
    public int full() {
        return (concurrency == 0) ? 0 : busyCalls / concurrency;
    }

    /** Instances in use, idle since no longer before an instant than they are kept, or always kept. */
    public int ready(long at, long kept) {
        int ready = needed(busyCalls);
        for (int i = groups - 1; i >= 0 && since[i] >= at - kept; i--) {
            ready = IntMath.saturatedAdd(ready, idle[i]);
        }
        return Math.max(ready, minScale);
    }

    /** Instances that warm-ups are starting and no call has taken. */
    public int starting() {
        int sum = 0;
        for (int i = 0; i < warmups; i++) {
            sum = IntMath.saturatedAdd(sum, starting[i]);
        }
        return sum;
    }

    /** When those became idle that did so last; {@link #NEVER} if none is. */
    public long idleSince() {
        return (groups == 0) ? NEVER : since[groups - 1];
    }

    /** When those of the first group became idle that did so no earlier than an instant; {@link #NEVER} if none did. */
    public long idleSinceAfter(long instant) {
        for (int i = 0; i < groups; i++) {
            if (since[i] >= instant) {
                return since[i];
            }
        }
        return NEVER;
    }

    /** When those became idle, at most so many, that did so first and no earlier than an instant; in ascending order. */
    public long[] idleLongest(int most, long instant) {
        int first = 0;
        while (first < groups && since[first] < instant) {
            first++;
        }
        int some = 0;
        for (int i = first; i < groups && some < most; i++) {
            some = Math.min(most, IntMath.saturatedAdd(some, idle[i]));
        }
        long[] instants = new long[some];
        for (int i = first, found = 0; found < some; i++) {
            int end = Math.min(some, IntMath.saturatedAdd(found, idle[i]));
            Arrays.fill(instants, found, end, since[i]);
            found = end;
        }
        return instants;
    }

    /** Whether there are none, busy, idle or starting, but those that are always kept. */
    public boolean none() {
        return busyCalls == 0 && groups == 0 && warmups == 0;
    }

    /** What became idle before an instant is gone. */
    public void lapse(long before, Loser<O> loser) {
        int gone = 0;
        while (gone < groups && since[gone] < before) {
            loser.lost(origin(gone), idle[gone], since[gone]);
            gone++;
        }
        remove(0, gone);
    }

    @SuppressWarnings("unchecked") // only what is an O is put there
    private @Nullable O origin(int group) {
        return (O) origins[group];
    }

    private void remove(int first, int count) {
        if (count > 0) {
            groups -= count;
            System.arraycopy(idle, first + count, idle, first, groups - first);
            System.arraycopy(since, first + count, since, first, groups - first);
            System.arraycopy(origins, first + count, origins, first, groups - first);
            letGo(origins, groups, groups + count);
        }
    }

    /** Instances are idle since an instant; what was told late comes before what became idle later. */
    public void idle(@Nullable O origin, int instances, long instant) {
        if (groups == idle.length) {
            idle = Arrays.copyOf(idle, 2 * groups);
            since = Arrays.copyOf(since, 2 * groups);
            origins = Arrays.copyOf(origins, 2 * groups);
        }
        int at = groups++;
        while (at > 0 && since[at - 1] > instant) {
            idle[at] = idle[at - 1];
            since[at] = since[at - 1];
            origins[at] = origins[at - 1];
            at--;
        }
        idle[at] = instances;
        since[at] = instant;
        origins[at] = origin;
    }

    /** A warm-up begins to start so many. */
    public void start(O starter, int instances) {
        if (warmups == starting.length) {
            starting = Arrays.copyOf(starting, 2 * warmups);
            starters = Arrays.copyOf(starters, 2 * warmups);
        }
        starting[warmups] = instances;
        starters[warmups++] = starter;
    }

    /** A warm-up starts nothing any more: it is answered, or given up. Returns how many of its instances no call took. */
    public int ended(O starter) {
        int at = find(starter);
        if (at < 0) {
            return 0;
        }
        int left = starting[at];
        warmups--;
        System.arraycopy(starting, at + 1, starting, at, warmups - at);
        System.arraycopy(starters, at + 1, starters, at, warmups - at);
        letGo(starters, warmups, warmups + 1);
        return left;
    }

    private int find(O starter) {
        for (int i = 0; i < warmups; i++) {
            if (starters[i] == starter) {
                return i;
            }
        }
        return -1;
    }

    /** How many instances more than are in use so many further calls need. */
    public int further(int calls) {
        return needed(IntMath.saturatedAdd(busyCalls, calls)) - needed(busyCalls);
    }

    /**
     * Calls begin: they take idle instances, their own first, then the latest, so that the others may lapse; then those
     * that are starting, their own first, then the earliest.
     *
     * @param own what may have made instances for them; null for nothing
     * @return how many instances they lack
     */
    public int take(@Nullable O own, int calls, Taker<O> taker) {
        int missing = further(calls);
        busyCalls = IntMath.saturatedAdd(busyCalls, calls);
        missing -= takeIdle(own, missing, taker::idle);
        int preferred = (own == null) ? -1 : find(own);
        if (preferred >= 0) {
            missing -= takeStarting(preferred, missing, taker);
        }
        for (int i = 0; i < warmups && missing > 0; i++) {
            missing -= takeStarting(i, missing, taker);
        }
        return missing;
    }

    private int takeStarting(int warmup, int wanted, Taker<O> taker) {
        int taken = Math.min(wanted, starting[warmup]);
        if (taken > 0) {
            starting[warmup] -= taken;
            @SuppressWarnings("unchecked") // only what is an O is put there
            O starter = (O) requireNonNull(starters[warmup]);
            taker.starting(starter, taken);
        }
        return taken;
    }

    /** Takes idle instances out, what made them first, then the latest; returns how many. */
    public int takeIdle(@Nullable O own, int wanted, Loser<O> loser) {
        return takeIdle(own, wanted, false, loser);
    }

    /** The same, but what others made is taken last, if calls have not used it yet. */
    public int takeIdleSparing(@Nullable O own, int wanted, Loser<O> loser) {
        return takeIdle(own, wanted, true, loser);
    }

    private int takeIdle(@Nullable O own, int wanted, boolean sparing, Loser<O> loser) {
        int left = wanted;
        while (left > 0 && groups > 0) {
            int group = pick(own, sparing);
            int taken = Math.min(left, idle[group]);
            left -= taken;
            O origin = origin(group);
            long instant = since[group];
            idle[group] -= taken;
            if (idle[group] == 0) {
                remove(group, 1);
            }
            loser.lost(origin, taken, instant);
        }
        return wanted - left;
    }

    private int pick(@Nullable O own, boolean sparing) {
        for (int i = 0; own != null && i < groups; i++) {
            if (origins[i] == own) {
                return i;
            }
        }
        for (int i = groups - 1; sparing && i >= 0; i--) {
            if (origins[i] == null) {
                return i;
            }
        }
        return groups - 1;
    }

    /** Whether idle instances are known by what made them. */
    public boolean holds(O origin) {
        for (int i = 0; i < groups; i++) {
            if (origins[i] == origin) {
                return true;
            }
        }
        return false;
    }

    /** Calls end: the instances that they do not occupy any more are idle from then on. Returns how many those are. */
    public int release(int calls, long now) {
        int before = needed(busyCalls);
        busyCalls = Math.max(0, busyCalls - calls);
        int released = before - needed(busyCalls);
        if (released > 0) {
            idle(null, released, now);
        }
        return released;
    }

    /** Gives up all that is idle, as when the target is another one. */
    public void clearIdle(Loser<O> loser) {
        lapse(Long.MAX_VALUE, loser);
    }
}
