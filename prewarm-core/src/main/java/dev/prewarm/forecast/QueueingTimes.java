package dev.prewarm.forecast;

import java.util.Arrays;

/** Evenly spaced quantiles of a history of queueing, from which many tasks draw: they are worked out once for all of them. */
final class QueueingTimes {
    private final double[] times = new double[Forecaster.FUTURES];
    private long version = -1;
    /** The same of what is left of those that last for longer than so many seconds. */
    private final double[] left = new double[Forecaster.FUTURES];

    private long leftVersion = -1;
    private double leftAfter;

    /** Brings the row of one task, which draws from no other history, up to what has been learned. */
    void fill(Row row, DurationHistory learned) {
        if (version != learned.version()) {
            version = learned.version();
            Arrays.setAll(times, n -> learned.draw(Permutations.middle(n)));
        }
        if (row.version != version) {
            row.version = version;
            row.fill(times);
        }
    }

    /** Fills in what is left of the times of a task that have lasted for so many seconds, in its order. */
    void fillLeft(double[] rest, Row row, DurationHistory learned, double elapsed) {
        if (leftVersion != learned.version() || leftAfter != elapsed) {
            leftVersion = learned.version();
            leftAfter = elapsed;
            Arrays.setAll(left, n -> learned.drawBeyond(Permutations.middle(n), elapsed) - elapsed);
        }
        row.order(left, rest);
    }
}
