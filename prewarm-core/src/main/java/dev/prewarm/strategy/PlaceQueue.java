package dev.prewarm.strategy;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * The places on the instances of one target, in the order in which they are free; times in seconds after now. Those that are
 * alike are kept as one group, however many they are.
 */
final class PlaceQueue {
    private double[] freeAt = new double[8];
    /** When the calls begin that use them until then. */
    private double[] usedFrom = new double[8];
    /** How many places the group has. */
    private long[] counts = new long[8];

    private int first;
    private int end;
    /** How many places are used from which instant on. */
    private final TreeMap<Double, Long> uses = new TreeMap<>();

    /** So many that nobody uses until then. */
    void add(double instant, long places) {
        add(instant, Double.NEGATIVE_INFINITY, places);
    }

    /** @param from when the calls begin that use them until then */
    void add(double instant, double from, long places) {
        if (places == 0) {
            return;
        }
        uses.merge(from, places, Long::sum);
        if (first > 0 && first < end && instant < freeAt[first]) {
            put(--first, instant, from, places);
            return;
        }
        int at = Arrays.binarySearch(freeAt, first, end, instant);
        at = (at < 0) ? -at - 1 : at;
        while (at < end && freeAt[at] == instant) {
            at++;
        }
        if (at > first && freeAt[at - 1] == instant && usedFrom[at - 1] == from) {
            counts[at - 1] += places;
        } else {
            insert(at, instant, from, places);
        }
    }

    private void insert(int place, double instant, double from, long places) {
        int at = place - makeRoom();
        System.arraycopy(freeAt, at, freeAt, at + 1, end - at);
        System.arraycopy(usedFrom, at, usedFrom, at + 1, end - at);
        System.arraycopy(counts, at, counts, at + 1, end - at);
        put(at, instant, from, places);
        end++;
    }

    private void put(int at, double instant, double from, long places) {
        freeAt[at] = instant;
        usedFrom[at] = from;
        counts[at] = places;
    }

    /** Returns by how much what is there has moved forward. */
    private int makeRoom() {
        int moved = 0;
        if (end == freeAt.length) {
            moved = first;
            int size = end - first;
            int length = (first > end / 2) ? freeAt.length : 2 * freeAt.length;
            freeAt = Arrays.copyOfRange(freeAt, first, first + length);
            usedFrom = Arrays.copyOfRange(usedFrom, first, first + length);
            counts = Arrays.copyOfRange(counts, first, first + length);
            first = 0;
            end = size;
        }
        return moved;
    }

    /** Those that have been free for longest are taken first, as the platform does. */
    void take(long places) {
        long left = places;
        while (left > 0) {
            long taken = Math.min(left, counts[first]);
            uses.computeIfPresent(usedFrom[first], (from, count) -> (count == taken) ? null : count - taken);
            left -= taken;
            counts[first] -= taken;
            first += (counts[first] == 0) ? 1 : 0;
        }
    }

    /** How many are free by an instant; counted up to so many. */
    long freeBy(double instant, long most) {
        long free = 0;
        for (int i = first; free < most && i < end && freeAt[i] <= instant; i++) {
            free += counts[i];
        }
        return Math.min(free, most);
    }

    /**
     * When so many places are free that calls give which begin before an instant; infinite if they never are. What begins at
     * the same time gives its place to nobody first: where one of them is late, so are the others.
     */
    double freedBefore(double start, long places) {
        if (usedBefore(start, places) < places) {
            return Double.POSITIVE_INFINITY;
        }
        long left = places;
        int at = first;
        while (true) {
            left -= (usedFrom[at] < start) ? counts[at] : 0;
            if (left <= 0) {
                return freeAt[at];
            }
            at++;
        }
    }

    private long usedBefore(double start, long most) {
        long sum = 0;
        for (long count : uses.headMap(start).values()) {
            sum += count;
            if (sum >= most) {
                break;
            }
        }
        return sum;
    }
}
