package dev.prewarm.engine;

import dev.prewarm.Warmth;
import org.jspecify.annotations.Nullable;

/** How long after one run another one calls a target: the last {@value #MEMORY} times. Confined to the loop. */
final class Reuse {
    private static final int MEMORY = 16;
    /** Times in which nobody is assumed to have come, since a few that agree are no certainty. */
    private static final int DOUBT = 2;

    private final double[] gaps = new double[MEMORY];
    private int count;
    private int next;
    private @Nullable String lastRun;
    private long lastAt;
    private double share;
    private double after;

    /** A run calls the target. */
    void called(String run, long now, long retention) {
        if (lastRun != null && !run.equals(lastRun)) {
            gaps[next] = Nanos.seconds(Math.max(0, now - lastAt));
            next = (next + 1) % MEMORY;
            count = Math.min(MEMORY, count + 1);
            summarize(Nanos.seconds(retention));
        }
        lastRun = run;
        lastAt = now;
    }

    private void summarize(double retention) {
        int within = 0;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            if (gaps[i] <= retention) {
                within++;
                sum += gaps[i];
            }
        }
        share = (double) within / (count + DOUBT);
        after = (within == 0) ? 0 : sum / within;
    }

    /** See {@link Warmth#reuseShare}. */
    double share() {
        return share;
    }

    /** See {@link Warmth#reuseAfter}. */
    double after() {
        return after;
    }
}
