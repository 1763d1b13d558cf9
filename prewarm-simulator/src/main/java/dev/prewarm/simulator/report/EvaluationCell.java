package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import java.util.List;

/**
 * What all contestants came to in one scenario, on the same draws.
 *
 * @param scenario the scenario
 * @param results by contestant, in the order of {@link Contestants#all}
 */
record EvaluationCell(Scenario scenario, ImmutableList<SimulationResult> results) {
    static EvaluationCell simulate(Scenario scenario, long seed) {
        return new EvaluationCell(
                scenario,
                Contestants.all().stream()
                        .map(contestant -> Simulation.run(scenario, contestant, seed))
                        .collect(ImmutableList.toImmutableList()));
    }

    SimulationResult result(String contestant) {
        List<SimulationResult> found = results.stream()
                .filter(result -> result.contestant().name().equals(contestant))
                .toList();
        checkArgument(found.size() == 1, "%s results of %s", found.size(), contestant);
        return found.get(0);
    }
}
