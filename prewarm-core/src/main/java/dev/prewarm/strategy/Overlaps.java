package dev.prewarm.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When the instances of one target that serve one call each are used, future by future. */
final class Overlaps {
    private final List<double[]> starts = new ArrayList<>();
    private final List<double[]> ends = new ArrayList<>();
    private final double[] latestStart;
    private final double[] earliestEnd;

    Overlaps(int futures) {
        latestStart = new double[futures];
        earliestEnd = new double[futures];
        Arrays.fill(latestStart, Double.NEGATIVE_INFINITY);
        Arrays.fill(earliestEnd, Double.POSITIVE_INFINITY);
    }

    /** One instance is used. */
    void add(double[] start, double[] end) {
        starts.add(start);
        ends.add(end);
        for (int k = 0; k < latestStart.length; k++) {
            latestStart[k] = Math.max(latestStart[k], start[k]);
            earliestEnd[k] = Math.min(earliestEnd[k], end[k]);
        }
    }

    /** Whether fewer than so many instances are used in a future at some time of a span. */
    boolean fewer(int instances, int k, double from, double to) {
        int uses = starts.size();
        if (uses < instances) {
            return true;
        }
        if (latestStart[k] < to && from < earliestEnd[k]) {
            return false;
        }
        int overlapping = 0;
        // Until it is certain: so many overlap, or too many do not for so many to be left.
        for (int i = 0; overlapping < instances && i - overlapping <= uses - instances; i++) {
            overlapping += overlap(starts.get(i)[k], ends.get(i)[k], from, to) ? 1 : 0;
        }
        return overlapping < instances;
    }

    /** What begins together overlaps even if it takes no time: neither can have what the other one leaves. */
    private static boolean overlap(double start, double end, double from, double to) {
        return start == from || (start < to && from < end);
    }
}
