package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestant.Upkeep;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("once")
class ClairvoyantBoundTest {
    /** Durations are rounded to nanoseconds. */
    private static final double ROUNDING = 1e-6;

    static Stream<String> scenarios() {
        List<String> axes =
                List.of("", "+cold-cv-2.2", "+window-6s", "+announced", "+lost", "+creation-2", "+poisson-2");
        return Scenarios.all().stream()
                .map(Scenario::name)
                .map(name -> name + axes.get(Math.floorMod(name.hashCode(), axes.size())));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void noContestantBeatsIt(String name) {
        Scenario scenario = Scenarios.named(name).toBuilder().runs(4).build();
        for (Contestant contestant : Contestants.all()) {
            SimulationResult result = Simulation.run(scenario, contestant, 7);
            // What acts whatever runs acts before the run as well.
            Figure bound = (contestant.upkeep() == Upkeep.NONE) ? Figure.CLAIRVOYANT : Figure.ALL_WARM;
            for (int run = 0; run < result.runs(); run++) {
                assertThat(result.get(Figure.MAKESPAN, run))
                        .as("%s, run %s", contestant, run)
                        .isGreaterThanOrEqualTo(result.get(bound, run) - ROUNDING);
            }
        }
    }
}
