package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How much warming is let loose on the platform at a time. Due warm-ups above the limits wait, and are dropped when their
 * task comes first.
 *
 * <p>Warm-ups of one run and one target that are due together are asked of the client as one, and count as one here.
 *
 * @param inFlightPerTarget unanswered warm-ups to one target, at least 1
 * @param inFlight unanswered warm-ups in all, at least 1
 * @param instancesPerSecond new instances asked for a second on average, above 0; Knative creates only a few
 * @param burst instances that may be asked for at once after a quiet time, at least 1
 * @param timeout after how long an unanswered warm-up counts as failed; above 0
 */
public record WarmupLimits(
        int inFlightPerTarget, int inFlight, double instancesPerSecond, int burst, Duration timeout) {
    /** Four at a time to a target, 64 in all, ten instances a second after a burst of 50, a minute to answer. */
    public static final WarmupLimits DEFAULT = new WarmupLimits(4, 64, 10, 50, Duration.ofSeconds(60));

    /** @throws IllegalArgumentException if a component is out of its range */
    public WarmupLimits {
        checkArgument(inFlightPerTarget >= 1, "inFlightPerTarget: %s, but at least 1 is needed", inFlightPerTarget);
        checkArgument(inFlight >= 1, "inFlight: %s, but at least 1 is needed", inFlight);
        checkArgument(instancesPerSecond > 0, "instancesPerSecond: %s, but it must be above 0", instancesPerSecond);
        checkArgument(burst >= 1, "burst: %s, but at least 1 is needed", burst);
        checkArgument(!Checks.duration("timeout", timeout).isZero(), "timeout: it must be above 0");
    }

    public WarmupLimits withTimeout(Duration timeout) {
        return new WarmupLimits(inFlightPerTarget, inFlight, instancesPerSecond, burst, timeout);
    }

    public WarmupLimits withInFlight(int perTarget, int inAll) {
        return new WarmupLimits(perTarget, inAll, instancesPerSecond, burst, timeout);
    }

    public WarmupLimits withRate(double instancesPerSecond, int burst) {
        return new WarmupLimits(inFlightPerTarget, inFlight, instancesPerSecond, burst, timeout);
    }
}
