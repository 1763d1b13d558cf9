package dev.prewarm.forecast;

/** Orders of the numbers below {@link Forecaster#FUTURES}: the same for a seed at any time, unlike those of others. */
final class Permutations {
    private Permutations() {}

    /** A shuffle of 0, 1, … by a seed. */
    static int[] shuffled(long seed) {
        int[] order = new int[Forecaster.FUTURES];
        long state = mix(seed);
        for (int i = 0; i < order.length; i++) {
            state = mix(state + i);
            int j = (int) Long.remainderUnsigned(state, i + 1L);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The middle of the n-th of equally probable parts of (0, 1). */
    static double middle(int n) {
        return (n + 0.5) / Forecaster.FUTURES;
    }
}
