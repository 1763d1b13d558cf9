package dev.prewarm.server;

import java.time.Instant;

/**
 * What of a journal the statistics have: all up to a line; or, in a journal that does not tell of them, what had happened when they were
 * saved.
 *
 * @param line 0 for none
 */
record Learned(long line, Instant until) {
    static final Learned NOTHING = new Learned(0, Instant.MIN);

    /** Whether what has happened then, and is told at that line, is among it. */
    boolean has(Instant happened, long at) {
        return at <= line || !happened.isAfter(until);
    }
}
