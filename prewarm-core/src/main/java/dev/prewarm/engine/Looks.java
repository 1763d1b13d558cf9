package dev.prewarm.engine;

import dev.prewarm.Estimate;
import dev.prewarm.forecast.DurationHistory;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call met a cold start, from what is surely warm to what is surely cold, by how long it took: the likelihood ratio of
 * its duration d under the two hypotheses,
 *
 * <pre>
 *   r = (P(|T + C − d| ≤ h) + ε) / (P(|T − d| ≤ h) + ε),
 * </pre>
 *
 * with T the duration of warm calls, C the cold start, h a bandwidth and ε = {@value #OUTLIERS} for what neither explains. It
 * looks cold from r = {@value #COLD_FROM} on and warm up to r = 1/{@value #WARM_FROM}: more is asked of what contradicts a
 * belief than of what confirms it. Where calls differ from each other by more than a cold start, it stays unclear. As long as
 * only calls are known that met a cold start, D, it is T = D − C; what takes less time than a cold start does not look cold then,
 * however much it is like D.
 *
 * <p>What is unclear is more like one than the other: by r; or, where both kinds of calls are known, by which of T and D has
 * more of its durations near d. What takes no longer than the median of T is like that. Where the medians of T and D differ by
 * less than a quarter of a cold start, they are not told apart, and nothing is like either.
 */
enum Looks {
    WARM,
    RATHER_WARM,
    UNCLEAR,
    RATHER_COLD,
    COLD;

    private static final double OUTLIERS = 0.01;
    private static final double COLD_FROM = 12;
    private static final double WARM_FROM = 4;
    /** Evenly spaced quantiles that stand for a distribution. */
    private static final int DURATIONS = 32;

    private static final int COLD_STARTS = 8;
    /** The bandwidth is this share of the median duration, or of the spread if that is more. */
    private static final double NEAR = 0.05;

    private static final double NARROW = 0.125;
    /** Of cold starts, hardly any are shorter than this quantile. */
    private static final double SHORT = 0.1;

    /** Of a cold start, by which the medians of calls must differ. */
    private static final double APART = 0.25;

    /**
     * @param warm what is known of warm calls, if anything is
     * @param cold calls that met a cold start; empty if none is known
     * @param coldStart must be known
     */
    static Looks of(double seconds, @Nullable Estimate warm, DurationHistory cold, Estimate coldStart) {
        boolean metCold = cold.count() > 0;
        if (warm == null) {
            return metCold ? byCold(seconds, cold, coldStart) : UNCLEAR;
        }
        double near = near(warm.quantile(0.5), warm.draw(0.9) - warm.draw(0.1));
        double[] longer = drawn(DURATIONS, u -> seconds - warm.draw(u));
        double asWarm = alike(longer, near);
        Looks looks = of(apartBy(coldStart, longer, near), asWarm);
        if (looks == WARM || looks == COLD) {
            return looks;
        }
        if (metCold && cold.quantile(0.5) - warm.quantile(0.5) < APART * coldStart.quantile(0.5)) {
            return UNCLEAR;
        }
        if (seconds <= warm.quantile(0.5)) {
            return RATHER_WARM;
        }
        return metCold
                ? rather(Double.compare(alike(drawn(DURATIONS, u -> seconds - cold.draw(u)), near), asWarm))
                : looks;
    }

    private static Looks byCold(double seconds, DurationHistory cold, Estimate coldStart) {
        double near = near(cold.quantile(0.5), cold.draw(0.9) - cold.draw(0.1));
        double[] shorter = drawn(DURATIONS, u -> cold.draw(u) - seconds);
        Looks looks = of(alike(shorter, near), apartBy(coldStart, shorter, near));
        // What takes less time than a cold start is not like D because it met one.
        return (looks.compareTo(UNCLEAR) > 0 && seconds < coldStart.quantile(SHORT)) ? UNCLEAR : looks;
    }

    private static Looks of(double asCold, double asWarm) {
        double ratio = (asCold + OUTLIERS) / (asWarm + OUTLIERS);
        if (ratio >= COLD_FROM) {
            return COLD;
        }
        return (ratio <= 1 / WARM_FROM) ? WARM : rather(Double.compare(asCold, asWarm));
    }

    private static Looks rather(int colder) {
        if (colder == 0) {
            return UNCLEAR;
        }
        return (colder < 0) ? RATHER_WARM : RATHER_COLD;
    }

    private static double near(double median, double spread) {
        return Math.max(NEAR * median, NARROW * spread);
    }

    /** How probably it takes about as long, of calls from which it differs by so much. */
    private static double alike(double[] differences, double near) {
        int alike = 0;
        for (double difference : differences) {
            alike += (Math.abs(difference) <= near) ? 1 : 0;
        }
        return alike / (double) differences.length;
    }

    /** How probably it differs by about a cold start. It cannot by less than none. */
    private static double apartBy(Estimate coldStart, double[] differences, double near) {
        double[] starts = drawn(COLD_STARTS, coldStart::draw);
        int apart = 0;
        for (double difference : differences) {
            for (int j = 0; difference > -near && j < COLD_STARTS; j++) {
                apart += (Math.abs(difference - starts[j]) <= near) ? 1 : 0;
            }
        }
        return apart / (double) (differences.length * COLD_STARTS);
    }

    private static double[] drawn(int count, DoubleUnaryOperator draw) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> draw.applyAsDouble((i + 0.5) / count));
        return values;
    }
}
