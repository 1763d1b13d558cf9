package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int RUNS = 60;
    private static final int SEEDS = 5;
    private static final int PRICE = 3;

    /** Next-hop, but not in the first run. */
    private static PrewarmStrategy laterNextHop() {
        Instant[] first = {null};
        return run -> {
            first[0] = (first[0] == null) ? run.startsAt() : first[0];
            return run.startsAt().equals(first[0])
                    ? Plan.empty()
                    : PrewarmStrategy.nextHop().plan(run);
        };
    }

    @Test
    void aContestantThatSendsMoreMeetsTheSameFaultsInLaterRuns() {
        Scenario scenario = Scenarios.named("paper+lost").toBuilder().runs(RUNS).build();
        Contestant always = Contestant.of("always", "next-hop", PrewarmStrategy.nextHop());
        Contestant later = Contestant.of("later", "next-hop, but not in the first run", laterNextHop());
        SimulationResult one = Simulation.run(scenario, always, 1);
        SimulationResult other = Simulation.run(scenario, later, 1);
        assertThat(one.get(Figure.SENT, 0)).isNotEqualTo(other.get(Figure.SENT, 0));
        for (int run = 1; run < RUNS; run++) {
            assertThat(one.get(Figure.MAKESPAN, run)).isEqualTo(other.get(Figure.MAKESPAN, run));
        }
    }

    @Test
    void whoIsToldHowCallsFoundTheirTargetsDecidesAtLeastAsWell() {
        double found = 0;
        double told = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Scenario scenario =
                    Scenarios.named("grid-8x3-cc1").toBuilder().runs(RUNS).build();
            SimulationResult none = Simulation.run(scenario, Contestants.named("none"), seed);
            Contestant costAware = Contestants.costAware(PRICE);
            found += Simulation.run(scenario, costAware, seed).cost(PRICE, none, 0, RUNS);
            told += Simulation.run(scenario.toBuilder().told(true).build(), costAware, seed)
                    .cost(PRICE, none, 0, RUNS);
        }
        assertThat(told).isLessThan(found);
    }
}
