package dev.prewarm;

final class NextHopContractTest extends StrategyContract {
    @Override
    PrewarmStrategy strategy() {
        return PrewarmStrategy.nextHop();
    }
}
