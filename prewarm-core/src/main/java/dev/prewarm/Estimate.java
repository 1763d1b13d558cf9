package dev.prewarm;

/**
 * What is known of a duration now: those that were measured last, or, until there are {@value #ENOUGH} of them, the
 * declared {@linkplain Prior prior}. Without a prior the first value that is measured counts, and before that nothing is
 * known; but of a cold start, the few of the target and the first ones of all others say together what is expected.
 *
 * <p>A live view: it changes as more is measured. Implemented only here. Not thread-safe; nothing is allocated once it is known.
 */
public interface Estimate {
    /** How many durations must have been measured before they replace a declared prior. */
    int ENOUGH = 5;

    /** Whether anything is known; if not, every other question fails. */
    boolean known();

    /** How many were measured that the answers rest on, those of other targets aside; 0 if they come from the prior, or nothing is known. */
    int observations();

    /**
     * A duration drawn from what is known, in seconds: the inverse of the distribution function at u.
     *
     * @param u uniform in (0, 1)
     * @return finite, at least 0
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     * @throws IllegalArgumentException if u is out of range
     */
    double draw(double u);

    /**
     * A whole duration, in seconds, of something that has lasted {@code elapsed} and goes on; also where that is longer than
     * all that is known.
     *
     * @param u uniform in (0, 1)
     * @param elapsed seconds, finite, at least 0
     * @return finite, at least {@code elapsed}
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     * @throws IllegalArgumentException if an argument is out of range
     */
    double drawBeyond(double u, double elapsed);

    /**
     * The duration, in seconds, that a share p of the durations does not exceed.
     *
     * @param p 0 to 1; a prior's unbounded tails are cut off just inside
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     * @throws IllegalArgumentException if p is out of range
     */
    double quantile(double p);

    /**
     * The mean duration in seconds.
     *
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     */
    double mean();
}
