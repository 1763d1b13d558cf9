package dev.prewarm;

final class TimedLeadContractTest extends StrategyContract {
    @Override
    PrewarmStrategy strategy() {
        return PrewarmStrategy.timedLead(0.5);
    }
}
