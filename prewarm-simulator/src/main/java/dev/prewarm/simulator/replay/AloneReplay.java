package dev.prewarm.simulator.replay;

import dev.prewarm.simulator.replay.Sends.Send;

/**
 * The costs of {@link Replay} where each task is the only one that uses its target, of which nothing is there yet: what
 * happens to its instances is known without playing it, see {@link #serve}. If one send is changed, only the futures are
 * played anew in which the task begins at another time, and these from that task on.
 */
final class AloneReplay implements Evaluator {
    private final Outlook outlook;
    private final int tasks;
    /** By future and task, with the sends that are changed one at a time: when it ends, and what its instances cost. */
    private final long[][] finish;

    private final double[][] cost;
    /** By future: by how much the run is late up to each task, and the cost of all. */
    private final long[][] late;

    private final double[] total;
    private Sends sends;
    private double sum;
    /** What the last task that was looked at costs. */
    private double made;

    AloneReplay(Outlook outlook) {
        this.outlook = outlook;
        this.tasks = outlook.size();
        this.finish = new long[outlook.futures][tasks];
        this.cost = new double[outlook.futures][tasks];
        this.late = new long[outlook.futures][tasks + 1];
        this.total = new double[outlook.futures];
        this.sends = new Sends(0);
    }

    @Override
    public double cost(Sends given) {
        sends = given;
        sum = 0;
        for (int k = 0; k < outlook.futures; k++) {
            double instances = 0;
            for (int task = 0; task < tasks; task++) {
                late[k][task + 1] = Math.max(late[k][task], play(task, send(task, sends.get(task), k), k, finish[k]));
                cost[k][task] = made;
                instances += made;
            }
            total[k] = instances + outlook.price * late[k][tasks] / 1e9;
            sum += total[k];
        }
        return sum / outlook.futures;
    }

    @Override
    public double with(Sends given, int task, Send send) {
        if (given != sends) {
            cost(given);
        }
        double changed = sum;
        long[] ends = new long[tasks];
        for (int k = 0; k < outlook.futures; k++) {
            long at = send(task, send, k);
            if (at != send(task, sends.get(task), k)) {
                System.arraycopy(finish[k], 0, ends, 0, task);
                changed += changed(task, at, k, ends);
            }
        }
        return changed / outlook.futures;
    }

    /** By how much the cost of one future changes. */
    private double changed(int task, long send, int k, long[] ends) {
        long latest = Math.max(late[k][task], play(task, send, k, ends));
        double difference = made - cost[k][task];
        if (ends[task] == finish[k][task]) {
            return difference;
        }
        for (int next = task + 1; next < tasks; next++) {
            latest = Math.max(latest, play(next, send(next, sends.get(next), k), k, ends));
            difference += made - cost[k][next];
        }
        return difference + outlook.price * (latest - late[k][tasks]) / 1e9;
    }

    /** When it is really sent in a future; never if the task has come by then, or is known not to come. */
    private long send(int task, Send send, int k) {
        Prospect prospect = outlook.get(task);
        long at = prospect.open ? send.in(k) : Sends.NEVER;
        return (at < (prospect.reached(k) ? prospect.start[k] : prospect.resolved[k])) ? Math.max(0, at) : Sends.NEVER;
    }

    /** Notes when the task ends, and what its instances cost; returns by how much it makes the run late. */
    private long play(int task, long send, int k, long[] ends) {
        Prospect prospect = outlook.get(task);
        Pool pool = prospect.pool;
        made = 0;
        if (!prospect.reached(k)) {
            made = (send == Sends.NEVER || pool == null) ? 0 : prospect.instances * instance(prospect, pool, k);
            return 0;
        }
        long at = prospect.start[k];
        for (int before : prospect.before) {
            at = outlook.waits(before, prospect, k) ? Math.max(at, ends[before]) : at;
        }
        long begin = (pool == null) ? at : serve(prospect, pool, send, at, k);
        ends[task] = begin + prospect.duration[k];
        return begin - prospect.start[k] - prospect.slack[k];
    }

    /** What an instance costs without being of use. */
    private static double instance(Prospect prospect, Pool pool, int k) {
        return prospect.coldStart[k] / 1e9 + pool.tail;
    }

    /** Notes what the task's instances cost; returns when it begins. */
    private long serve(Prospect prospect, Pool pool, long send, long at, int k) {
        long coldStart = prospect.coldStart[k];
        double instance = instance(prospect, pool, k);
        made = prospect.instances * instance;
        long ready = send + coldStart;
        if (send == Sends.NEVER) {
            return at + coldStart;
        }
        if (at - ready > pool.kept) {
            made += prospect.instances * instance;
            return at + coldStart;
        }
        if (ready <= at) {
            made += prospect.instances * (at - ready) / 1e9;
            return at;
        }
        int concurrency = pool.target.concurrency();
        if (prospect.instances == 1 && concurrency > 0 && prospect.calls + 1 > concurrency) {
            // The warm-up is itself a call, for which a second instance is made.
            made += instance;
            return Math.min(ready, at + coldStart);
        }
        return ready;
    }
}
