package dev.prewarm.forecast;

import java.util.Arrays;

/** Evenly spaced quantiles of a history of queueing, from which many tasks draw: they are worked out once for all of them. */
final class QueueingTimes {
    private final double[] times = new double[Forecaster.FUTURES];
    private long version = -1;

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
}
