package dev.prewarm.forecast;

/**
 * Notices that durations are no longer what they were: several in a row above the 85th percentile of those before, or
 * below the 15th. By chance alone that happens once in forty thousand values.
 */
final class Drift {
    /** So many in a row show it. */
    static final int STREAK = 6;

    private static final double USUAL = 0.85;

    private int above;
    private int below;
    private double high;
    private double low;

    /** Takes a value that is about to be added; returns whether it completes a streak. */
    boolean noticed(double value, DurationHistory before) {
        if (before.count() < STREAK) {
            return false;
        }
        // The bounds are those from before the streak, or it would move them itself.
        high = (above == 0) ? before.quantile(USUAL) : high;
        low = (below == 0) ? before.quantile(1 - USUAL) : low;
        above = (value > high) ? above + 1 : 0;
        below = (value < low) ? below + 1 : 0;
        if (above < STREAK && below < STREAK) {
            return false;
        }
        above = 0;
        below = 0;
        return true;
    }
}
