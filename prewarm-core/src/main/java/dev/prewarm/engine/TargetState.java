package dev.prewarm.engine;

import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmth;
import dev.prewarm.forecast.TargetStatistics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the engine believes of one target's instances, shared by all runs; confined to the loop.
 *
 * <p>Instances have no names here. Calls are assumed to be packed, so that n calls occupy as few instances as they can;
 * the others are idle, and lapse in the order in which they became so.
 */
final class TargetState {
    /** How a task finds its target when it starts. */
    enum Found {
        WARM,
        STARTING,
        COLD,
        /** Cold; but how long the calls take says nothing of the cold start, or nothing that has not been said. */
        COLD_AND_UNCLEAR;

        boolean cold() {
            return this == COLD || this == COLD_AND_UNCLEAR;
        }
    }

    /** What is kept for no time at all is not looked at all the time. */
    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private Target target;
    /** What the target was before it became what it is. */
    private @Nullable Target former;

    final TargetStatistics statistics;
    final CircuitBreaker breaker = new CircuitBreaker();
    private final Reuse reuse = new Reuse();
    private final ArrayDeque<Idle> idle = new ArrayDeque<>();
    private final List<Sent> starting = new ArrayList<>(2);
    private final List<Need> claims = new ArrayList<>(2);
    private final UnreadyInstances unready = new UnreadyInstances();
    private int busyCalls;
    int inFlight;
    private long measuredAt = Long.MIN_VALUE;
    /** When an instance was last in use or ready; negative before. */
    private long seenAt = -1;

    TargetState(Target target, TargetStatistics statistics) {
        this.target = target;
        this.statistics = statistics;
    }

    /** Instances that are not in use; all became idle at the same time. */
    private static final class Idle {
        int instances;
        final long since;
        /** The warm-up that made them, or was the last to find them, as long as no task has used them. */
        final @Nullable Sent origin;

        Idle(int instances, long since, @Nullable Sent origin) {
            this.instances = instances;
            this.since = since;
            this.origin = origin;
        }
    }

    Target target() {
        return target;
    }

    /** Whether the target would become again what it was before. */
    boolean flaps(Target next) {
        return next.equals(former);
    }

    /** The target is something else from now on. Instances at another address are not those that are known. */
    void become(Target next, long now, Consumer<Sent> lost) {
        if (!next.uri().equals(target.uri())) {
            prune(now, lost);
            seenAt = -1;
            while (!idle.isEmpty()) {
                lost(idle.removeFirst(), lost);
            }
        }
        former = target;
        target = next;
    }

    /** How long an instance is kept: until then it may be used, though it is not relied upon. */
    private long retention() {
        return statistics.retention().current().toNanos();
    }

    /** How long an instance is certainly kept. */
    private long certain() {
        return statistics.retention().certain().toNanos();
    }

    /** Drops what has lapsed, and claims that will not be taken up; tells of warm-ups that nobody used. */
    void prune(long now, Consumer<Sent> wasted) {
        claims.removeIf(claim -> !live(claim));
        long oldest = now - retention();
        for (Idle next = idle.peekFirst(); next != null && next.since < oldest; next = idle.peekFirst()) {
            idle.removeFirst();
            lost(next, wasted);
        }
    }

    private static void lost(Idle group, Consumer<Sent> loser) {
        if (group.origin != null && group.origin.outcome == Sent.Outcome.OPEN) {
            loser.accept(group.origin);
        }
    }

    private static boolean live(Need claim) {
        return !claim.run.closed && claim.run.state.awaited(claim.task);
    }

    /** Instances that are certainly ready, busy or idle, at a time from now on. */
    int readyInstances(long at) {
        return readyInstances(at, certain());
    }

    private int readyInstances(long at, long kept) {
        int ready = target.instancesFor(busyCalls);
        long oldest = at - kept;
        for (Iterator<Idle> newestFirst = idle.descendingIterator(); newestFirst.hasNext(); ) {
            Idle some = newestFirst.next();
            if (some.since < oldest) {
                break;
            }
            ready += some.instances;
        }
        return Math.max(ready, target.minScale());
    }

    private int startingInstances() {
        int sum = 0;
        for (Sent sent : starting) {
            sum += sent.instances - sent.taken;
        }
        return sum;
    }

    int instances(long now) {
        return readyInstances(now) + startingInstances();
    }

    /** Instances that are ready or starting, those included that may just have lapsed. */
    int perhaps(long now) {
        return readyInstances(now, retention()) + startingInstances();
    }

    /** See {@link Warmth#freeCalls}; from the point of view of a task, which may have a claim itself. */
    int freeCalls(long at, Run run, Task task) {
        return freeCalls(readyInstances(at) + startingInstances(), run, task);
    }

    private int freeCalls(int instances, Run run, Task task) {
        if (instances == 0) {
            return 0;
        }
        if (target.concurrency() == 0) {
            return Integer.MAX_VALUE;
        }
        long places = (long) instances * target.concurrency() - busyCalls + run.callsBefore(task, this);
        for (Need claim : claims) {
            boolean own = claim.run == run && (claim.task == task || run.inOrder(claim.task, task));
            places -= (own || !live(claim)) ? 0 : claim.run.state.width(claim.task);
        }
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, places));
    }

    /** See {@link Warmth#placesOfRun}. */
    int placesOf(Run run, long now) {
        int instances = instances(now);
        if (instances == 0) {
            return 0;
        }
        if (target.concurrency() == 0) {
            return Integer.MAX_VALUE;
        }
        long places = (long) instances * target.concurrency() - busyCalls + run.callsOn(this);
        for (Need claim : claims) {
            places -= (claim.run == run) ? 0 : claim.run.state.width(claim.task);
        }
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, places));
    }

    long warmUntil(long now) {
        if (busyCalls > 0 || target.minScale() > 0) {
            return Long.MAX_VALUE;
        }
        Idle newest = idle.peekLast();
        if (newest == null || newest.since < now - certain()) {
            return starting.isEmpty() ? Long.MIN_VALUE : now + certain();
        }
        return newest.since + certain();
    }

    /**
     * When so many places are no longer certainly free for a task, as they are now, if nothing else happens: when the first
     * instance lapses that cannot be spared.
     */
    long coveredUntil(long now, int calls, Run run, Task task) {
        if (target.minScale() > 0 && target.concurrency() == 0) {
            return Long.MAX_VALUE;
        }
        for (Idle group : idle) {
            long lapsed = group.since + certain() + 1;
            if (lapsed > now && freeCalls(lapsed, run, task) < calls) {
                return lapsed;
            }
        }
        return now + Math.max(certain(), LOOK_AGAIN_NANOS);
    }

    /** Whether so many places would be free for a task if the belief in them was not in doubt. */
    boolean doubted(long at, int calls, Run run, Task task) {
        return statistics.retention().doubted()
                && busyCalls == 0
                && starting.isEmpty()
                && freeCalls(
                                readyInstances(
                                        at, statistics.retention().undoubted().toNanos()),
                                run,
                                task)
                        >= calls;
    }

    long unseenFor(long now) {
        return (seenAt < 0) ? -1 : now - seenAt;
    }

    /** What ended before others did, but was told later, comes before them. */
    private void becomeIdle(Idle group) {
        ArrayDeque<Idle> later = new ArrayDeque<>(0);
        while (!idle.isEmpty() && idle.getLast().since > group.since) {
            later.addFirst(idle.removeLast());
        }
        idle.addLast(group);
        idle.addAll(later);
        seenAt = Math.max(seenAt, group.since);
    }

    /** Whether it is in doubt that an instance is warm which has been idle for so long. */
    boolean doubts(long idleNanos) {
        return statistics.retention().doubted() && idleNanos > certain();
    }

    /** For how long the instances have been idle that were in use last, and may still be there; negative if there are none. */
    long idleFor(long at) {
        Idle newest = idle.peekLast();
        return (newest == null || busyCalls > 0 || newest.since > at || newest.since < at - retention())
                ? -1
                : at - newest.since;
    }

    /** Notes that a cold start is measured now; returns whether another one was after that time. */
    boolean measuredSince(long then, long now) {
        boolean since = measuredAt >= then;
        measuredAt = now;
        return since;
    }

    Reuse reuse() {
        return reuse;
    }

    /** A run calls the target. */
    void called(Run run, long now) {
        reuse.called(run.handle.id(), now, retention());
    }

    /** Keeps places free for a task until it starts or will not. */
    void claim(Need need) {
        // Where places are unlimited none has to be kept free.
        if (target.concurrency() > 0) {
            claims.add(need);
        }
    }

    void release(Need need) {
        claims.remove(need);
    }

    /** Stops waiting for the client, at the end of all things. */
    void abandon() {
        for (Sent sent : starting) {
            sent.burst.abandon();
        }
    }

    void sent(Sent sent) {
        starting.add(sent);
    }

    /** Instances that have no place left for a call. */
    int fullInstances() {
        return (target.concurrency() == 0) ? 0 : busyCalls / target.concurrency();
    }

    /** The client has answered, or has been given up on: nothing more is starting. */
    void ended(Sent sent) {
        starting.remove(sent);
    }

    /** What was believed to be there when a warm-up was sent has turned out to be gone. */
    void gone(long before, Consumer<Sent> loser) {
        while (!idle.isEmpty() && idle.peekFirst().since <= before) {
            lost(idle.removeFirst(), loser);
        }
    }

    /** The client has started the instances: they come to those that are there. */
    void started(Sent sent, long now) {
        if (sent.instances > sent.taken) {
            becomeIdle(new Idle(sent.instances - sent.taken, now, sent));
        }
    }

    /**
     * The client has found the target warm: as many instances as it was to make have answered. They come to those that
     * are there only as far as there are too few that could have answered; the others are idle ones whose retention
     * begins anew, and which are the warm-up's from here on: its task's own first, then the latest, as at a call. What
     * has lapsed must have been {@linkplain #prune pruned}. A warm-up without any instance in the end is told of.
     */
    void foundWarm(Burst burst, long now, Consumer<Sent> superseded, Consumer<Sent> without) {
        // An instance that was full all the time has not answered.
        int silent = Math.min(burst.fullBefore, fullInstances());
        int unknown = Math.max(0, burst.instances + silent - readyInstances(now, retention()));
        List<Idle> found = new ArrayList<>(burst.sents.size());
        for (Sent sent : burst.sents) {
            int wanted = sent.instances - sent.taken;
            int own = Math.min(wanted, unknown);
            unknown -= own;
            while (own < wanted && !idle.isEmpty()) {
                Idle from = pick(sent.need.previousSent());
                int renewed = Math.min(wanted - own, from.instances);
                from.instances -= renewed;
                own += renewed;
                if (from.instances == 0) {
                    idle.remove(from);
                    lost(from, superseded);
                }
            }
            if (own > 0) {
                found.add(new Idle(own, now, sent));
            } else {
                without.accept(sent);
            }
        }
        // Only now, so that none of them takes another's.
        found.forEach(this::becomeIdle);
    }

    /**
     * What a start found, the warm-ups that it used for the first time, the one that it waits for, and the longest that an
     * instance was idle.
     */
    record Start(Found found, List<Sent> used, @Nullable Sent awaited, long idleNanos) {}

    /** A task's calls begin: takes instances, its own first, then the latest, so that the others may lapse. */
    Start callsStarted(@Nullable Sent own, int calls, long now) {
        int busy = target.instancesFor(busyCalls);
        int missing = target.instancesFor(busyCalls + calls) - busy;
        boolean shareable = target.concurrency() != 1;
        UnreadyInstances.Group joined =
                (missing == 0 && shareable) ? unready.join(calls, busy, busyCalls, target.concurrency(), now) : null;
        busyCalls += calls;
        if (joined != null) {
            // It waits as long as the first call of the group still does.
            Found waits = (joined.sent == null) ? Found.COLD_AND_UNCLEAR : Found.STARTING;
            return new Start(waits, List.of(), joined.sent, 0);
        }
        List<Sent> used = new ArrayList<>(1);
        long longestIdle = 0;
        while (missing > 0 && !idle.isEmpty()) {
            Idle from = pick(own);
            int taken = Math.min(missing, from.instances);
            from.instances -= taken;
            missing -= taken;
            longestIdle = Math.max(longestIdle, Math.max(0, now - from.since));
            if (from.origin != null) {
                used.add(from.origin);
            }
            if (from.instances == 0) {
                idle.remove(from);
            }
        }
        Found found = Found.WARM;
        Sent awaited = null;
        if (own != null && starting.remove(own)) {
            starting.add(0, own);
        }
        for (int i = 0; missing > 0 && i < starting.size(); i++) {
            Sent sent = starting.get(i);
            int taken = Math.min(missing, sent.instances - sent.taken);
            if (taken > 0) {
                sent.taken += taken;
                missing -= taken;
                used.add(sent);
                found = Found.STARTING;
                awaited = sent;
                if (shareable) {
                    unready.starting(sent, taken, calls, now);
                }
            }
        }
        boolean cold = missing > 0 && target.minScale() < target.instancesFor(busyCalls);
        if (cold) {
            // Among other calls it may wait for one of them to end instead.
            found = shared(calls) ? Found.COLD_AND_UNCLEAR : Found.COLD;
            if (shareable) {
                unready.cold(missing, calls, Nanos.plus(now, likelyColdStart(missing)), now);
            }
        }
        return new Start(found, used, awaited, longestIdle);
    }

    private Duration likelyColdStart(int instances) {
        return Duration.ofNanos(
                Math.round(1e9 * statistics.coldStarts().forBurst(instances).quantile(0.9)));
    }

    private Idle pick(@Nullable Sent own) {
        if (own != null) {
            for (Idle some : idle) {
                if (some.origin == own) {
                    return some;
                }
            }
        }
        return idle.getLast();
    }

    void callsEnded(int calls, long now) {
        int before = target.instancesFor(busyCalls);
        busyCalls = Math.max(0, busyCalls - calls);
        int released = before - target.instancesFor(busyCalls);
        if (released > 0) {
            becomeIdle(new Idle(released, now, null));
        }
    }

    /** Whether there are more calls than so many: they may wait for each other's instances. */
    boolean shared(int calls) {
        return busyCalls > calls;
    }

    /** Whether nothing is known here that would be missed. */
    boolean forgettable() {
        return busyCalls == 0 && idle.isEmpty() && starting.isEmpty() && claims.isEmpty();
    }
}
