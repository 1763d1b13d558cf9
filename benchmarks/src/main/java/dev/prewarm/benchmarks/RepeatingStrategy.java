package dev.prewarm.benchmarks;

import dev.prewarm.Forecast;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.Statistics;
import java.util.function.Function;

/** Lets another strategy make the next plan many times over, each time with a forecast drawn anew. */
final class RepeatingStrategy implements PrewarmStrategy {
    private final PrewarmStrategy strategy;
    private final Function<RunView, Forecast> forecaster;
    private int times = 1;
    private Plan last = Plan.empty();

    RepeatingStrategy(PrewarmStrategy strategy, Statistics statistics) {
        this.strategy = strategy;
        this.forecaster = statistics.forecaster();
    }

    void repeatNext(int times) {
        this.times = times;
    }

    /** The plan made last. */
    Plan last() {
        return last;
    }

    @Override
    public Plan plan(RunView run) {
        for (int i = 0; i < times; i++) {
            last = strategy.plan(new RedrawnView(run, forecaster));
        }
        times = 1;
        return last;
    }
}
