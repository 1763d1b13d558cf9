package dev.prewarm;

final class FullPathContractTest extends StrategyContract {
    @Override
    PrewarmStrategy strategy() {
        return PrewarmStrategy.fullPath();
    }
}
