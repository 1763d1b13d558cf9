package dev.prewarm.forecast;

import java.util.Arrays;

/** A few times in ascending order, however they come; used again and again. */
final class AscendingTimes {
    private double[] times = new double[16];
    private int size;

    void clear() {
        size = 0;
    }

    void add(double time) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
        }
        int place = size++;
        while (place > 0 && times[place - 1] > time) {
            times[place] = times[place - 1];
            place--;
        }
        times[place] = time;
    }

    int size() {
        return size;
    }

    /** The earliest for 0, and so on. */
    double get(int place) {
        return times[place];
    }
}
