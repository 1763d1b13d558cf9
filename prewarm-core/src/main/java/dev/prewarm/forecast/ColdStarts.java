package dev.prewarm.forecast;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Estimate;
import dev.prewarm.Prior;
import dev.prewarm.forecast.LearnedSnapshot.Durations;
import dev.prewarm.forecast.PooledColdStarts.OfTarget;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cold starts of a target, in seconds, as a function of how many of its instances were starting at once: a platform
 * creates only a few a second, so the last one of many comes late.
 *
 * <p>They are kept by the power of two below the number of instances: 1, 2–3, 4–7, …, 128 and more; and all
 * together. Not thread-safe: written and read on one thread.
 */
public final class ColdStarts {
    /**
     * What is assumed where nothing is declared, and nothing was measured of any target: a median of 2.3 s, with a coefficient of variation of 0.35.
     *
     * <p>It follows 100 pods on Knative's own test cluster, which were ready after 1.3 to 3.3 s, 2.46 s on average
     * (knative/serving #11965), with a longer tail, since other clusters and images are slower.
     */
    public static final Prior DEFAULT = new Prior(Duration.ofMillis(2300), 0.35);

    private static final int BUCKETS = 8;

    private final Changes changes;
    private final OfTarget pooled;
    private final DurationHistory overall;
    private final DurationHistory[] histories = new DurationHistory[BUCKETS];
    private final Estimate[] estimates = new Estimate[BUCKETS];
    private Estimate fallback;
    /** Whether what is declared counts until enough is measured. */
    private boolean declared;

    /** Nothing measured yet, of a target that knows of no other. */
    public ColdStarts(Prior prior) {
        this(prior, new Changes(), new PooledColdStarts());
    }

    ColdStarts(Prior prior, Changes changes, PooledColdStarts all) {
        this.changes = changes;
        this.pooled = all.target();
        this.overall = new DurationHistory(changes);
        this.fallback = estimate(requireNonNull(prior, "prior"));
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            histories[bucket] = new DurationHistory(changes);
            estimates[bucket] = LearnedEstimate.of(histories[bucket]);
        }
    }

    /** A declared prior counts as declared even if it happens to equal the default. */
    @SuppressWarnings("ReferenceEquality")
    private Estimate estimate(Prior prior) {
        declared = prior != DEFAULT;
        return declared ? LearnedEstimate.of(overall, prior) : LearnedEstimate.of(overall, pooled);
    }

    /**
     * Adds a cold start that was measured.
     *
     * @param instances how many instances were starting at once, this one included; at least 1
     * @param seconds until the last of them could serve; finite, at least 0
     * @throws IllegalArgumentException if an argument is out of range
     */
    public void add(int instances, double seconds) {
        DurationHistory history = histories[bucket(instances)];
        overall.add(seconds);
        history.add(seconds);
        pooled.add(seconds);
    }

    /**
     * Adds a cold start that was measured while another one was: several at a time are slow or fast together, so that
     * they do not show that cold starts have drifted.
     *
     * @param instances as for {@link #add}
     * @param seconds as for {@link #add}
     * @throws IllegalArgumentException if an argument is out of range
     */
    public void addSimultaneous(int instances, double seconds) {
        DurationHistory history = histories[bucket(instances)];
        overall.addRegardless(seconds);
        history.addRegardless(seconds);
    }

    /** Bursts of sizes in one bucket are not told apart. */
    static int bucket(int instances) {
        if (instances < 1) {
            throw new IllegalArgumentException("instances: " + instances + ", but at least 1 is needed");
        }
        return Math.min(BUCKETS - 1, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(instances));
    }

    /**
     * What is known of the cold start when so many instances start at once: from bursts of this size, or else of the
     * nearest smaller size of which {@value Estimate#ENOUGH} were measured, or else from all bursts, or else from the
     * prior; where none is declared, the few that were measured and the cold starts of other targets say together what is expected. Always {@linkplain Estimate#known() known}.
     *
     * @param instances at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Estimate forBurst(int instances) {
        for (int bucket = bucket(instances); bucket >= 0; bucket--) {
            if (histories[bucket].count() >= Estimate.ENOUGH) {
                return estimates[bucket];
            }
        }
        return fallback;
    }

    /** What is known of the cold starts of bursts of every size. */
    public Estimate overall() {
        return fallback;
    }

    /** A number that grows with what is learned of all targets, as far as it tells of this one. */
    long versionOfAll() {
        return pooled.version();
    }

    static int buckets() {
        return BUCKETS;
    }

    Durations overallSnapshot() {
        return Durations.of(overall);
    }

    ImmutableList<Durations> snapshotByBurst() {
        return Arrays.stream(histories).map(Durations::of).collect(ImmutableList.toImmutableList());
    }

    void restore(Durations ofAll, ImmutableList<Durations> byBurst) {
        ofAll.restore(overall);
        overall.toArray().stream().forEach(pooled::add);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            byBurst.get(bucket).restore(histories[bucket]);
        }
    }

    /** What is known of a burst of this size, if that is declared or was measured often enough; null if it is assumed. */
    @Nullable
    Estimate founded(int instances) {
        return (declared || overall.count() >= Estimate.ENOUGH) ? forBurst(instances) : null;
    }

    /** What is declared is wrong: it counts as not declared, until something else is. */
    void disbelieve() {
        declare(DEFAULT);
    }

    /** Takes another prior; what was measured stays. */
    void declare(Prior prior) {
        fallback = estimate(prior);
        changes.advance();
    }

    @Override
    public String toString() {
        return "cold starts: " + fallback;
    }
}
