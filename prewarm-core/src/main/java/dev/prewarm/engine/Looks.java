package dev.prewarm.engine;

import dev.prewarm.Estimate;

/**
 * Whether a call met a cold start, by how long it took: the likelihood ratio of its duration d under the two hypotheses,
 *
 * <pre>
 *   r = (P(|T + C − d| ≤ h) + ε) / (P(|T − d| ≤ h) + ε),
 * </pre>
 *
 * with T the duration of warm calls, C the cold start, h a bandwidth and ε = {@value #OUTLIERS} for what neither explains. It
 * looks cold from r = {@value #COLD_FROM} on and warm up to r = 1/{@value #WARM_FROM}: more is asked of what contradicts a
 * belief than of what confirms it. Where calls differ from each other by more than a cold start, it stays unclear.
 */
enum Looks {
    WARM,
    COLD,
    UNCLEAR;

    private static final double OUTLIERS = 0.01;
    private static final double COLD_FROM = 12;
    private static final double WARM_FROM = 4;
    /** Evenly spaced quantiles that stand for a distribution. */
    private static final int DURATIONS = 32;

    private static final int COLD_STARTS = 8;
    /** The bandwidth is this share of the median duration, or of the spread if that is more. */
    private static final double NEAR = 0.05;

    private static final double NARROW = 0.125;

    /** @param warm and {@code coldStart} must be known */
    static Looks of(double seconds, Estimate warm, Estimate coldStart) {
        double spread = warm.draw(0.9) - warm.draw(0.1);
        double near = Math.max(NEAR * warm.quantile(0.5), NARROW * spread);
        int asWarm = 0;
        int asCold = 0;
        for (int i = 0; i < DURATIONS; i++) {
            double left = seconds - warm.draw(middle(i, DURATIONS));
            asWarm += (Math.abs(left) <= near) ? 1 : 0;
            // What is no more than a warm call cannot be one and a cold start.
            for (int j = 0; left > -near && j < COLD_STARTS; j++) {
                asCold += (Math.abs(left - coldStart.draw(middle(j, COLD_STARTS))) <= near) ? 1 : 0;
            }
        }
        double ratio =
                (asCold / (double) (DURATIONS * COLD_STARTS) + OUTLIERS) / (asWarm / (double) DURATIONS + OUTLIERS);
        if (ratio >= COLD_FROM) {
            return COLD;
        }
        return (ratio <= 1 / WARM_FROM) ? WARM : UNCLEAR;
    }

    private static double middle(int i, int count) {
        return (i + 0.5) / count;
    }
}
