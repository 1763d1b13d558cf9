package dev.prewarm;

import dev.prewarm.forecast.LearnedSnapshot;

/**
 * All that {@link Statistics} had learned at one moment: an immutable value, that can be kept as bytes.
 *
 * <p>Two snapshots are equal if they hold the same. Implemented only here. Safe for use by any thread.
 */
public interface StatisticsSnapshot {
    /** Nothing learned. */
    static StatisticsSnapshot empty() {
        return LearnedSnapshot.empty();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws UnreadableStatisticsException if the bytes are damaged, incomplete, of another format version or something
     *     else altogether
     */
    static StatisticsSnapshot fromBytes(byte[] bytes) throws UnreadableStatisticsException {
        return LearnedSnapshot.fromBytes(bytes);
    }

    /** The snapshot in a compact binary form, with a format version and a checksum. */
    byte[] toBytes();

    /** Whether nothing was learned. */
    boolean isEmpty();
}
