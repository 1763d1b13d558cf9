package dev.prewarm.simulator.replay;

import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One task of the forecast in all futures; times in nanoseconds after now, {@link #NEVER} for what does not come. */
final class Prospect {
    static final long NEVER = Sends.NEVER;
    /** What would lapse is renewed so long before: beliefs are not exact. */
    private static final long RENEWED_BEFORE = 500_000_000;

    final Task task;
    /** The instances of its target; null if it has none, or they are always there. */
    final @Nullable Pool pool;

    final long[] start;
    final long[] duration;
    final long[] coldStart;
    final long[] slack;
    final long[] resolved;
    final long[] predecessorStart;
    final int calls;
    final int instances;
    /** When it starts in the median of the futures that reach it. */
    final long medianStart;
    /** Whether a warm-up for it can be sent. */
    final boolean open;
    /** Whether it is open in some future whether it runs. */
    final boolean branchOpen;
    /** Whether the task before it is still to start in some future. */
    final boolean predecessorPending;
    /** The instants in ascending order before which a send is not late, over the futures that reach it. */
    final long[] latest;
    /** The tasks before it, by their number in the outlook. */
    int[] before = {};

    Prospect(RunView run, Forecast forecast, Task task, @Nullable Pool pool, double price) {
        this.task = task;
        this.pool = pool;
        start = nanos(forecast.starts(task));
        duration = nanos(forecast.durations(task));
        coldStart = nanos(forecast.coldStarts(task));
        slack = nanos(forecast.slack(task));
        resolved = nanos(forecast.resolved(task));
        predecessorStart = nanos(forecast.predecessorStarts(task));
        calls = run.width(task);
        instances = task.target().map(target -> target.instancesFor(calls)).orElse(0);
        branchOpen = anyAboveZero(resolved);
        predecessorPending = anyAboveZero(predecessorStart);
        latest = latest(null);
        medianStart = median(start);
        open = pool != null && !run.ready().contains(task) && run.warmingFor(task) < 0 && roundsLeft(run, pool, price);
    }

    /** One send, and as many refreshes as cost less than the cold start that they avoid: ski rental. */
    private boolean roundsLeft(RunView run, Pool warm, double price) {
        double worth = price * Arrays.stream(coldStart).average().orElse(0);
        return run.rounds(task) <= Math.min(1_000, worth / Math.max(1e6, (double) instances * warm.retention));
    }

    /** In the infinite future nothing is added up that could overflow. */
    static long[] nanos(double[] seconds) {
        long[] nanos = new long[seconds.length];
        for (int k = 0; k < nanos.length; k++) {
            nanos[k] = (seconds[k] > 4e9) ? NEVER : Math.round(seconds[k] * 1e9);
        }
        return nanos;
    }

    private static long median(long[] times) {
        long[] reached =
                Arrays.stream(times).filter(time -> time != NEVER).sorted().toArray();
        return (reached.length == 0) ? NEVER : reached[(reached.length - 1) / 2];
    }

    boolean reached(int future) {
        return start[future] != NEVER;
    }

    /** The instants in ascending order before which a send is not late, over the futures that reach it. */
    private long[] latest(long @Nullable [] origin) {
        long[] latest = new long[start.length];
        int count = 0;
        for (int k = 0; k < start.length; k++) {
            if (reached(k) && (origin == null || origin[k] != NEVER)) {
                latest[count++] = start[k] - coldStart[k] - ((origin == null) ? 0 : origin[k]);
            }
        }
        latest = Arrays.copyOf(latest, count);
        Arrays.sort(latest);
        return latest;
    }

    /** As {@link #latest}, counted from the start of the task before it. */
    long[] latestAfterPredecessor() {
        return latest(predecessorStart);
    }

    /** Where the cost of a send may have its least value: at once, and where a future becomes late, or its slack is used up. */
    long[] instants(long @Nullable [] origin) {
        long[] instants = new long[2 * start.length + 2];
        int count = 1;
        if (pool != null && pool.warmUntil > RENEWED_BEFORE) {
            instants[count++] = pool.warmUntil - RENEWED_BEFORE;
        }
        for (int k = 0; k < start.length; k++) {
            if (reached(k) && (origin == null || origin[k] != NEVER)) {
                long last = start[k] - coldStart[k] - ((origin == null) ? 0 : origin[k]);
                if (last > 0) {
                    instants[count++] = last;
                }
                if (slack[k] > 0 && slack[k] < coldStart[k] && last + slack[k] > 0) {
                    instants[count++] = last + slack[k];
                }
            }
        }
        Arrays.sort(instants, 0, count);
        return distinct(instants, count);
    }

    private static long[] distinct(long[] sorted, int count) {
        int kept = 1;
        for (int i = 1; i < count; i++) {
            if (sorted[i] != sorted[kept - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }

    /** Whether something is warm that may have to be renewed. */
    boolean lapses() {
        return pool != null && pool.warmUntil > 0;
    }

    private static boolean anyAboveZero(long[] times) {
        for (long time : times) {
            if (time > 0) {
                return true;
            }
        }
        return false;
    }

    /** That of its target among those of the outlook. */
    int number() {
        return (pool == null) ? -1 : pool.number;
    }
}
