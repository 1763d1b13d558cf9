package dev.prewarm.simulator;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.SimulationResult.Figure;
import java.util.List;

/**
 * What all contestants came to in one scenario, on the same draws.
 *
 * @param scenario the scenario
 * @param results by contestant, in the order of {@link Contestants#all}
 */
record EvaluationCell(Scenario scenario, ImmutableList<SimulationResult> results) {
    /** A cost that is so much above another, as a share, is the same: rounding and luck of the last digit. */
    private static final double SAME = 1e-6;

    static EvaluationCell simulate(Scenario scenario, long seed) {
        return new EvaluationCell(
                scenario,
                Contestants.all().stream()
                        .map(contestant -> run(scenario, contestant, seed))
                        .collect(ImmutableList.toImmutableList()));
    }

    static SimulationResult run(Scenario scenario, Contestant contestant, long seed) {
        return new Simulation(scenario, contestant, seed, Simulation.NOTHING_DRAWN).run();
    }

    SimulationResult result(String contestant) {
        List<SimulationResult> found = results.stream()
                .filter(result -> result.contestant().name().equals(contestant))
                .toList();
        checkArgument(found.size() == 1, "%s results of %s", found.size(), contestant);
        return found.get(0);
    }

    /** The cost-aware strategy at the price. */
    SimulationResult costAware(int price) {
        return result(Contestants.COST_AWARE + "-" + price);
    }

    /** The one with the lowest cost at the price; at equal costs cost-aware, then the first. */
    SimulationResult winner(int price) {
        SimulationResult best = costAware(price);
        for (SimulationResult result : results) {
            if (result.cost(price) < best.cost(price) * (1 - SAME) - SAME) {
                best = result;
            }
        }
        return best;
    }

    boolean won(int price) {
        return winner(price)
                .contestant()
                .name()
                .equals(costAware(price).contestant().name());
    }

    /** The cost of cost-aware by that of the best one: 1 where it is that. */
    double ratio(int price) {
        double best = winner(price).cost(price);
        return won(price) ? 1 : costAware(price).cost(price) / Math.max(SAME, best);
    }

    /** Whether every step is taken in every run. */
    boolean certain() {
        return scenario.workload().steps().stream()
                .flatMap(step -> step.after().stream())
                .allMatch(predecessor -> predecessor.probability() == 1);
    }

    /** What cold starts delay a run of {@code none} beyond the bound, a run on average. */
    double hideable() {
        return result("none").mean(Figure.MAKESPAN) - result("none").mean(Figure.CLAIRVOYANT);
    }
}
