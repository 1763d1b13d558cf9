package dev.prewarm;

import dev.prewarm.testing.StrategyContract;

final class FullPathContractTest extends StrategyContract {
    @Override
    protected PrewarmStrategy strategy() {
        return PrewarmStrategy.fullPath();
    }
}
