package dev.prewarm;

class InMemoryStatisticsStoreTest extends StatisticsStoreContract {
    @Override
    protected StatisticsStore store() {
        return StatisticsStore.inMemory();
    }
}
