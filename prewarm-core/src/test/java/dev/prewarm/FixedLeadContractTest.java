package dev.prewarm;

import dev.prewarm.testing.StrategyContract;
import java.time.Duration;

final class FixedLeadContractTest extends StrategyContract {
    @Override
    protected PrewarmStrategy strategy() {
        return PrewarmStrategy.timedLead(Duration.ofSeconds(1));
    }
}
