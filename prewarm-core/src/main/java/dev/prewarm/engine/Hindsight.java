package dev.prewarm.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one target have found, by the order in which they happened and not by that in which they were told: calls,
 * warm-ups and their answers are kept for a while, and played anew when one comes late. Only for targets that are called by
 * runs of which some events carry their instants. Confined to the loop.
 */
final class Hindsight {
    /** More are not kept: those before them can no longer be overtaken. */
    private static final int MOST = 2_048;
    /** What is later than this may find nothing any more before which it could be put. */
    private static final long LATEST_NANOS = 600_000_000_000L;

    private static final int WORTH_DROPPING = 64;
    /** What took no time at all would end before it began. */
    private static final Duration SHORTEST = Duration.ofNanos(1);

    /** What was there before the first moment. */
    private final Occupancy base;

    private final Occupancy played;
    /** Calls in progress that began before the first moment. */
    private int earlier;
    /** In the order of their instants. */
    private final List<Moment> moments = new ArrayList<>();
    /** When the last of those was that are not kept any more. */
    private long keptFrom = Long.MIN_VALUE;
    /** The first moment that has not been played. */
    private int next;

    Hindsight(TargetState target, Occupancy before) {
        base = new Occupancy(target.target());
        base.copyFrom(before);
        played = new Occupancy(target.target());
        played.copyFrom(base);
        earlier = base.instances.busyCalls();
    }

    /** What can happen to a target, in the order in which it does at the same instant: ends make place for what begins. */
    private enum Kind {
        ENDS,
        WARMUP,
        BEGINS
    }

    /** Something that happened at an instant. */
    record Moment(long at, Kind kind, @Nullable Visit visit, Consumer<Occupancy> what) {
        private boolean after(Moment other) {
            if (at != other.at) {
                return at > other.at;
            }
            if (kind != other.kind || visit == null || other.visit == null) {
                return kind.compareTo(other.kind) > 0;
            }
            int byTask = Integer.compare(visit.task.index(), other.visit.task.index());
            return (byTask != 0) ? byTask > 0 : compare(visit.instance, other.visit.instance) > 0;
        }

        private static int compare(@Nullable String a, @Nullable String b) {
            return (a == null || b == null) ? Boolean.compare(a != null, b != null) : a.compareTo(b);
        }
    }

    /** A call begins; null if that was before all that is kept, so that it is as it was heard of. */
    @Nullable
    Visit begins(Run run, Call call, TargetState target, @Nullable Sent own) {
        if (!run.reconciling) {
            makeRoom();
        }
        if (call.start < keptFrom) {
            return null;
        }
        Visit visit = new Visit(this, call, target, run.knownBefore(target), own);
        visit.begins = new Moment(visit.at, Kind.BEGINS, visit, occupancy -> begin(visit, occupancy));
        insert(visit.begins);
        return visit;
    }

    private static void begin(Visit visit, Occupancy occupancy) {
        occupancy.instances.lapse(visit.at - visit.known.retention(), (origin, count, since) -> {});
        Taken taken = new Taken(visit.own, visit.calls, visit.at);
        visit.begun = visit.calls;
        visit.start = occupancy.begin(visit.target, taken, 0, some -> visit.known.coldStart());
    }

    /** A call has ended, or, if that was known already, at another instant. */
    void ends(Visit visit, long at) {
        // At the same instant ends come first, but not before their own beginning.
        long end = Math.max(at, Nanos.plus(visit.at, SHORTEST));
        if (visit.ends != null && visit.ends.at() == end) {
            return;
        }
        goesOn(visit);
        visit.ends = new Moment(end, Kind.ENDS, visit, occupancy -> occupancy.instances.release(visit.begun, end));
        insert(visit.ends);
    }

    /** A call does not occupy the target any more: one that began before all that is kept is known by nothing else. */
    void leftBy(Call call, long at) {
        boolean kept = call.visit != null && call.visit.isOf(this);
        int calls = kept ? 0 : Math.min(earlier, call.occupied);
        if (calls > 0) {
            earlier -= calls;
            makeRoom();
            insert(new Moment(at, Kind.ENDS, null, occupancy -> occupancy.instances.release(calls, at)));
        }
    }

    /** A call goes on, and may make more calls than when it was played. */
    void widened(Visit visit) {
        goesOn(visit);
        again(0);
    }

    /** A call has not ended. */
    void goesOn(Visit visit) {
        if (visit.ends != null) {
            remove(visit.ends);
            visit.ends = null;
        }
    }

    /** A call has not happened. */
    void forget(Visit visit) {
        goesOn(visit);
        if (visit.begins != null && !remove(visit.begins)) {
            ends(visit, visit.at);
        }
    }

    void sent(Sent sent) {
        int instances = sent.instances;
        warmup(sent.sentAt, occupancy -> occupancy.instances.start(sent, instances));
    }

    /** A warm-up is answered, or given up. */
    void answered(Sent sent, long at) {
        warmup(at, occupancy -> {
            int left = Math.min(sent.instances, occupancy.instances.ended(sent));
            if (sent.readyAt >= 0 && left > 0) {
                if (sent.burst.foundWarm) {
                    occupancy.instances.takeIdle(null, left, (origin, count, since) -> {});
                }
                occupancy.instances.idle(sent, left, at);
            }
        });
    }

    /** What was idle before an instant has turned out to be gone. */
    void gone(long before, long at) {
        warmup(at, occupancy -> occupancy.instances.lapse(before, (origin, count, since) -> {}));
    }

    private void warmup(long at, Consumer<Occupancy> what) {
        makeRoom();
        insert(new Moment(at, Kind.WARMUP, null, what));
    }

    private void insert(Moment moment) {
        int at = moments.size();
        while (at > 0 && moments.get(at - 1).after(moment)) {
            at--;
        }
        moments.add(at, moment);
        again(at);
    }

    /** Only between what belongs together: a call that has just begun may have ended already. */
    private void makeRoom() {
        if (moments.size() > MOST) {
            play();
        }
    }

    @SuppressWarnings("ReferenceEquality") // each moment is another one
    private boolean remove(Moment moment) {
        for (int i = moments.size() - 1; i >= 0; i--) {
            if (moments.get(i) == moment) {
                moments.remove(i);
                again(i);
                return true;
            }
        }
        return false;
    }

    /** What has been played from there on is played again, from the beginning. */
    private void again(int from) {
        if (from < next) {
            next = 0;
            played.copyFrom(base);
        }
    }

    /** Makes known what all calls have found. */
    void play() {
        while (next < moments.size()) {
            moments.get(next++).what().accept(played);
        }
        int over = (moments.size() > MOST) ? moments.size() / 2 : 0;
        drop(Math.max(over, settled()));
    }

    /** How many moments, from the first on, nothing will come before. */
    private int settled() {
        if (moments.size() < WORTH_DROPPING) {
            return 0;
        }
        long latest = moments.get(moments.size() - 1).at() - LATEST_NANOS;
        int settled = 0;
        while (moments.get(settled).at() < latest && booked(moments.get(settled).visit())) {
            settled++;
        }
        return settled;
    }

    private static boolean booked(@Nullable Visit visit) {
        return visit == null || visit.booked;
    }

    private void drop(int some) {
        if (some >= WORTH_DROPPING) {
            List<Moment> first = moments.subList(0, some);
            first.forEach(moment -> moment.what().accept(base));
            keptFrom = first.get(some - 1).at();
            first.clear();
            next -= some;
        }
    }
}
