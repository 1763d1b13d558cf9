package dev.prewarm.forecast;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #CAPACITY} durations of one kind, in seconds: a window that forgets, with the order statistics of what
 * it holds.
 *
 * <p>Quantiles are durations that have occurred. Draws are smoothed by a log-normal distribution where the values may
 * well come from one. Adding costs a binary search and one short array copy; memory grows with the values held, up to the
 * window's size.
 *
 * <p>Not thread-safe: written and read on one thread.
 */
public final class DurationHistory {
    /** How many durations are held at most. */
    public static final int CAPACITY = 128;

    private static final int FIRST_SIZE = 8;
    private static final double[] NOTHING = {};
    /** Keeps p·n from exceeding a whole number by rounding alone. */
    private static final double ROUNDING = 1e-9;

    private final Changes changes;
    /** In the order of arrival; once full, the next one replaces the oldest. */
    private double[] ring = NOTHING;

    private double[] sorted = NOTHING;
    private int count;
    /** Where the next value goes; the oldest one stands there once the ring is full. */
    private int next;

    private long total;
    private long version;
    private final Drift drift = new Drift();
    /** Of the values held; computed when first asked for after a change. */
    private boolean momentsKnown;

    private double mean;
    private double variance;
    private double excessOverMedian;
    /** Made when first asked for after a change. */
    private @Nullable FittedLogNormal fitted;

    /** An empty history. */
    public DurationHistory() {
        this(new Changes());
    }

    DurationHistory(Changes changes) {
        this.changes = changes;
    }

    /**
     * Adds the newest duration; if the window is full, the oldest goes. If durations have drifted, as {@value Drift#STREAK}
     * in a row outside of what was usual show, all older ones go.
     *
     * @param seconds finite, at least 0
     * @throws IllegalArgumentException if it is not
     */
    public void add(double seconds) {
        check(seconds);
        if (nothingBut(seconds)) {
            total++;
            return;
        }
        boolean drifted = drift.noticed(seconds, this);
        addRegardless(seconds);
        if (drifted) {
            keepLast(Drift.STREAK);
        }
    }

    /** Whether the window is full of this duration, as where nothing ever queues: one more changes nothing. */
    private boolean nothingBut(double seconds) {
        return count == CAPACITY && sorted[0] == seconds && sorted[CAPACITY - 1] == seconds;
    }

    /** As {@link #add}, but says nothing of drift: of what was held before. */
    public void addRegardless(double seconds) {
        check(seconds);
        // Negative zero would be sorted apart from zero.
        append(seconds + 0.0);
        total++;
        changes.advance();
    }

    /** Takes back a duration that was added and was none, the newest that is equal; returns whether one was held. */
    public boolean takeBack(double seconds) {
        double[] values = toArray().toArray();
        int place = values.length - 1;
        while (place >= 0 && values[place] != seconds) {
            place--;
        }
        if (place < 0) {
            return false;
        }
        boolean drifted = count < Math.min(total, CAPACITY);
        System.arraycopy(values, place + 1, values, place, values.length - place - 1);
        hold(values, values.length - 1);
        // Only after a drift are fewer held than there is room for.
        total = (drifted && count > 0) ? total - 1 : count;
        changes.advance();
        return true;
    }

    private static void check(double seconds) {
        if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("duration: " + seconds + " s, but 0 or more, and finite, is needed");
        }
    }

    private void append(double value) {
        if (count == CAPACITY) {
            replace(ring[next], value);
        } else {
            if (count == ring.length) {
                int size = (count == 0) ? FIRST_SIZE : Math.min(CAPACITY, 2 * count);
                ring = Arrays.copyOf(ring, size);
                sorted = Arrays.copyOf(sorted, size);
            }
            insert(value);
        }
        ring[next] = value;
        next = (next + 1) % CAPACITY;
        changed();
    }

    /** Forgets all but the newest values. */
    private void keepLast(int newest) {
        hold(toArray().subArray(count - newest, count).toArray(), newest);
    }

    /** Holds the first so many values, oldest first, and nothing else. */
    private void hold(double[] values, int size) {
        System.arraycopy(values, 0, ring, 0, size);
        System.arraycopy(values, 0, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
        count = size;
        next = size % CAPACITY;
        changed();
    }

    private void changed() {
        version++;
        momentsKnown = false;
        fitted = null;
    }

    private void insert(double value) {
        int place = firstAbove(value);
        System.arraycopy(sorted, place, sorted, place + 1, count - place);
        sorted[place] = value;
        count++;
    }

    /** Those between the two move by one place; none, if both are equal, as many are where something takes no time. */
    private void replace(double gone, double value) {
        if (gone == value) {
            return;
        }
        int from = firstAbove(gone) - 1;
        int to = firstAbove(value);
        if (to > from) {
            to--;
            System.arraycopy(sorted, from + 1, sorted, from, to - from);
        } else {
            System.arraycopy(sorted, to, sorted, to + 1, from - to);
        }
        sorted[to] = value;
    }

    /** The number of values held that are at most this. */
    private int firstAbove(double value) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The durations held now; 0 to {@value #CAPACITY}. */
    public int count() {
        return count;
    }

    /** The durations ever added; once one was taken back, without those that others have pushed out. */
    public long total() {
        return total;
    }

    /** A number that grows with each change of what is held. */
    long version() {
        return version;
    }

    /**
     * The shortest duration held, in seconds.
     *
     * @throws IllegalStateException if the history is empty
     */
    public double min() {
        requireValues();
        return sorted[0];
    }

    /**
     * The ⌈p·n⌉-th shortest of the n durations held, in seconds; the shortest for p = 0.
     *
     * @param p 0 to 1
     * @throws IllegalStateException if the history is empty
     * @throws IllegalArgumentException if p is out of range
     */
    public double quantile(double p) {
        requireValues();
        return sorted[rank(p, count)];
    }

    private static void checkShare(String name, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(name + ": " + p + ", but 0 to 1 is allowed");
        }
    }

    /** The place, from 0, of the p-quantile among n ordered values. */
    private static int rank(double p, int n) {
        checkShare("quantile", p);
        return Math.max(0, (int) Math.ceil(p * n - ROUNDING) - 1);
    }

    /**
     * A duration drawn from what those held say of the next one, at u of its distribution function: log-normal if they
     * may well be that, by Lilliefors' test; otherwise one of them, {@link #quantile}.
     *
     * @param u uniform in (0, 1)
     * @throws IllegalStateException if the history is empty
     * @throws IllegalArgumentException if u is out of range
     */
    public double draw(double u) {
        requireValues();
        checkShare("u", u);
        FittedLogNormal fitted = fitted();
        return fitted.plausible() ? fitted.quantile(u) : quantile(u);
    }

    /**
     * A whole duration, in seconds, of something that has lasted {@code elapsed} and goes on: drawn from what is said of
     * the next one by {@link #draw}, as far as that is longer. Where those held speak for themselves, it is drawn from
     * those that are longer.
     *
     * <p>Of n that are longer, the next one exceeds all with a probability of 1 / (n + 1); it is then drawn from an
     * exponential distribution beyond the longest, with the mean by which that exceeds the median of all.
     *
     * <p>If none is longer, the rest is drawn from an exponential distribution. Its mean is the larger of two: the mean
     * excess of the durations over their median, and the time by which the elapsed one exceeds them all. So what is a
     * little late is expected soon, and what is very late is expected to take about as long again.
     *
     * @param u uniform in (0, 1)
     * @param elapsed seconds, finite, at least 0
     * @return at least {@code elapsed}, finite
     * @throws IllegalStateException if the history is empty
     * @throws IllegalArgumentException if an argument is out of range
     */
    public double drawBeyond(double u, double elapsed) {
        requireValues();
        Overdue.check(elapsed);
        int atMost = firstAbove(elapsed);
        int longer = count - atMost;
        checkShare("u", u);
        if (fitted().plausible()) {
            double drawn = fitted().quantileBeyond(u, elapsed);
            if (!Double.isNaN(drawn)) {
                return drawn;
            }
        }
        computeMoments();
        // The next value of n + 1 is the largest with a probability of 1 / (n + 1).
        double largest = u * (longer + 1) - longer;
        if (longer > 0 && largest <= 0) {
            return sorted[atMost + rank(u * (longer + 1) / longer, longer)];
        }
        if (longer > 0) {
            return Overdue.draw(largest, sorted[count - 1], sorted[count - 1] - quantile(0.5));
        }
        return Overdue.draw(u, elapsed, Math.max(excessOverMedian, elapsed - sorted[count - 1]));
    }

    /**
     * The share of the durations held that are longer than this.
     *
     * @param elapsed seconds
     * @throws IllegalStateException if the history is empty
     */
    public double shareBeyond(double elapsed) {
        requireValues();
        return (double) (count - firstAbove(elapsed)) / count;
    }

    /**
     * The mean of the durations held, in seconds.
     *
     * @throws IllegalStateException if the history is empty
     */
    public double mean() {
        requireValues();
        computeMoments();
        return mean;
    }

    /**
     * The sample variance (divisor n − 1) of the durations held, in seconds squared; 0 for a single one.
     *
     * @throws IllegalStateException if the history is empty
     */
    public double variance() {
        requireValues();
        computeMoments();
        return variance;
    }

    /** Afresh from the values, since sums that are added to and taken from for ever lose their digits. */
    private void computeMoments() {
        if (momentsKnown) {
            return;
        }
        double median = sorted[rank(0.5, count)];
        double sum = 0;
        double excess = 0;
        int above = 0;
        for (int i = 0; i < count; i++) {
            sum += sorted[i];
            if (sorted[i] > median) {
                excess += sorted[i] - median;
                above++;
            }
        }
        mean = sum / count;
        excessOverMedian = (above == 0) ? 0 : excess / above;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (sorted[i] - mean) * (sorted[i] - mean);
        }
        variance = (count == 1) ? 0 : squares / (count - 1);
        momentsKnown = true;
    }

    private FittedLogNormal fitted() {
        FittedLogNormal latest = fitted;
        if (latest == null) {
            latest = new FittedLogNormal(sorted, count);
            fitted = latest;
        }
        return latest;
    }

    private void requireValues() {
        if (count == 0) {
            throw new IllegalStateException("the history is empty; ask for count() first");
        }
    }

    /** The values held, oldest first. */
    public ImmutableDoubleArray toArray() {
        ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder(count);
        int oldest = (count == CAPACITY) ? next : 0;
        for (int i = 0; i < count; i++) {
            values.add(ring[(oldest + i) % CAPACITY]);
        }
        return values.build();
    }

    /** Replaces everything: the values, oldest first, are the last of so many. */
    void restore(long formerTotal, ImmutableDoubleArray values) {
        count = 0;
        next = 0;
        ring = NOTHING;
        sorted = NOTHING;
        for (int i = 0; i < values.length(); i++) {
            append(values.get(i));
        }
        total = formerTotal;
        changed();
        changes.advance();
    }

    @Override
    public String toString() {
        return (count == 0)
                ? "no durations"
                : count + " durations, " + min() + " to " + quantile(1) + " s, median " + quantile(0.5) + " s";
    }
}
