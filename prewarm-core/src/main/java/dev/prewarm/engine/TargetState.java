package dev.prewarm.engine;

import com.google.common.math.IntMath;
import dev.prewarm.Estimate;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmth;
import dev.prewarm.forecast.TargetStatistics;
import dev.prewarm.instances.Instances;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the engine believes of one target's instances, shared by all runs; confined to the loop.
 *
 * <p>The instances themselves are {@link Instances}, known by the warm-ups that made them; here is what depends on time, on
 * other runs, and on what has been learned.
 */
final class TargetState {
    /** What is kept for no time at all is not looked at all the time. */
    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private Target target;
    /** What the target was before it became what it is. */
    private @Nullable Target former;

    final TargetStatistics statistics;
    final CircuitBreaker breaker = new CircuitBreaker();
    private final Reuse reuse = new Reuse();
    final Occupancy occupancy;
    final Instances<Sent> instances;
    /** What the calls found in the order in which they happened, if some of them are told late. */
    private @Nullable Hindsight hindsight;

    private final List<Sent> underWay = new ArrayList<>(2);
    private final Claims claims = new Claims();
    int inFlight;
    private long measuredAt = Long.MIN_VALUE;
    /** When an instance was last in use or ready; negative before. */
    private long seenAt = -1;
    /** How often the target has got another address. */
    private int moves;

    private final CountedInstances counted = new CountedInstances();

    TargetState(Target target, TargetStatistics statistics) {
        this.target = target;
        this.statistics = statistics;
        this.occupancy = new Occupancy(target);
        this.instances = occupancy.instances;
    }

    Target target() {
        return target;
    }

    /** Whether the target would become again what it was before. */
    boolean flaps(Target next) {
        return next.equals(former);
    }

    /** The target is something else from now on. Instances at another address are not those that are known, or are being warmed. */
    void become(Target next, long now, Consumer<Sent> lost) {
        if (!next.uri().equals(target.uri())) {
            prune(now, lost);
            leave(lost);
        }
        former = target;
        target = next;
        instances.become(next.concurrency(), next.minScale());
        hindsight = null;
    }

    private void leave(Consumer<Sent> lost) {
        moves++;
        seenAt = -1;
        instances.clearIdle((origin, count, since) -> lost(origin, lost));
        underWay.forEach(sent -> sent.taken = sent.instances);
        underWay.forEach(sent -> lost(sent, lost));
        occupancy.copyFrom(new Occupancy(target));
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
        claims.prune();
        instances.lapse(now - retention(), (origin, count, since) -> lost(origin, wasted));
    }

    private static void lost(@Nullable Sent origin, Consumer<Sent> loser) {
        if (origin != null && origin.outcome == Sent.Outcome.OPEN) {
            loser.accept(origin);
        }
    }

    /** Instances that are certainly ready, busy or idle, at a time from now on. */
    int readyInstances(long at) {
        return ready(at, certain());
    }

    private int ready(long at, long kept) {
        return Math.max(instances.ready(at, kept), counted.at(at, kept, target));
    }

    /** The platform has counted the instances that are ready. Returns the runs whose needs were covered by more. */
    List<Run> count(int ready, long now) {
        return counted.count(ready, claims, now);
    }

    int instances(long now) {
        return IntMath.saturatedAdd(readyInstances(now), instances.starting());
    }

    /** Instances that are ready or starting, those included that may just have lapsed. */
    int perhaps(long now) {
        return IntMath.saturatedAdd(ready(now, retention()), instances.starting());
    }

    /** When those instances became idle that may lapse before an instant, and have places that no other task counts on; in that order. */
    long[] lapsing(long now, long at, Need need) {
        int lapsing = perhaps(now) - instances(Math.max(now, at));
        long others = instances.busyCalls() + claims.beside(need);
        long places = (long) perhaps(now) * Math.max(1, target.concurrency()) - others;
        int free = target.instancesFor((int) Math.max(0, Math.min(Integer.MAX_VALUE, places)));
        return instances.idleLongest(Math.max(0, Math.min(lapsing, free)), now - retention());
    }

    /** See {@link Warmth#freeCalls}; from the point of view of a task, which may have a claim itself. */
    int freeCalls(long at, Run run, Task task) {
        return freeCalls(IntMath.saturatedAdd(readyInstances(at), instances.starting()), run, task);
    }

    private int freeCalls(int some, Run run, Task task) {
        if (some == 0) {
            return 0;
        }
        if (target.concurrency() == 0) {
            return Integer.MAX_VALUE;
        }
        long places = (long) some * target.concurrency() - instances.busyCalls() + run.callsBefore(task, this);
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, places - claims.before(run, task)));
    }

    /** See {@link Warmth#placesOfRun}. */
    int placesOf(Run run, long now) {
        int some = instances(now);
        if (some == 0) {
            return 0;
        }
        if (target.concurrency() == 0) {
            return Integer.MAX_VALUE;
        }
        long places = (long) some * target.concurrency() - instances.busyCalls() + run.callsOn(this);
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, places - claims.ofOthers(run)));
    }

    long warmUntil(long now) {
        if (instances.busyCalls() > 0 || target.minScale() > 0) {
            return Long.MAX_VALUE;
        }
        long until = (counted.at(now, certain(), target) > 0) ? counted.until(certain()) : Long.MIN_VALUE;
        long newest = instances.idleSince();
        if (newest == Instances.NEVER || newest < now - certain()) {
            return Math.max(until, (instances.starting() == 0) ? Long.MIN_VALUE : now + certain());
        }
        return Math.max(until, newest + certain());
    }

    /**
     * When so many places are no longer certainly free for a task, as they are now, if nothing else happens: when the first
     * instance lapses that cannot be spared.
     */
    long coveredUntil(long now, int calls, Run run, Task task) {
        if (target.minScale() > 0 && target.concurrency() == 0) {
            return Long.MAX_VALUE;
        }
        for (long since = instances.idleSinceAfter(now - certain());
                since != Instances.NEVER;
                since = instances.idleSinceAfter(since + 1)) {
            long lapsed = since + certain() + 1;
            if (freeCalls(lapsed, run, task) < calls) {
                return lapsed;
            }
        }
        long uncounted = counted.until(certain()) + 1;
        if (counted.at(now, certain(), target) > 0 && freeCalls(uncounted, run, task) < calls) {
            return uncounted;
        }
        return now + Math.max(certain(), LOOK_AGAIN_NANOS);
    }

    /** Whether so many places would be free for a task if the belief in them was not in doubt. */
    boolean doubted(long at, int calls, Run run, Task task) {
        return statistics.retention().doubted()
                && instances.busyCalls() == 0
                && instances.starting() == 0
                && freeCalls(ready(at, statistics.retention().undoubted().toNanos()), run, task) >= calls;
    }

    long unseenFor(long now) {
        return (seenAt < 0) ? -1 : now - seenAt;
    }

    private void becomeIdle(@Nullable Sent origin, int count, long since) {
        instances.idle(origin, count, since);
        seenAt = Math.max(seenAt, since);
    }

    /** Whether it is in doubt that an instance is warm which has been idle for so long. */
    boolean doubts(long idleNanos) {
        return statistics.retention().doubted() && idleNanos > certain();
    }

    /** For how long the instances have been idle that were in use last, and may still be there; negative if there are none. */
    long idleFor(long at) {
        long newest = instances.idleSince();
        return (newest == Instances.NEVER || instances.busyCalls() > 0 || newest > at || newest < at - retention())
                ? -1
                : at - newest;
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
        reuse.called(run.id(), now, retention());
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
        underWay.forEach(sent -> sent.burst.abandon());
    }

    void sent(Sent sent) {
        underWay.add(sent);
        instances.start(sent, sent.instances);
        if (hindsight != null) {
            hindsight.sent(sent);
        }
    }

    /** The client has answered, or has been given up on: nothing more is starting. */
    void ended(Sent sent, long now) {
        underWay.remove(sent);
        instances.ended(sent);
        if (hindsight != null) {
            hindsight.answered(sent, now);
        }
    }

    /** What became idle before an instant has turned out to be gone. */
    void gone(long before, long now, Consumer<Sent> loser) {
        instances.lapse(before, (origin, count, since) -> lost(origin, loser));
        if (hindsight != null) {
            hindsight.gone(before, now);
        }
    }

    /** The client has started the instances: they come to those that are there. */
    void started(Sent sent, long now) {
        if (sent.instances > sent.taken) {
            becomeIdle(sent, sent.instances - sent.taken, now);
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
        int silent = Math.min(burst.fullBefore, instances.full());
        int unknown = Math.max(0, IntMath.saturatedAdd(burst.instances, silent) - ready(now, retention()));
        int[] found = new int[burst.sents.size()];
        for (int i = 0; i < found.length; i++) {
            Sent sent = burst.sents.get(i);
            int wanted = sent.instances - sent.taken;
            int some = Math.min(wanted, unknown);
            unknown -= some;
            found[i] = some
                    + instances.takeIdleSparing(sent.need().previousSent(), wanted - some, (origin, count, since) -> {
                        if (origin != null && !instances.holds(origin)) {
                            lost(origin, superseded);
                        }
                    });
            if (found[i] == 0) {
                without.accept(sent);
            }
        }
        // Only now, so that none of them takes another's.
        for (int i = 0; i < found.length; i++) {
            if (found[i] > 0) {
                becomeIdle(burst.sents.get(i), found[i], now);
            }
        }
    }

    /** A task's calls begin. */
    Occupancy.Start callsStarted(@Nullable Sent own, int calls, long now) {
        int elsewhere = counted.at(now, retention(), target);
        return occupancy.begin(target, new Taken.ForGood(own, calls, now), elsewhere, this::likelyColdStart);
    }

    private long likelyColdStart(int some) {
        return Math.round(1e9 * statistics.coldStarts().forBurst(some).quantile(0.9));
    }

    /** From now on it matters in which order things have happened. */
    void someAreToldLate() {
        hindsight = (hindsight == null) ? new Hindsight(this, occupancy) : hindsight;
    }

    /** A call of the run has begun; null if all are told as they happen, or this one is told too late. */
    @Nullable
    Visit visit(Run run, Call call, @Nullable Sent own) {
        return (hindsight == null) ? null : hindsight.begins(run, call, this, own);
    }

    Visit.Known known() {
        long doubtedAfter = statistics.retention().doubted() ? certain() : Long.MAX_VALUE;
        return new Visit.Known(retention(), doubtedAfter, likelyColdStart(1));
    }

    /** A call occupies the target. */
    void occupiedBy(Call call) {
        call.occupied = call.width;
        call.moves = moves;
    }

    /** A call does not occupy the target any more. If that has got another address since, it never occupied this one. */
    void leftBy(Call call, long now) {
        if (call.moves == moves) {
            callsEnded(call.occupied, now);
            if (hindsight != null) {
                hindsight.leftBy(call, now);
            }
        }
        call.occupied = 0;
    }

    void callsEnded(int calls, long now) {
        if (instances.release(calls, now) > 0) {
            seenAt = Math.max(seenAt, now);
        }
    }

    /** Whether there are more calls than so many: they may wait for each other's instances. */
    boolean shared(int calls) {
        return instances.busyCalls() > calls;
    }

    /** Whether nothing is known here that would be missed. */
    boolean forgettable() {
        return instances.none() && claims.none() && counted.none();
    }

    /** The median of the cold starts of single instances, in seconds. */
    double likelyColdStart() {
        return coldStart(1).quantile(0.5);
    }

    /** What is known of the cold start of so many instances at once. */
    Estimate coldStart(int instances) {
        return statistics.coldStarts().forBurst(instances);
    }
}
