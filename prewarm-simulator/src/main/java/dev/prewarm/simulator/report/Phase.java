package dev.prewarm.simulator.report;

/** A part of the runs of a scenario, by how much has been learned before. */
enum Phase {
    /** Next to nothing is known. */
    FIRST(0, 3),
    /** A few have been seen. */
    EARLY(3, 10),
    /** Most is known. */
    SETTLING(10, 30),
    /** What a few dozen runs can teach is known. */
    LATER(30, Integer.MAX_VALUE);

    private final int from;
    private final int to;

    Phase(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** The first run, from 0, of so many. */
    int from(int runs) {
        return Math.min(from, runs);
    }

    /** The run after the last one, of so many. */
    int to(int runs) {
        return Math.min(to, runs);
    }

    /** How many runs it has, of so many. */
    int size(int runs) {
        return to(runs) - from(runs);
    }

    /** For people, counted from 1. */
    String label() {
        return (to == Integer.MAX_VALUE) ? "after " + from : (from + 1) + "–" + to;
    }
}
