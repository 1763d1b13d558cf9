package dev.prewarm;

final class CostAwareContractTest extends StrategyContract {
    @Override
    PrewarmStrategy strategy() {
        return PrewarmStrategy.costAware(10);
    }
}
