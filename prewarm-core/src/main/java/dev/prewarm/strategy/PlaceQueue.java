package dev.prewarm.strategy;

import java.util.Arrays;
import java.util.TreeMap;

/** The places on the instances of one target, in the order in which they are free; times in seconds after now. */
final class PlaceQueue {
    private double[] freeAt = new double[8];
    /** When the calls begin that use them until then. */
    private double[] usedFrom = new double[8];

    private int first;
    private int end;
    /** How many places are used from which instant on. */
    private final TreeMap<Double, Integer> uses = new TreeMap<>();

    /** One that nobody uses until then. */
    void add(double instant) {
        add(instant, Double.NEGATIVE_INFINITY);
    }

    /** @param from when the call begins that uses it until then */
    void add(double instant, double from) {
        uses.merge(from, 1, Integer::sum);
        if (first > 0 && first < end && instant < freeAt[first]) {
            first--;
            freeAt[first] = instant;
            usedFrom[first] = from;
            return;
        }
        makeRoom();
        int at = Arrays.binarySearch(freeAt, first, end, instant);
        at = (at < 0) ? -at - 1 : at;
        while (at < end && freeAt[at] == instant) {
            at++;
        }
        System.arraycopy(freeAt, at, freeAt, at + 1, end - at);
        System.arraycopy(usedFrom, at, usedFrom, at + 1, end - at);
        freeAt[at] = instant;
        usedFrom[at] = from;
        end++;
    }

    private void makeRoom() {
        if (end == freeAt.length) {
            int size = size();
            int length = (first > end / 2) ? freeAt.length : 2 * freeAt.length;
            double[] free = new double[length];
            double[] used = new double[length];
            System.arraycopy(freeAt, first, free, 0, size);
            System.arraycopy(usedFrom, first, used, 0, size);
            freeAt = free;
            usedFrom = used;
            first = 0;
            end = size;
        }
    }

    int size() {
        return end - first;
    }

    /** Those that have been free for longest are taken first, as the platform does. */
    void take(int places) {
        for (int i = first; i < first + places; i++) {
            uses.computeIfPresent(usedFrom[i], (from, count) -> (count == 1) ? null : count - 1);
        }
        first += places;
    }

    /** How many are free by an instant; counted up to so many. */
    int freeBy(double instant, int most) {
        int free = 0;
        while (free < most && first + free < end && freeAt[first + free] <= instant) {
            free++;
        }
        return free;
    }

    /**
     * When so many places are free that calls give which begin before an instant; infinite if they never are. What begins at
     * the same time gives its place to nobody first: where one of them is late, so are the others.
     */
    double freedBefore(double start, int places) {
        if (usedBefore(start, places) < places) {
            return Double.POSITIVE_INFINITY;
        }
        int left = places;
        int at = first;
        while (true) {
            left -= (usedFrom[at] < start) ? 1 : 0;
            if (left == 0) {
                return freeAt[at];
            }
            at++;
        }
    }

    private int usedBefore(double start, int most) {
        int sum = 0;
        for (int count : uses.headMap(start).values()) {
            sum += count;
            if (sum >= most) {
                break;
            }
        }
        return sum;
    }
}
