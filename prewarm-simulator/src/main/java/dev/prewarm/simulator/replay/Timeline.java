package dev.prewarm.simulator.replay;

import java.util.Arrays;

/** What is to happen in one future, the earliest first; at one instant the lowest number. A binary heap. */
final class Timeline {
    private long[] times = new long[64];
    private long[] events = new long[64];
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long time, long event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        int at = size++;
        while (at > 0 && before(time, event, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        times[at] = time;
        events[at] = event;
    }

    long firstTime() {
        return times[0];
    }

    /** Takes the first event out. */
    long poll() {
        long first = events[0];
        size--;
        long time = times[size];
        long event = events[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            child += (child + 1 < size && before(times[child + 1], events[child + 1], child)) ? 1 : 0;
            if (before(time, event, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        times[at] = time;
        events[at] = event;
        return first;
    }

    private boolean before(long time, long event, int other) {
        return time < times[other] || (time == times[other] && event < events[other]);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        events[to] = events[from];
    }
}
