package dev.prewarm.forecast;

import dev.prewarm.Estimate;
import dev.prewarm.Prior;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a duration now: its {@linkplain DurationHistory history}, or, until that holds
 * {@value #ENOUGH} values, the declared {@linkplain Prior prior}, or what others of its kind say together with it. Without any of
 * these the history is used from its first value on, and before that nothing is known.
 *
 * <p>A live view: it changes as the history does. Not thread-safe; nothing is allocated once it is known.
 */
final class LearnedEstimate implements Estimate {
    private final DurationHistory history;
    private final @Nullable LogNormal prior;
    private final PooledColdStarts.@Nullable OfTarget pooled;
    private final int enough;

    private LearnedEstimate(
            DurationHistory history,
            @Nullable LogNormal prior,
            PooledColdStarts.@Nullable OfTarget pooled,
            int enough) {
        this.history = history;
        this.prior = prior;
        this.pooled = pooled;
        this.enough = enough;
    }

    /** An estimate in which an assumption that nobody declared gives way to the first value that is measured. */
    static LearnedEstimate assuming(DurationHistory history, Prior assumption) {
        return new LearnedEstimate(history, new LogNormal(assumption), null, 1);
    }

    /** An estimate from the history alone. */
    static LearnedEstimate of(DurationHistory history) {
        return new LearnedEstimate(history, null, null, ENOUGH);
    }

    /** An estimate from the prior, later from the history. */
    static LearnedEstimate of(DurationHistory history, Prior prior) {
        return new LearnedEstimate(history, new LogNormal(prior), null, ENOUGH);
    }

    /** An estimate from what is common to all targets, later from the history. */
    static LearnedEstimate of(DurationHistory history, PooledColdStarts.OfTarget pooled) {
        return new LearnedEstimate(history, null, pooled, ENOUGH);
    }

    @Override
    public boolean known() {
        return prior != null || pooled != null || history.count() > 0;
    }

    @Override
    public int observations() {
        return (beforehand() == null || pooled != null) ? history.count() : 0;
    }

    /** What takes the place of the history as long as that holds too few. */
    private @Nullable LogNormal beforehand() {
        if (history.count() >= enough) {
            return null;
        }
        return (pooled == null) ? prior : pooled.next();
    }

    @Override
    public double draw(double u) {
        LogNormal beforehand = beforehand();
        if (beforehand != null) {
            return beforehand.quantile(u);
        }
        requireKnown();
        return history.draw(u);
    }

    @Override
    public double drawBeyond(double u, double elapsed) {
        LogNormal beforehand = beforehand();
        if (beforehand != null) {
            return beforehand.drawBeyond(u, elapsed);
        }
        requireKnown();
        return history.drawBeyond(u, elapsed);
    }

    @Override
    public double quantile(double p) {
        LogNormal beforehand = beforehand();
        if (beforehand != null) {
            return beforehand.quantile(p);
        }
        requireKnown();
        return history.quantile(p);
    }

    @Override
    public double mean() {
        LogNormal beforehand = beforehand();
        if (beforehand != null) {
            return beforehand.mean();
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
        return (beforehand() == null)
                ? history.toString()
                : ((pooled == null) ? "declared" : "of all targets") + ", median " + quantile(0.5) + " s";
    }
}
