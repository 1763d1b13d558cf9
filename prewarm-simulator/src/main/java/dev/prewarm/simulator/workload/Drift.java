package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A change of all durations in the middle of a scenario.
 *
 * @param factor what durations are multiplied by from then on, above 0
 * @param after the share of the runs that come before, 0 to 1
 */
public record Drift(double factor, double after) {
    /** No change. */
    public static final Drift NONE = new Drift(1, 1);

    /** @throws IllegalArgumentException if a parameter is out of its range */
    public Drift {
        checkArgument(
                factor > 0 && factor <= 1000, "drift: factor %s, but above 0 and at most 1000 is allowed", factor);
        checkArgument(after >= 0 && after <= 1, "drift: after %s of the runs, but 0 to 1 is allowed", after);
    }

    /** What durations of a run are multiplied by. */
    public double factor(int run, int runs) {
        return (run < after * runs) ? 1 : factor;
    }
}
