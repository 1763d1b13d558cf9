package dev.prewarm;

import java.io.IOException;

/**
 * Keeps what has been learned from one start of the program to the next. Safe for use by any thread.
 *
 * @see FileStatisticsStore
 */
public interface StatisticsStore {
    /**
     * What was saved last; empty if nothing was.
     *
     * @throws UnreadableStatisticsException if what was saved is refused; the next call finds nothing, so that a caller
     *     may report it once and go on
     * @throws IOException if it could not be read
     */
    StatisticsSnapshot load() throws IOException;

    /**
     * Replaces what was saved last. May block; not meant for the thread that handles events.
     *
     * @throws IOException if it could not be written for certain; what is kept then is this, or what was saved before
     */
    void save(StatisticsSnapshot snapshot) throws IOException;

    /** A store that forgets when the program ends. */
    static StatisticsStore inMemory() {
        return new InMemoryStatisticsStore();
    }
}
