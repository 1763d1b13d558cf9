package dev.prewarm.forecast;

import dev.prewarm.Prior;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a duration now: its {@linkplain DurationHistory history}, or, until that holds
 * {@value #ENOUGH} values, the declared {@linkplain Prior prior}. Without a prior, the history is used from its first
 * value on, and before that nothing is known.
 *
 * <p>A live view: it changes as the history does. Not thread-safe; nothing is allocated.
 */
public final class Estimate {
    /** How many durations must have been measured before they replace a declared prior. */
    public static final int ENOUGH = 5;

    private final DurationHistory history;
    private final @Nullable LogNormal prior;
    private final int enough;

    Estimate(DurationHistory history, @Nullable LogNormal prior) {
        this(history, prior, ENOUGH);
    }

    private Estimate(DurationHistory history, @Nullable LogNormal prior, int enough) {
        this.history = history;
        this.prior = prior;
        this.enough = enough;
    }

    /** An estimate in which an assumption that nobody declared gives way to the first value that is measured. */
    static Estimate assuming(DurationHistory history, Prior assumption) {
        return new Estimate(history, new LogNormal(assumption), 1);
    }

    /** An estimate from the history alone. */
    public static Estimate of(DurationHistory history) {
        return new Estimate(history, null);
    }

    /** An estimate from the prior, later from the history. */
    public static Estimate of(DurationHistory history, Prior prior) {
        return new Estimate(history, new LogNormal(prior));
    }

    /** Whether anything is known; if not, every other question fails. */
    public boolean known() {
        return prior != null || history.count() > 0;
    }

    /** The measured durations that the answers rest on; 0 if they come from the prior, or nothing is known. */
    public int observations() {
        return (effectivePrior() == null) ? history.count() : 0;
    }

    /** The prior as long as it is to be used. */
    private @Nullable LogNormal effectivePrior() {
        return (history.count() < enough) ? prior : null;
    }

    /**
     * A duration drawn from what is known, in seconds: the inverse of the distribution function at u.
     *
     * @param u uniform in (0, 1)
     * @return finite, at least 0
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     * @throws IllegalArgumentException if u is out of range
     */
    public double draw(double u) {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.quantile(u);
        }
        requireKnown();
        return history.draw(u);
    }

    /**
     * A whole duration, in seconds, of something that has lasted {@code elapsed} and goes on. Where that is longer than
     * all that is known, see {@link DurationHistory#drawBeyond}.
     *
     * @param u uniform in (0, 1)
     * @param elapsed seconds, finite, at least 0
     * @return finite, at least {@code elapsed}
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     * @throws IllegalArgumentException if an argument is out of range
     */
    public double drawBeyond(double u, double elapsed) {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.drawBeyond(u, elapsed);
        }
        requireKnown();
        return history.drawBeyond(u, elapsed);
    }

    /**
     * The duration, in seconds, that a share p of the durations does not exceed.
     *
     * @param p 0 to 1; a prior's unbounded tails are cut off just inside
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     * @throws IllegalArgumentException if p is out of range
     */
    public double quantile(double p) {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.quantile(p);
        }
        requireKnown();
        return history.quantile(p);
    }

    /**
     * The mean duration in seconds.
     *
     * @throws IllegalStateException if nothing is {@linkplain #known() known}
     */
    public double mean() {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.mean();
        }
        requireKnown();
        return history.mean();
    }

    private void requireKnown() {
        if (history.count() == 0) {
            throw new IllegalStateException("nothing is known of this duration; ask known() first");
        }
    }

    @Override
    public String toString() {
        if (!known()) {
            return "unknown";
        }
        return (effectivePrior() == null) ? history.toString() : "declared, median " + quantile(0.5) + " s";
    }
}
