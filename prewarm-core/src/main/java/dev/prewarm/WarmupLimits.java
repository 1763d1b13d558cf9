package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much warming is let loose on the platform at a time. Due warm-ups above the limits wait, and are dropped when their
 * task comes first.
 *
 * <pre>{@code
 * Prewarmer.builder(client).limits(WarmupLimits.DEFAULT.withInFlight(8, 128).withTimeout(Duration.ofSeconds(20)));
 * }</pre>
 *
 * <p>Warm-ups of one run and one target that are due together are asked of the client as one, and count as one here.
 * Immutable; two are equal if they say the same.
 */
public final class WarmupLimits {
    /** Four at a time to a target, 64 in all, ten instances a second after a burst of 50, a minute to answer. */
    public static final WarmupLimits DEFAULT = new WarmupLimits(4, 64, 10, 50, Duration.ofSeconds(60));

    private final int inFlightPerTarget;
    private final int inFlight;
    private final double instancesPerSecond;
    private final int burst;
    private final Duration timeout;

    private WarmupLimits(int inFlightPerTarget, int inFlight, double instancesPerSecond, int burst, Duration timeout) {
        checkArgument(inFlightPerTarget >= 1, "inFlightPerTarget: %s, but at least 1 is needed", inFlightPerTarget);
        checkArgument(inFlight >= 1, "inFlight: %s, but at least 1 is needed", inFlight);
        checkArgument(instancesPerSecond > 0, "instancesPerSecond: %s, but it must be above 0", instancesPerSecond);
        checkArgument(burst >= 1, "burst: %s, but at least 1 is needed", burst);
        checkArgument(!Checks.duration("timeout", timeout).isZero(), "timeout: it must be above 0");
        this.inFlightPerTarget = inFlightPerTarget;
        this.inFlight = inFlight;
        this.instancesPerSecond = instancesPerSecond;
        this.burst = burst;
        this.timeout = timeout;
    }

    /**
     * The same, with so many unanswered warm-ups. One that the client has not returned from counts until it does.
     *
     * @param perTarget to one target; at least 1
     * @param inAll at least 1
     * @throws IllegalArgumentException if one of them is below 1
     */
    public WarmupLimits withInFlight(int perTarget, int inAll) {
        return new WarmupLimits(perTarget, inAll, instancesPerSecond, burst, timeout);
    }

    /**
     * The same, with another rate of new instances, of which Knative creates only a few a second. A warm-up of many
     * instances is not divided, but makes those after it wait, for ten minutes at most.
     *
     * @param instancesPerSecond asked for a second on average; above 0
     * @param burst asked for at once after a quiet time; at least 1
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public WarmupLimits withRate(double instancesPerSecond, int burst) {
        return new WarmupLimits(inFlightPerTarget, inFlight, instancesPerSecond, burst, timeout);
    }

    /**
     * The same, with another time after which an unanswered warm-up counts as failed.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public WarmupLimits withTimeout(Duration timeout) {
        return new WarmupLimits(inFlightPerTarget, inFlight, instancesPerSecond, burst, timeout);
    }

    /** Unanswered warm-ups to one target, at least 1. */
    public int inFlightPerTarget() {
        return inFlightPerTarget;
    }

    /** Unanswered warm-ups in all, at least 1. */
    public int inFlight() {
        return inFlight;
    }

    /** New instances asked for a second on average, above 0. */
    public double instancesPerSecond() {
        return instancesPerSecond;
    }

    /** Instances that may be asked for at once after a quiet time, at least 1. */
    public int burst() {
        return burst;
    }

    /** After how long an unanswered warm-up counts as failed; above 0. */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof WarmupLimits other)
                && inFlightPerTarget == other.inFlightPerTarget
                && inFlight == other.inFlight
                && Double.compare(instancesPerSecond, other.instancesPerSecond) == 0
                && burst == other.burst
                && timeout.equals(other.timeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inFlightPerTarget, inFlight, instancesPerSecond, burst, timeout);
    }

    @Override
    public String toString() {
        return inFlightPerTarget + " in flight to a target, " + inFlight + " in all, " + instancesPerSecond
                + " instances a second after " + burst + ", " + timeout + " to answer";
    }
}
