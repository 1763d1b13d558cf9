package dev.prewarm;

import dev.prewarm.testing.StrategyContract;

final class TimedLeadContractTest extends StrategyContract {
    @Override
    protected PrewarmStrategy strategy() {
        return PrewarmStrategy.timedLead(0.5);
    }
}
