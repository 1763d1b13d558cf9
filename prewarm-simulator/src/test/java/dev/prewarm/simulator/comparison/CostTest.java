package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import org.junit.jupiter.api.Test;

/** What a comparison charges contestants with. */
class CostTest {
    private static Scenario scenario(String name, int runs) {
        return Scenarios.named(name).toBuilder().runs(runs).build();
    }

    private static SimulationResult run(Scenario scenario, String contestant) {
        return Simulation.run(scenario, Contestants.named(contestant), 1);
    }

    @Test
    void inSequentialRunsWithoutALimitOfCallsItIsIdleAndWastedTimeAndThePriceOfDelay() {
        Scenario scenario = scenario("branch-diamond-0.5", 10);
        SimulationResult none = run(scenario, "none");
        SimulationResult all = run(scenario, "full-path");
        double delay = all.mean(Figure.MAKESPAN) - all.mean(Figure.ALL_WARM);
        assertThat(all.cost(10, none))
                .isCloseTo(10 * delay + all.mean(Figure.IDLE) + all.mean(Figure.WASTED), within(1e-6));
        assertThat(none.cost(10, none))
                .isCloseTo(10 * (none.mean(Figure.MAKESPAN) - none.mean(Figure.ALL_WARM)), within(1e-9));
    }

    @Test
    void aSecondInstanceThatTheFirstRequestMakesWhoeverSendsItIsNotBilledToTheWarmUp() {
        Scenario scenario = scenario("grid-1x4-cc1+kpa-cc1", 10);
        SimulationResult none = run(scenario, "none");
        SimulationResult all = run(scenario, "full-path");
        double billedBefore = all.mean(Figure.IDLE) + all.mean(Figure.WASTED);
        assertThat(all.get(Figure.SURPLUS, 5) - none.get(Figure.SURPLUS, 5))
                .as("fewer instance-seconds than those of all instances that no task used")
                .isLessThan(billedBefore);
    }

    @Test
    void overlappingRunsAfterATrainingAreMeasured() {
        SimulationResult result = run(scenario("video+every-30s", 10), "next-hop");
        for (int i = 0; i < result.runs(); i++) {
            assertThat(result.get(Figure.MAKESPAN, i)).isGreaterThan(5);
        }
        assertThat(result.mean(Figure.SENT)).isPositive();
    }

    @Test
    void startsThatComeTogetherSlowEachOtherDown() {
        SimulationResult alone = run(scenario("grid-8x3-cc1+cold-cv-0", 1), "none");
        SimulationResult together = run(scenario("grid-8x3-cc1+cold-cv-0+contention", 1), "none");
        // Eight that start at the same time take 1 + 0.2 · 7 times as long: 1.5 s become 3.6 s.
        assertThat(together.mean(Figure.MAKESPAN) - alone.mean(Figure.MAKESPAN)).isBetween(0.5, 2.2);
    }

    @Test
    void forecastsOfWhatIsConstantMeetWhatComes() {
        Contestant costAware = Contestants.costAware(10);
        Scenario paper = scenario("paper+trained", 20);
        // What comes next, after 3, 7 and 5 s, is within the horizon.
        Scenario slow = paper.toBuilder()
                .workload(paper.workload().withServices(service -> service.withColdStart(new Distribution.Constant(8))))
                .build();
        SimulationResult result = Simulation.calibrated(slow, costAware, 1);
        assertThat(result.mean(Figure.FORECAST)).isPositive();
        assertThat(result.mean(Figure.BEFORE) + result.mean(Figure.AFTER)).isZero();
    }

    @Test
    void forecastsOfWhatVariesMissByAboutAsMuchAsTheyShould() {
        Contestant costAware = Contestants.costAware(10);
        SimulationResult result = Simulation.calibrated(scenario("ml", 60), costAware, 1);
        double starts = result.mean(Figure.FORECAST);
        assertThat(result.mean(Figure.BEFORE) / starts).isBetween(0.03, 0.2);
        assertThat(result.mean(Figure.AFTER) / starts).isBetween(0.03, 0.2);
    }
}
