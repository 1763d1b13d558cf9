package dev.prewarm.simulator.report;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What all contestants came to in one scenario on the draws of one seed.
 *
 * @param scenario the scenario
 * @param seed what all was drawn from
 * @param figures by contestant
 */
record GridCell(Scenario scenario, long seed, ImmutableMap<String, GridFigures> figures) {
    /** The clairvoyant bound. */
    static final String BOUND = StrategyResult.CLAIRVOYANT;
    /** If nothing was ever cold. */
    static final String ALL_WARM = "all-warm";
    /** The cost-aware strategy at a price of {@value #ORACLE_PRICE}, trained on the true distributions. */
    static final String ORACLE = "oracle";

    static final int ORACLE_PRICE = 10;

    private static final String NONE = "none";

    /**
     * Simulates what is not known.
     *
     * @param measured the scenario in which a contestant is measured
     * @param kept figures that need not be simulated, by their keys
     */
    static GridCell simulate(
            Scenario scenario,
            List<Contestant> contestants,
            BiFunction<Scenario, Contestant, Scenario> measured,
            long seed,
            Map<String, GridFigures> kept) {
        ImmutableMap.Builder<String, GridFigures> figures = ImmutableMap.builder();
        SimulationResult none = Simulation.run(scenario, Contestants.named(NONE), seed);
        for (Contestant contestant : contestants) {
            GridFigures known = kept.get(GridFigures.key(scenario.name(), seed, contestant.name()));
            figures.put(
                    contestant.name(),
                    (known == null)
                            ? figures(measured.apply(scenario, contestant), contestant.name(), contestant, seed, none)
                            : checked(known, contestant, scenario, seed, none));
        }
        if (oracle(scenario)) {
            Contestant oracle = contestants.stream()
                    .filter(contestant -> contestant.name().equals(costAware(ORACLE_PRICE)))
                    .findFirst()
                    .orElseThrow();
            figures.put(ORACLE, figures(scenario, ORACLE, oracle, seed, none));
        }
        figures.put(BOUND, GridFigures.bound(none, Figure.CLAIRVOYANT));
        figures.put(ALL_WARM, GridFigures.bound(none, Figure.ALL_WARM));
        return new GridCell(scenario, seed, figures.buildOrThrow());
    }

    /** Refuses what is of other runs, which is seen by those of none. */
    private static GridFigures checked(
            GridFigures kept, Contestant contestant, Scenario scenario, long seed, SimulationResult none) {
        String key = GridFigures.key(scenario.name(), seed, contestant.name());
        if (contestant.name().equals(NONE)
                && !kept.line(key).equals(GridFigures.of(none, none).line(key))) {
            throw new InvalidInputException("the figures of " + scenario
                    + " that are kept are of other runs, or of another number of them: simulate all of them anew");
        }
        return kept;
    }

    /** Whether it is looked at what learning costs. */
    static boolean oracle(Scenario scenario) {
        return !scenario.trained()
                && !EvaluationGrid.large(scenario)
                && Group.SPARSE.members().test(scenario);
    }

    private static GridFigures figures(
            Scenario scenario, String name, Contestant contestant, long seed, SimulationResult none) {
        if (name.equals(ORACLE)) {
            Scenario trained = scenario.toBuilder().trained(true).build();
            return GridFigures.of(Simulation.run(trained, contestant, seed), none);
        }
        boolean calibrated = name.equals(costAware(ORACLE_PRICE));
        return GridFigures.of(
                calibrated
                        ? Simulation.calibrated(scenario, contestant, seed)
                        : Simulation.run(scenario, contestant, seed),
                none);
    }

    /** The line of one contestant in the file of the grid's figures, simulated. */
    static String line(Scenario scenario, Contestant contestant, long seed) {
        SimulationResult none = Simulation.run(scenario, Contestants.named(NONE), seed);
        return figures(scenario, contestant.name(), contestant, seed, none)
                .line(GridFigures.key(scenario.name(), seed, contestant.name()));
    }

    GridFigures get(String contestant) {
        return requireNonNull(figures.get(contestant), contestant);
    }

    private int runs() {
        return scenario.runs();
    }

    /** The measure by which contestants are ranked, a run on average. */
    double cost(String contestant, double price) {
        GridFigures own = get(contestant);
        return price * (own.makespan(runs()) - get(ALL_WARM).makespan(runs()))
                + own.surplus(runs())
                - get(NONE).surplus(runs());
    }

    /** The same over the runs of one phase. */
    double cost(String contestant, double price, Phase phase) {
        GridFigures own = get(contestant);
        return price * (own.makespan(phase) - get(ALL_WARM).makespan(phase))
                + own.surplus(phase)
                - get(NONE).surplus(phase);
    }

    /** What is at stake: what warming nothing costs beyond the clairvoyant bound. */
    double stake(double price) {
        return price * hideable();
    }

    /** The cost-aware strategy at the price. */
    static String costAware(int price) {
        return Contestants.COST_AWARE + "-" + price;
    }

    /** What cold starts delay a run of {@code none} beyond the bound, a run on average. */
    double hideable() {
        return get(NONE).makespan(runs()) - get(BOUND).makespan(runs());
    }

    /** The share of that which cost-aware hides. */
    double hidden(int price) {
        return (get(NONE).makespan(runs()) - get(costAware(price)).makespan(runs())) / hideable();
    }
}
