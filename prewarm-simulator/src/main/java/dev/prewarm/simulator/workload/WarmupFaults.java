package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What becomes of warm-ups on the way.
 *
 * @param lost the share of warm-ups that fail at once and warm nothing, 0 to 1
 * @param hanging the share of warm-ups that warm nothing and are never answered, 0 to 1
 */
public record WarmupFaults(double lost, double hanging) {
    /** Every warm-up arrives. */
    public static final WarmupFaults NONE = new WarmupFaults(0, 0);

    /** The fate of one warm-up. */
    public enum Fate {
        /** It reaches the platform. */
        ARRIVES,
        /** It fails at once. */
        LOST,
        /** It is never answered. */
        HANGS
    }

    /** @throws IllegalArgumentException if a share is out of its range, or both sum above 1 */
    public WarmupFaults {
        checkArgument(
                lost >= 0 && hanging >= 0 && lost + hanging <= 1,
                "faults: %s lost and %s hanging, but shares" + " of at least 0 that sum to at most 1 are allowed",
                lost,
                hanging);
    }

    /** The fate of a warm-up, for a uniform number. */
    public Fate fate(double u) {
        if (u < lost) {
            return Fate.LOST;
        }
        return (u < lost + hanging) ? Fate.HANGS : Fate.ARRIVES;
    }
}
