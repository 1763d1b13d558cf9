package dev.prewarm.simulator.replay;

import dev.prewarm.instances.Instances;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one target as one future changes them, and what they cost beyond their work. They are made as they are
 * needed, as an ideal autoscaler does; calls that come meanwhile are served by whatever is ready first.
 */
final class Scene implements Instances.Taker<Integer> {
    /** Warm-ups that are due so close to each other are sent as one. */
    private static final long TOGETHER = 200_000_000;
    /** So many ends of calls are remembered, for what waits for one of them. */
    private static final int MOST_ENDS = 32;

    private static final long NEVER = Sends.NEVER;

    final Pool pool;
    private final Instances<Integer> instances;
    /** When what each warm-up starts is ready. */
    private final long[] ready;
    /** When calls end that are being served and nobody waits for. */
    private final long[] ends = new long[MOST_ENDS];

    private int running;
    /** Calls that warm-ups were sent for and that have not come. */
    private int claims;
    /** When all that was taken before it was ready is. */
    private long unreadyUntil;

    private long sentAt;
    /** Whether the last warm-up is a single request, which takes the place of a call itself until the instance is ready. */
    private boolean alone;

    private double cost;
    private long now;
    private long awaited;

    /** @param warmups how many warm-ups there may be, those included that are under way */
    Scene(Pool pool, int warmups) {
        this.pool = pool;
        this.instances = new Instances<>(pool.target.concurrency(), pool.target.minScale());
        this.ready = new long[warmups];
    }

    /** Begins another future. */
    void reset() {
        instances.copyFrom(pool.now);
        running = 0;
        claims = 0;
        unreadyUntil = 0;
        sentAt = -TOGETHER - 1;
        alone = false;
        cost = 0;
    }

    /** Something that was under way before starts so many. */
    void underWay(int starter, int some, long readyAt) {
        instances.start(starter, some);
        ready[starter] = readyAt;
    }

    /** In instance-seconds, once all has happened. */
    double cost() {
        instances.clearIdle(this::lapsed);
        return cost;
    }

    private void lapse(long at) {
        now = at;
        instances.lapse(at - pool.kept, this::lapsed);
    }

    private void lapsed(@Nullable Integer origin, int some, long since) {
        cost += some * pool.tail;
    }

    /**
     * A warm-up is sent: what is lacking of the places that are claimed is renewed or started.
     *
     * @param neededAt when the task comes
     * @return how many instances it starts
     */
    int send(int starter, int calls, long neededAt, long at, long coldStart) {
        lapse(at);
        claims += calls;
        int there = instances.ready(Math.max(at, neededAt), pool.kept) + instances.starting();
        int lacking = lacking(there, neededAt);
        int some = Math.min(pool.target.instancesFor(calls), instances.needed(Math.max(0, lacking)));
        int renewed = instances.takeIdle(null, some, this::idle);
        if (renewed > 0) {
            instances.idle(starter, renewed, at);
        }
        int started = some - renewed;
        if (started > 0) {
            instances.start(starter, started);
            ready[starter] = at + coldStart;
            cost += started * coldStart / 1e9;
            alone = there == 0 && started == 1;
            sentAt = at;
        } else if (at - sentAt <= TOGETHER) {
            alone = false;
        }
        return started;
    }

    /** Calls that have been claimed and will find no place. */
    private int lacking(int there, long neededAt) {
        if (pool.target.concurrency() == 0) {
            return (there == 0) ? claims : 0;
        }
        long places = (long) there * pool.target.concurrency() - instances.busyCalls();
        for (int i = 0; i < running; i++) {
            places += (ends[i] <= neededAt) ? 1 : 0;
        }
        return (int) Math.max(0, Math.min(claims, claims - places));
    }

    /** What a warm-up has started is ready. */
    void ready(int starter, long at) {
        int left = instances.ended(starter);
        if (left > 0) {
            instances.idle(starter, left, at);
        }
    }

    /** An instance that was made for calls which found another one is ready. */
    void spare(long at) {
        instances.idle(null, 1, at);
    }

    /**
     * Calls come.
     *
     * @param claimed whether a warm-up was sent for them
     * @return when they begin to be served
     */
    long call(int starter, int calls, boolean claimed, long at, long coldStart) {
        lapse(at);
        claims -= claimed ? calls : 0;
        boolean joins = instances.further(calls) == 0;
        awaited = at;
        int missing = instances.take(starter, calls, this);
        long begin = Math.max(awaited, joins ? unreadyUntil : at);
        if (missing > 0 && pool.target.minScale() < instances.needed(instances.busyCalls())) {
            begin = at + coldStart;
            cost += missing * coldStart / 1e9;
        }
        unreadyUntil = Math.max(unreadyUntil, begin);
        return (begin > at) ? Math.min(begin, firstEnd(begin)) : begin;
    }

    /** Whether the call, which waits for a warm-up, makes the platform start another instance, as that is a call itself. */
    boolean doubles(long at, long begin) {
        int concurrency = pool.target.concurrency();
        return alone && begin > at && awaited > at && concurrency > 0 && instances.busyCalls() + 1 > concurrency;
    }

    /** Another instance is started for a call. */
    void startsSpare(long coldStart) {
        alone = false;
        cost += coldStart / 1e9;
    }

    @Override
    public void idle(@Nullable Integer origin, int some, long since) {
        cost += some * (now - since) / 1e9;
    }

    @Override
    public void starting(Integer starter, int some) {
        awaited = Math.max(awaited, ready[starter]);
    }

    /** The first end that nobody waits for; it is waited for from now on if it is before an instant. */
    private long firstEnd(long before) {
        int first = -1;
        for (int i = 0; i < running; i++) {
            first = (ends[i] > now && (first < 0 || ends[i] < ends[first])) ? i : first;
        }
        if (first < 0 || ends[first] >= before) {
            return NEVER;
        }
        long end = ends[first];
        forget(first);
        return end;
    }

    private void remember(long end) {
        if (running < MOST_ENDS) {
            ends[running++] = end;
        }
    }

    private void forget(int which) {
        running--;
        ends[which] = ends[running];
    }

    /** Calls of one task will end then. */
    void serve(int calls, long end) {
        for (int call = 0; call < Math.min(calls, MOST_ENDS); call++) {
            remember(end);
        }
    }

    /** Calls end. */
    void end(int calls, long at) {
        for (int i = running - 1; i >= 0; i--) {
            if (ends[i] <= at) {
                forget(i);
            }
        }
        instances.release(calls, at);
    }
}
