package dev.prewarm;

class InMemoryStatisticsStoreTest extends StatisticsStoreContract {
    @Override
    StatisticsStore store() {
        return StatisticsStore.inMemory();
    }
}
