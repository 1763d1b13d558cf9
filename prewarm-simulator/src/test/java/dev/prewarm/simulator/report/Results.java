package dev.prewarm.simulator.report;

import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.Measure;
import dev.prewarm.simulator.comparison.PairedCosts;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.contestant.ContestantGroup;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.AutoscalerModel;
import java.util.Arrays;
import java.util.List;

/** Results of comparisons as tests want them: runs of 20 s that cold starts delay by 4 s, which cost 40 at a price of 10. */
final class Results {
    static final double WITH_NONE = 20;
    static final double HIDEABLE = 4;
    static final double COST_OF_NONE = 40;

    private Results() {}

    /** What an instance waits that is always kept. */
    private static final double ALWAYS_IDLE = 7;

    static ComparisonResult of(StrategyResult... strategies) {
        return of(HIDEABLE, strategies);
    }

    static ComparisonResult of(double hideable, StrategyResult... strategies) {
        return new ComparisonResult(
                "chain",
                "chain",
                AutoscalerModel.IDEAL,
                3,
                2,
                strategies[0].paired().groups().size(),
                1,
                10,
                Measure.of(hideable),
                List.of(strategies));
    }

    static StrategyResult none(int runs) {
        return strategy("none", ContestantGroup.USABLE, 0, new double[runs]);
    }

    /** One that hides everything. */
    static StrategyResult usable(String name, double... beyondNone) {
        return strategy(name, ContestantGroup.USABLE, 1, beyondNone);
    }

    /** @param beyondNone what each run costs more than the same run of none */
    static StrategyResult strategy(String name, ContestantGroup group, double hidden, double... beyondNone) {
        return new StrategyResult(
                name,
                name + " does it",
                group,
                hidden,
                COST_OF_NONE + Arrays.stream(beyondNone).average().orElseThrow(),
                PairedCosts.of(Arrivals.sequential(), beyondNone),
                Measure.of(WITH_NONE - hidden * HIDEABLE),
                Measure.of(name.equals(StrategyResult.NONE) ? ALWAYS_IDLE : ALWAYS_IDLE + 1.25),
                Measure.of(name.equals(StrategyResult.NONE) ? 0 : 0.5),
                Measure.of(1),
                Measure.of(2),
                Measure.of(2),
                Measure.of(0),
                Measure.of(0),
                null);
    }
}
