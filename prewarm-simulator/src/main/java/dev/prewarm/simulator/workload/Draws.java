package dev.prewarm.simulator.workload;

/**
 * Common random numbers: a pure function from what is drawn to a uniform number.
 *
 * <p>There is no stream that is read in an order, so every strategy meets the same durations, cold starts, branches and
 * arrivals, whatever it asks for first and on whatever thread. The key is mixed by the finaliser of SplitMix64 (Steele,
 * Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 *
 * @param seed the same seed gives the same numbers
 */
public record Draws(long seed) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** What a number is drawn for; numbers of different purposes are independent. */
    public enum Purpose {
        /** How long a call of a task takes: by run, task index, call. */
        DURATION,
        /** How long an instance takes to start: by run, service ordinal, instance ordinal. */
        COLD_START,
        /** Whether a branch is taken: by run, and the index of the task before or of the edge. */
        BRANCH,
        /** The gap before a run: by run. */
        ARRIVAL,
        /** What becomes of a warm-up: by run, service ordinal, ordinal of the warm-up. */
        WARMUP_FAULT,
        /** Timing within the platform: phases of ticks and reports. */
        PLATFORM,
        /** Shapes of generated workflows: by scenario, ordinal. */
        SHAPE,
        /** Offline tuning of a contestant. */
        TUNING
    }

    /**
     * A uniform number.
     *
     * @return above 0 and below 1
     */
    public double uniform(Purpose purpose, long run, long item, long ordinal) {
        long bits =
                mix(mix(mix(mix(seed + GOLDEN * (purpose.ordinal() + 1)) + GOLDEN * (run + 1)) + GOLDEN * (item + 1))
                        + GOLDEN * (ordinal + 1));
        // 52 bits and a half: neither 0 nor 1, whose quantiles would be infinite.
        return ((bits >>> 12) + 0.5) * 0x1.0p-52;
    }

    /** As {@link #uniform(Purpose, long, long, long)}, where there is one ordinal. */
    public double uniform(Purpose purpose, long run, long item) {
        return uniform(purpose, run, item, 0);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
