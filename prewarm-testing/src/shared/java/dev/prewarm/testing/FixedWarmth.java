package dev.prewarm.testing;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Target;
import dev.prewarm.Warmth;
import java.time.Duration;
import java.time.Instant;

/**
 * A belief about a target's instances that is given: so many instances, with so many free places, all of them until the
 * same instant. Immutable.
 */
public final class FixedWarmth implements Warmth {
    /** Some instances are gone a little earlier than the mean. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final FixedWarmth COLD = of(0, 0, Instant.MIN);

    private final int instances;
    private final int freeCalls;
    private final Instant warmUntil;
    private final Duration retention;
    private final Duration certain;
    private final Others others;
    private final boolean scaledByKnative;

    private FixedWarmth(
            int instances,
            int freeCalls,
            Instant warmUntil,
            Duration retention,
            Duration certain,
            Others others,
            boolean scaledByKnative) {
        this.instances = instances;
        this.freeCalls = freeCalls;
        this.warmUntil = warmUntil;
        this.retention = retention;
        this.certain = certain;
        this.others = others;
        this.scaledByKnative = scaledByKnative;
    }

    /** What others do with the target. */
    private record Others(double warmAnywayShare, double reuseShare, double reuseAfter) {}

    private static FixedWarmth of(int instances, int freeCalls, Instant until) {
        Duration kept = Target.DEFAULT_RETENTION;
        return new FixedWarmth(instances, freeCalls, until, kept, certain(kept), new Others(0, 0, 0), false);
    }

    private FixedWarmth with(Others some) {
        return new FixedWarmth(instances, freeCalls, warmUntil, retention, certain, some, scaledByKnative);
    }

    private static void checkShare(double share) {
        checkArgument(share >= 0 && share < 1, "share: %s, but at least 0 and less than 1 is allowed", share);
    }

    /** No instance, and no other run that would use one. */
    public static FixedWarmth cold() {
        return COLD;
    }

    /**
     * Instances that are ready and idle.
     *
     * @param instances at least 1
     * @param freeCalls the calls that they could serve together; {@link Integer#MAX_VALUE} if their concurrency is unlimited
     * @param until when they lapse
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static FixedWarmth ready(int instances, int freeCalls, Instant until) {
        checkArgument(instances >= 1, "instances: %s, but at least 1 is needed; cold() has none", instances);
        checkArgument(freeCalls >= 0, "free calls: %s, but at least 0 is needed", freeCalls);
        return of(instances, freeCalls, requireNonNull(until, "until"));
    }

    /**
     * The same, with other runs that use what this one does not.
     *
     * @param share how probable that is; at least 0 and less than 1
     * @param afterSeconds how long it takes, on average
     * @throws IllegalArgumentException if a number is out of its range
     */
    public FixedWarmth reused(double share, double afterSeconds) {
        checkShare(share);
        checkArgument(
                afterSeconds >= 0 && afterSeconds < Double.POSITIVE_INFINITY,
                "after %s s, but 0 or more is allowed",
                afterSeconds);
        return with(new Others(others.warmAnywayShare(), share, afterSeconds));
    }

    /**
     * The same, of a target that is warm though it is believed cold, since others use it.
     *
     * @param share how probable that is; at least 0 and less than 1
     * @throws IllegalArgumentException if the number is out of its range
     */
    public FixedWarmth warmAnyway(double share) {
        checkShare(share);
        return with(new Others(share, others.reuseShare(), others.reuseAfter()));
    }

    /** The same, of instances that Knative's autoscaler starts: see {@link Warmth#scaledByKnative}. */
    public FixedWarmth onKnative() {
        return new FixedWarmth(instances, freeCalls, warmUntil, retention, certain, others, true);
    }

    /**
     * The same, of a platform that keeps idle instances for so long, and nearly all of them for up to two seconds less; {@link
     * Target#DEFAULT_RETENTION} otherwise.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FixedWarmth keeping(Duration idleInstances) {
        checkArgument(!idleInstances.isNegative(), "retention: %s, but 0 or more is needed", idleInstances);
        return keeping(idleInstances, certain(idleInstances));
    }

    /**
     * The same, of a platform that keeps idle instances for so long.
     *
     * @param onAverage see {@link Warmth#retention}
     * @param certainly see {@link Warmth#certainRetention}; no more than that
     * @throws IllegalArgumentException if one is negative, or the second one more than the first
     */
    public FixedWarmth keeping(Duration onAverage, Duration certainly) {
        checkArgument(
                !certainly.isNegative() && certainly.compareTo(onAverage) <= 0,
                "certainly kept for %s, but 0 to %s is needed",
                certainly,
                onAverage);
        return new FixedWarmth(instances, freeCalls, warmUntil, onAverage, certainly, others, scaledByKnative);
    }

    private static Duration certain(Duration retention) {
        Duration half = retention.dividedBy(2);
        return retention.minus((half.compareTo(MARGIN) < 0) ? half : MARGIN);
    }

    @Override
    public int freeCalls(Instant at) {
        return at.isBefore(warmUntil) ? freeCalls : 0;
    }

    @Override
    public int placesOfRun() {
        return freeCalls;
    }

    @Override
    public int instances() {
        return instances;
    }

    @Override
    public Instant warmUntil() {
        return warmUntil;
    }

    @Override
    public Duration retention() {
        return retention;
    }

    @Override
    public Duration certainRetention() {
        return certain;
    }

    @Override
    public double warmAnywayShare() {
        return others.warmAnywayShare();
    }

    @Override
    public double reuseShare() {
        return others.reuseShare();
    }

    @Override
    public double reuseAfter() {
        return others.reuseAfter();
    }

    @Override
    public boolean scaledByKnative() {
        return scaledByKnative;
    }

    @Override
    public String toString() {
        return (instances == 0)
                ? "cold"
                : instances + " instances until " + warmUntil + ", " + freeCalls + " calls free";
    }
}
