package dev.prewarm.forecast;

class InMemoryStatisticsStoreTest extends StatisticsStoreContract {
    @Override
    StatisticsStore store() {
        return StatisticsStore.inMemory();
    }
}
