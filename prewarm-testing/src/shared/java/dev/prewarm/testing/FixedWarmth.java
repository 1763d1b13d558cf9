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

    private static final FixedWarmth COLD = new FixedWarmth(0, 0, Instant.MIN, Target.DEFAULT_RETENTION, 0, 0);

    private final int instances;
    private final int freeCalls;
    private final Instant warmUntil;
    private final Duration retention;
    private final double reuseShare;
    private final double reuseAfter;

    private FixedWarmth(
            int instances, int freeCalls, Instant warmUntil, Duration retention, double reuseShare, double reuseAfter) {
        this.instances = instances;
        this.freeCalls = freeCalls;
        this.warmUntil = warmUntil;
        this.retention = retention;
        this.reuseShare = reuseShare;
        this.reuseAfter = reuseAfter;
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
        return new FixedWarmth(instances, freeCalls, requireNonNull(until, "until"), Target.DEFAULT_RETENTION, 0, 0);
    }

    /**
     * The same, with other runs that use what this one does not.
     *
     * @param share how probable that is; at least 0 and less than 1
     * @param afterSeconds how long it takes, on average
     * @throws IllegalArgumentException if a number is out of its range
     */
    public FixedWarmth reused(double share, double afterSeconds) {
        checkArgument(share >= 0 && share < 1, "share: %s, but at least 0 and less than 1 is allowed", share);
        checkArgument(
                afterSeconds >= 0 && afterSeconds < Double.POSITIVE_INFINITY,
                "after %s s, but 0 or more is allowed",
                afterSeconds);
        return new FixedWarmth(instances, freeCalls, warmUntil, retention, share, afterSeconds);
    }

    /**
     * The same, of a platform that keeps idle instances for so long; {@link Target#DEFAULT_RETENTION} otherwise.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FixedWarmth keeping(Duration idleInstances) {
        checkArgument(!idleInstances.isNegative(), "retention: %s, but 0 or more is needed", idleInstances);
        return new FixedWarmth(instances, freeCalls, warmUntil, idleInstances, reuseShare, reuseAfter);
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
        Duration half = retention.dividedBy(2);
        return retention.minus((half.compareTo(MARGIN) < 0) ? half : MARGIN);
    }

    @Override
    public double warmAnywayShare() {
        return 0;
    }

    @Override
    public double reuseShare() {
        return reuseShare;
    }

    @Override
    public double reuseAfter() {
        return reuseAfter;
    }

    @Override
    public String toString() {
        return (instances == 0)
                ? "cold"
                : instances + " instances until " + warmUntil + ", " + freeCalls + " calls free";
    }
}
