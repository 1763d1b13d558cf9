package dev.prewarm;

import dev.prewarm.testing.StrategyContract;

final class CostAwareContractTest extends StrategyContract {
    @Override
    protected PrewarmStrategy strategy() {
        return PrewarmStrategy.costAware(10);
    }
}
