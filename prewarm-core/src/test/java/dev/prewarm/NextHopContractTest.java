package dev.prewarm;

import dev.prewarm.testing.StrategyContract;

final class NextHopContractTest extends StrategyContract {
    @Override
    protected PrewarmStrategy strategy() {
        return PrewarmStrategy.nextHop();
    }
}
