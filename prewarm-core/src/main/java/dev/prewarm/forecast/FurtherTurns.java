package dev.prewarm.forecast;

import dev.prewarm.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How long the turns of tasks after their first last together: sums of draws of the duration, independent of each other. */
final class FurtherTurns {
    private static final long TURN = 6L << 32;
    /** Of more turns, so many are drawn; the rest is like them, with the spread of that many. */
    private static final int DRAWN = 16;

    private final @Nullable Sum[] sums;

    FurtherTurns(int tasks) {
        sums = new Sum[tasks];
    }

    private static final class Sum {
        final double[] values = new double[Forecaster.FUTURES];
        int turns;
        long version;
    }

    /**
     * The sum of so many turns.
     *
     * @param turns at least 1
     * @param one draws of one turn, which change only if the version does
     * @return by future, in seconds; valid until asked for another number of turns of the task
     */
    double[] of(Task task, int turns, double[] one, long version) {
        Sum sum = sums[task.index()];
        if (sum == null) {
            sum = new Sum();
            sums[task.index()] = sum;
        }
        if (sum.turns != turns || sum.version != version) {
            sum.turns = turns;
            sum.version = version;
            fill(sum.values, task, turns, one);
        }
        return sum.values;
    }

    private static void fill(double[] sum, Task task, int turns, double[] one) {
        int drawn = Math.min(turns, DRAWN);
        Arrays.fill(sum, 0);
        for (int turn = 0; turn < drawn; turn++) {
            int[] order = Permutations.shuffled(TURN + (long) DRAWN * task.index() + turn);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += one[order[k]];
            }
        }
        if (turns > drawn) {
            stretch(sum, turns, one);
        }
    }

    /** From the sum of some turns to that of all, with the mean and the variance that it has if they are independent. */
    private static void stretch(double[] sum, int turns, double[] one) {
        double mean = 0;
        double shortest = one[0];
        for (double value : one) {
            mean += value / one.length;
            shortest = Math.min(shortest, value);
        }
        double spread = Math.sqrt((double) turns / DRAWN);
        for (int k = 0; k < sum.length; k++) {
            sum[k] = Math.max(turns * shortest, turns * mean + spread * (sum[k] - DRAWN * mean));
        }
    }
}
