package dev.prewarm;

import java.time.Duration;

final class FixedLeadContractTest extends StrategyContract {
    @Override
    PrewarmStrategy strategy() {
        return PrewarmStrategy.timedLead(Duration.ofSeconds(1));
    }
}
