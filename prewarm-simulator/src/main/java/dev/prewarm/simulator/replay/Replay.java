package dev.prewarm.simulator.replay;

import dev.prewarm.simulator.replay.Sends.Send;

/**
 * Plays futures of a run through with given sends: the one function that decisions rest on.
 *
 * <p>The cost of sends in one future is
 *
 * <pre>
 *   price · delay of the run + Σ over instances (start-up + idle time + retention after the last use),
 * </pre>
 *
 * in instance-seconds: what a platform that makes instances as they are needed provides beyond the work itself. What is
 * the same whatever is sent is not left out; only differences mean something. Not thread-safe.
 */
final class Replay implements Evaluator {
    private static final long NEVER = Sends.NEVER;

    // Events at the same instant are in this order; their number is in the lower half.
    private static final int END = 0;
    private static final int READY = 1;
    private static final int SPARE = 2;
    private static final int SEND = 3;
    private static final int ARRIVE = 4;
    private static final int KIND = 32;

    /** About so many tasks are played in all futures together. */
    private static final int MOST_PLAYED = 256;

    private static final int FEWEST_FUTURES = 4;

    private final Outlook outlook;
    private final int stride;
    private final Timeline timeline = new Timeline();
    private final Scene[] scenes;
    private final int[][] after;
    private final int[] waitsFor;
    private final long[] arrival;
    private final boolean[] sent;

    private Sends sends;
    private int k;
    private long late;

    /** One that plays all futures, or fewer where there are many tasks. */
    Replay(Outlook outlook) {
        this(outlook, stride(outlook));
    }

    /** @param stride every which future is played; 1 for all */
    Replay(Outlook outlook, int stride) {
        this.outlook = outlook;
        this.stride = stride;
        int tasks = outlook.size();
        this.scenes = outlook.pools.stream()
                .map(pool -> new Scene(pool, tasks + pool.starting.size()))
                .toArray(Scene[]::new);
        this.after = outlook.after();
        this.waitsFor = new int[tasks];
        this.arrival = new long[tasks];
        this.sent = new boolean[tasks];
        this.sends = new Sends(tasks);
    }

    private static int stride(Outlook outlook) {
        int played = Math.max(FEWEST_FUTURES, MOST_PLAYED / Math.max(1, outlook.size()));
        return Math.max(1, outlook.futures / played);
    }

    @Override
    public double cost(Sends given) {
        double sum = 0;
        int played = 0;
        for (int future = 0; future < outlook.futures; future += stride) {
            sum += play(given, future);
            played++;
        }
        return sum / played;
    }

    @Override
    public double with(Sends given, int task, Send send) {
        Sends other = given.copy();
        other.set(task, send);
        return cost(other);
    }

    /** The cost in one future. */
    double play(Sends given, int future) {
        begin(given, future);
        while (!timeline.isEmpty()) {
            long at = timeline.firstTime();
            long event = timeline.poll();
            happen((int) (event >>> KIND), (int) event, at);
        }
        double cost = outlook.price * late / 1e9;
        for (Scene scene : scenes) {
            cost += scene.cost();
        }
        return cost;
    }

    private void begin(Sends given, int future) {
        sends = given;
        k = future;
        late = 0;
        for (Scene scene : scenes) {
            beginScene(scene);
        }
        for (int task = 0; task < outlook.size(); task++) {
            Prospect prospect = outlook.get(task);
            sent[task] = false;
            arrival[task] = prospect.start[k];
            waitsFor[task] = 0;
            for (int before : prospect.before) {
                waitsFor[task] += outlook.waits(before, prospect, k) ? 1 : 0;
            }
            if (prospect.reached(k) && waitsFor[task] == 0) {
                timeline.add(prospect.start[k], event(ARRIVE, task));
            }
            long send = prospect.open ? sends.get(task).in(k) : NEVER;
            if (send < (prospect.reached(k) ? prospect.start[k] : prospect.resolved[k])) {
                timeline.add(Math.max(0, send), event(SEND, task));
            }
        }
    }

    private void beginScene(Scene scene) {
        scene.reset();
        Pool pool = scene.pool;
        for (int i = 0; i < pool.busy.size(); i++) {
            Pool.Busy busy = pool.busy.get(i);
            scene.serve(busy.calls(), busy.end()[k]);
            timeline.add(busy.end()[k], event(END, outlook.size() + pool.number + i * scenes.length));
        }
        for (int i = 0; i < pool.starting.size(); i++) {
            Pool.Starting starting = pool.starting.get(i);
            scene.underWay(outlook.size() + i, starting.instances(), starting.ready()[k]);
            timeline.add(starting.ready()[k], event(READY, outlook.size() + pool.number + i * scenes.length));
        }
    }

    private static long event(int kind, int number) {
        return ((long) kind << KIND) | number;
    }

    private void happen(int kind, int number, long at) {
        if (number >= outlook.size()) {
            int other = number - outlook.size();
            Scene scene = scenes[other % scenes.length];
            int which = other / scenes.length;
            if (kind == END) {
                scene.end(scene.pool.busy.get(which).calls(), at);
            } else {
                scene.ready(outlook.size() + which, at);
            }
            return;
        }
        Prospect prospect = outlook.get(number);
        switch (kind) {
            case END -> scene(prospect).end(prospect.calls, at);
            case READY -> scene(prospect).ready(number, at);
            case SPARE -> scene(prospect).spare(at);
            case SEND -> send(prospect, number, at);
            default -> arrive(prospect, number, at);
        }
    }

    private Scene scene(Prospect prospect) {
        Pool pool = prospect.pool;
        if (pool == null) {
            throw new IllegalStateException(prospect.task + " has no instances");
        }
        return scenes[pool.number];
    }

    private void send(Prospect prospect, int task, long at) {
        sent[task] = true;
        long neededAt = prospect.reached(k) ? prospect.start[k] : prospect.medianStart;
        long coldStart = prospect.coldStart[k];
        if (scene(prospect).send(task, prospect.calls, neededAt, at, coldStart) > 0) {
            timeline.add(at + coldStart, event(READY, task));
        }
    }

    private void arrive(Prospect prospect, int task, long at) {
        long begin = (prospect.pool == null) ? at : call(prospect, task, at);
        long finish = begin + prospect.duration[k];
        late = Math.max(late, begin - prospect.start[k] - prospect.slack[k]);
        if (prospect.pool != null) {
            scene(prospect).serve(prospect.calls, finish);
            timeline.add(finish, event(END, task));
        }
        for (int next : after[task]) {
            if (outlook.waits(task, outlook.get(next), k)) {
                arrival[next] = Math.max(arrival[next], finish);
                waitsFor[next]--;
                if (waitsFor[next] == 0) {
                    timeline.add(arrival[next], event(ARRIVE, next));
                }
            }
        }
    }

    private long call(Prospect prospect, int task, long at) {
        Scene scene = scene(prospect);
        long coldStart = prospect.coldStart[k];
        long begin = scene.call(task, prospect.calls, sent[task], at, coldStart);
        if (scene.doubles(at, begin)) {
            scene.startsSpare(coldStart);
            timeline.add(at + coldStart, event(SPARE, task));
            begin = Math.min(begin, at + coldStart);
        }
        return begin;
    }
}
