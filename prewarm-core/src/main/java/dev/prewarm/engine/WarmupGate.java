package dev.prewarm.engine;

import dev.prewarm.WarmupLimits;

/**
 * Counts what is under way against the {@link WarmupLimits}; confined to the loop.
 *
 * <p>The rate is a token bucket that may go into debt: a burst of many instances is let through whole once there is any
 * token, and those after it wait the longer, though no longer than {@value #LONGEST_DEBT_SECONDS} seconds for one burst.
 */
final class WarmupGate {
    private static final int LONGEST_DEBT_SECONDS = 600;

    private final WarmupLimits limits;
    /** The tokens that one burst costs at most. */
    private final double mostTokens;

    private double tokens;
    private long filledAt = Long.MIN_VALUE;
    private int inFlight;

    WarmupGate(EngineSettings settings) {
        this.limits = settings.limits();
        this.tokens = limits.burst();
        this.mostTokens = Math.max(limits.burst(), LONGEST_DEBT_SECONDS * limits.instancesPerSecond());
    }

    /** Whether another burst to the target may begin now. */
    boolean allows(TargetState target, long now) {
        return inFlight < limits.inFlight() && target.inFlight < limits.inFlightPerTarget() && allowsMore(now);
    }

    /** Whether one that has begun may have more instances. */
    boolean allowsMore(long now) {
        fill(now);
        return tokens > 0;
    }

    void entered(TargetState target) {
        inFlight++;
        target.inFlight++;
    }

    /** Whether no other burst to the target may begin while those that have are under way. */
    boolean full(TargetState target) {
        return target.inFlight >= limits.inFlightPerTarget();
    }

    /** A burst asks for so many instances, or has started so many in the end, which were taken to be another number. */
    void counts(int instances, int before, long now) {
        fill(now);
        tokens = Math.min(limits.burst(), tokens + (tokens(before) - tokens(instances)));
    }

    private double tokens(int instances) {
        return Math.min(instances, mostTokens);
    }

    void left(TargetState target) {
        inFlight--;
        target.inFlight--;
    }

    /** How long until the rate allows another one; 0 if it does already. */
    long nanosToToken(long now) {
        fill(now);
        return (tokens > 0) ? 0 : Math.max(1, (long) Math.ceil((1e-3 - tokens) / limits.instancesPerSecond() * 1e9));
    }

    private void fill(long now) {
        // No time at an infinite rate is not a number of tokens.
        if (filledAt != Long.MIN_VALUE && now > filledAt) {
            tokens = Math.min(limits.burst(), tokens + Nanos.seconds(now - filledAt) * limits.instancesPerSecond());
        }
        filledAt = now;
    }
}
