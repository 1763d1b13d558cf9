package dev.prewarm.forecast;

/** The rest of something that has lasted longer than anything that is known of its kind. */
final class Overdue {
    /** The largest double below 1: beyond it the exponential distribution's inverse is infinite. */
    private static final double LARGEST = Math.nextDown(1.0);

    private Overdue() {}

    static void check(double elapsed) {
        if (!(elapsed >= 0 && elapsed < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("elapsed: " + elapsed + " s, but 0 or more, and finite, is needed");
        }
    }

    /** The elapsed seconds, and a rest that is exponentially distributed with this mean. */
    static double draw(double u, double elapsed, double meanRest) {
        if (!(u >= 0 && u <= 1)) {
            throw new IllegalArgumentException("u: " + u + ", but 0 to 1 is allowed");
        }
        double rest = -StrictMath.log1p(-Math.min(u, LARGEST)) * meanRest;
        return Math.min(elapsed + rest, Double.MAX_VALUE);
    }
}
