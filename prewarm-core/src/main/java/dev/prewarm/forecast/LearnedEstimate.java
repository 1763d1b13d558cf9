package dev.prewarm.forecast;

import dev.prewarm.Estimate;
import dev.prewarm.Prior;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a duration now: its {@linkplain DurationHistory history}, or, until that holds
 * {@value #ENOUGH} values, the declared {@linkplain Prior prior}. Without a prior, the history is used from its first
 * value on, and before that nothing is known.
 *
 * <p>A live view: it changes as the history does. Not thread-safe; nothing is allocated.
 */
final class LearnedEstimate implements Estimate {
    private final DurationHistory history;
    private final @Nullable LogNormal prior;
    private final int enough;

    LearnedEstimate(DurationHistory history, @Nullable LogNormal prior) {
        this(history, prior, ENOUGH);
    }

    private LearnedEstimate(DurationHistory history, @Nullable LogNormal prior, int enough) {
        this.history = history;
        this.prior = prior;
        this.enough = enough;
    }

    /** An estimate in which an assumption that nobody declared gives way to the first value that is measured. */
    static LearnedEstimate assuming(DurationHistory history, Prior assumption) {
        return new LearnedEstimate(history, new LogNormal(assumption), 1);
    }

    /** An estimate from the history alone. */
    static LearnedEstimate of(DurationHistory history) {
        return new LearnedEstimate(history, null);
    }

    /** An estimate from the prior, later from the history. */
    static LearnedEstimate of(DurationHistory history, Prior prior) {
        return new LearnedEstimate(history, new LogNormal(prior));
    }

    @Override
    public boolean known() {
        return prior != null || history.count() > 0;
    }

    @Override
    public int observations() {
        return (effectivePrior() == null) ? history.count() : 0;
    }

    /** The prior as long as it is to be used. */
    private @Nullable LogNormal effectivePrior() {
        return (history.count() < enough) ? prior : null;
    }

    @Override
    public double draw(double u) {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.quantile(u);
        }
        requireKnown();
        return history.draw(u);
    }

    @Override
    public double drawBeyond(double u, double elapsed) {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.drawBeyond(u, elapsed);
        }
        requireKnown();
        return history.drawBeyond(u, elapsed);
    }

    @Override
    public double quantile(double p) {
        LogNormal declared = effectivePrior();
        if (declared != null) {
            return declared.quantile(p);
        }
        requireKnown();
        return history.quantile(p);
    }

    @Override
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
