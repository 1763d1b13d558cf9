package dev.prewarm;

import static java.util.Objects.requireNonNull;

/** See {@link StatisticsStore#inMemory}. */
final class InMemoryStatisticsStore implements StatisticsStore {
    private volatile StatisticsSnapshot latest = StatisticsSnapshot.empty();

    @Override
    public StatisticsSnapshot load() {
        return latest;
    }

    @Override
    public void save(StatisticsSnapshot snapshot) {
        latest = requireNonNull(snapshot, "snapshot");
    }
}
