package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Step;
import dev.prewarm.simulator.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that go on for years: exact as far as they are simulated at all. */
class LongestTimesTest {
    private static SimulationResult none(Scenario scenario) {
        return Simulation.run(scenario, Contestants.named("none"), 1);
    }

    private static void refused(Scenario scenario) {
        assertThatThrownBy(() -> none(scenario))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("more than 200 years of simulated time");
    }

    private static Scenario yearly(int runs) {
        return Scenarios.named("paper").toBuilder()
                .arrivals(new Arrivals.Every(Duration.ofDays(365)))
                .runs(runs)
                .build();
    }

    @Test
    void runsThatAreAYearApartAreColdEachTime() {
        SimulationResult result = none(yearly(150));
        assertThat(result.mean(Figure.COLD_STARTS)).isEqualTo(3);
        assertThat(result.mean(Figure.MAKESPAN)).isEqualTo(18);
    }

    @Test
    void whatWouldTakeCenturiesIsRefused() {
        refused(yearly(400));
        refused(Scenarios.named("paper").toBuilder()
                .arrivals(new Arrivals.Poisson(0.001))
                .runs(200_000)
                .build());
    }

    @Test
    void soIsARunOfLongTasks() {
        Distribution years = Distribution.constant(90.0 * 365 * 86_400);
        List<Step> steps = List.of(
                Step.of("a", "service", years),
                Step.of("b", "service", years, "a"),
                Step.of("c", "service", years, "b"));
        Workload workload = Workload.of("long", List.of(Service.of("service", Distribution.constant(1))), steps);
        refused(Scenario.builder("long", workload).runs(1).build());
    }
}
