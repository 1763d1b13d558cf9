package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Regret by hand: runs of three seconds, and of five if nothing is warmed. */
class RegretTest {
    private static final Scenario PAPER =
            Scenarios.named("paper").toBuilder().runs(1).build();

    /** What one contestant came to in a run of so many seconds, with so many instance-seconds without work. */
    private static GridFigures figures(double makespan, double surplus) {
        double[] values = new double[GridFigures.Column.values().length];
        values[GridFigures.Column.MAKESPAN_FIRST.ordinal()] = makespan;
        values[GridFigures.Column.SURPLUS_FIRST.ordinal()] = surplus;
        return new GridFigures(ImmutableDoubleArray.copyOf(values));
    }

    private static GridCell cell(long seed, double nextHop, double fullPath, double costAware) {
        ImmutableMap.Builder<String, GridFigures> figures = ImmutableMap.builder();
        for (Contestant contestant : Contestants.all()) {
            figures.put(
                    contestant.name(),
                    switch (contestant.name()) {
                        case "next-hop" -> figures(3, 100 + nextHop);
                        case "full-path" -> figures(3, 100 + fullPath);
                        case "cost-aware-10" -> figures(3, 100 + costAware);
                        default -> figures(5, 100);
                    });
        }
        figures.put(GridCell.BOUND, figures(3, 100));
        figures.put(GridCell.ALL_WARM, figures(3, 100));
        return new GridCell(PAPER, seed, figures.buildOrThrow());
    }

    @Test
    void theStakeIsWhatDoingNothingCostsBeyondTheBound() {
        Regret regret = new Regret(List.of(cell(1, 4, 8, 2)), 10);
        assertThat(regret.stake()).isEqualTo(20);
        assertThat(cell(1, 4, 8, 2).cost("next-hop", 10)).isEqualTo(4);
    }

    @Test
    void regretIsWhatItCostsMoreThanTheBestSimpleOneByTheStake() {
        Regret regret = new Regret(List.of(cell(1, 4, 8, 2), cell(2, 4, 8, 5)), 10);
        assertThat(regret.bySeed()).containsExactly(new double[] {-0.1, 0.05}, within(1e-9));
    }

    @Test
    void theBestSimpleOneIsChosenByTheOtherSeedsSoThatItDoesNotProfitFromChance() {
        Regret regret = new Regret(List.of(cell(1, 1, 8, 2), cell(2, 8, 4, 2)), 10);
        assertThat(regret.rival(0)).isEqualTo("full-path");
        assertThat(regret.rival(1)).isEqualTo("next-hop");
        assertThat(regret.bySeed()).containsExactly(new double[] {-0.3, -0.3}, within(1e-9));
    }

    @Test
    void whereWarmingCannotMakeARunShorterNothingIsAtStake() {
        GridCell even = cell(1, 1, 1, 1);
        ImmutableMap.Builder<String, GridFigures> figures = ImmutableMap.builder();
        even.figures().keySet().forEach(name -> figures.put(name, figures(3, 100)));
        assertThat(new Regret(List.of(new GridCell(PAPER, 1, figures.buildOrThrow())), 10).atStake())
                .isFalse();
    }

    @Test
    void aLineIsReadAsItWasWritten() {
        GridFigures figures = figures(3.25, 100.125);
        String key = GridFigures.key("paper", 1, "none");
        assertThat(GridFigures.parse(figures.line(key))).isEqualTo(figures);
        assertThat(GridFigures.keyOf(figures.line(key))).isEqualTo(key);
    }
}
