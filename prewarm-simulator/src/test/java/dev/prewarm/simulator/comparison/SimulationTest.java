package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Step;
import dev.prewarm.simulator.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest(name = "{0} ms ahead at best {1} s")
    @CsvSource({"100, 15.9", "1000, 15", "10000, 15"})
    void nobodyHidesMoreOfTheFirstColdStartThanTheAnnouncementAllows(long millis, double best) {
        Scenario scenario = Scenarios.named("paper").toBuilder()
                .announce(Duration.ofMillis(millis))
                .runs(2)
                .build();
        SimulationResult fullPath = Simulation.run(scenario, Contestants.named("full-path"), 1);
        assertThat(fullPath.mean(Figure.CLAIRVOYANT)).isCloseTo(best, within(1e-6));
        assertThat(fullPath.mean(Figure.MAKESPAN)).isCloseTo(best, within(1e-6));
    }

    /** Each run finds its first service warm, of which the start takes five seconds; before it has, four further runs begin. */
    @Test
    void warmingTheFirstServicesIsNoTasksColdStartAndHoldsUpNoOtherRun() {
        Workload workload = Workload.of(
                "warm",
                List.of(Service.of("first", Distribution.constant(5)), Service.of("second", Distribution.constant(1))),
                List.of(
                        Step.of("a", "first", Distribution.constant(2)),
                        Step.of("b", "second", Distribution.constant(1), "a")));
        Scenario.Builder scenario =
                Scenario.builder("warm", workload).rootsWarm(true).runs(3);
        SimulationResult sequential = Simulation.run(scenario.build(), Contestants.named("none"), 1);
        assertThat(sequential.mean(Figure.COLD_STARTS)).isEqualTo(1);
        assertThat(sequential.mean(Figure.MAKESPAN)).isCloseTo(4, within(1e-6));

        scenario.arrivals(new Arrivals.Every(Duration.ofSeconds(1))).runs(5_000);
        SimulationResult dense = Simulation.run(scenario.build(), Contestants.named("none"), 1);
        assertThat(dense.get(Figure.MAKESPAN, 0)).isCloseTo(4, within(1e-6));
        assertThat(dense.get(Figure.MAKESPAN, 4_999)).isCloseTo(3, within(1e-6));
    }
}
