package dev.prewarm.knative.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of a target's warm-ups, and whether they come in two kinds, warm and cold.
 *
 * <p>The last 32 are kept. From 8 on, their logarithms are split in two where the variance between the two parts is the
 * greatest (Otsu's method). There are two kinds if each part has at least 2, the geometric mean of the slow part is at
 * least 3 times that of the fast one, and there is a gap: the least of the slow is at least 1.5 times the greatest of the
 * fast. The limit is then the middle of the gap, on the logarithmic scale. It loses where a warm answer takes long at
 * times, or where a cold start is over within three round trips.
 */
final class LatencyModes {
    private static final int KEPT = 32;
    private static final int LEAST = 8;
    private static final int LEAST_OF_A_KIND = 2;
    private static final double LEAST_RATIO = 3;
    private static final double LEAST_GAP = 1.5;

    private final double[] logs = new double[KEPT];
    /** Used by {@link #add} only. */
    private final double[] sorted = new double[KEPT];

    private int count;
    private int next;
    private @Nullable Duration limit;

    synchronized void add(Duration latency) {
        // Below a microsecond all is the same, and has a logarithm.
        logs[next] = Math.log(Math.max(1e-6, latency.toNanos() / 1e9));
        next = (next + 1) % KEPT;
        count = Math.min(count + 1, KEPT);
        System.arraycopy(logs, 0, sorted, 0, count);
        Arrays.sort(sorted, 0, count);
        limit = (count < LEAST) ? null : split(sorted, count);
    }

    /** From where on a latency is a cold one; empty if there are not two kinds. */
    synchronized Optional<Duration> limit() {
        return Optional.ofNullable(limit);
    }

    private static @Nullable Duration split(double[] sorted, int n) {
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += sorted[i];
        }
        double below = 0;
        double best = -1;
        int bestFast = 0;
        double bestDistance = 0;
        for (int fast = 1; fast < n; fast++) {
            below += sorted[fast - 1];
            double distance = (total - below) / (n - fast) - below / fast;
            double between = (double) fast * (n - fast) * distance * distance;
            if (between > best) {
                best = between;
                bestFast = fast;
                bestDistance = distance;
            }
        }
        double gap = sorted[bestFast] - sorted[bestFast - 1];
        boolean two = Math.min(bestFast, n - bestFast) >= LEAST_OF_A_KIND
                && bestDistance >= Math.log(LEAST_RATIO)
                && gap >= Math.log(LEAST_GAP);
        double middle = Math.exp((sorted[bestFast] + sorted[bestFast - 1]) / 2);
        return two ? Duration.ofNanos((long) (middle * 1e9)) : null;
    }
}
