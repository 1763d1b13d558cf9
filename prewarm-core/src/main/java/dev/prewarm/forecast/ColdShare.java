package dev.prewarm.forecast;

/**
 * How often calls of a task met a cold start lately. Old ones are soon forgotten, since that a task is left cold is a strategy's
 * decision, which may be another one today.
 *
 * <p>Each call multiplies the weight of the earlier ones by 1 − 1/{@value #MEMORY}; one that was warm is assumed before the first.
 * Not thread-safe.
 */
final class ColdShare {
    private static final int MEMORY = 8;
    private static final double KEPT = 1 - 1.0 / MEMORY;

    private final Changes changes;
    private double cold;
    private double all;

    ColdShare(Changes changes) {
        this.changes = changes;
    }

    /** Counts one call. */
    void add(boolean metColdStart) {
        cold = cold * KEPT + (metColdStart ? 1 : 0);
        all = all * KEPT + 1;
        changes.advance();
    }

    /** The share of calls that met one; at least 0 and less than 1. */
    double get() {
        return cold / (1 + all);
    }

    @Override
    public String toString() {
        return "cold in " + get() + " of the calls";
    }
}
