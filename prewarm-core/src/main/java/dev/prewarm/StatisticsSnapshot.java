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

    /**
     * What this one and another have learned together, for a store that several processes share: each may have begun with what
     * the store held, and learned more since.
     *
     * <p>Of each task, target and workflow the union of the latest durations: what both hold, since they began with it, counts
     * once. Where that is more than is kept of one, the latest of both. Durations that have drifted stand against older ones
     * of the other. A branch has been taken, and not taken, as often as the one has seen it that has seen it more often. A
     * retention is believed to lie midway between both beliefs. Shapes of workflows are learned from the runs of
     * both, each of which counts once. As many workflows and targets as {@link Statistics#DEFAULT_LIMIT}, or as either holds.
     *
     * <p>The order does not matter; merging with itself, or with what is empty, changes nothing.
     */
    StatisticsSnapshot merge(StatisticsSnapshot other);
}
