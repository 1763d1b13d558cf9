package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * What all contestants came to in one scenario of the grid, as the committed file has it.
 *
 * @param scenario the scenario
 * @param figures by contestant, in the order of {@link Contestants#all}, and of two that no contestant can be
 */
record GridCell(Scenario scenario, ImmutableMap<String, GridFigures> figures) {
    /** The clairvoyant bound. */
    static final String BOUND = StrategyResult.CLAIRVOYANT;
    /** If nothing was ever cold. */
    static final String ALL_WARM = "all-warm";

    /** A cost that is so much above another, as a share, is the same: rounding and luck of the last digit. */
    private static final double SAME = 1e-6;

    static GridCell of(EvaluationCell cell) {
        SimulationResult none = cell.result("none");
        ImmutableMap.Builder<String, GridFigures> figures = ImmutableMap.builder();
        cell.results().forEach(result -> figures.put(result.contestant().name(), GridFigures.of(result, none)));
        figures.put(BOUND, GridFigures.bound(none, Figure.CLAIRVOYANT));
        figures.put(ALL_WARM, GridFigures.bound(none, Figure.ALL_WARM));
        return new GridCell(cell.scenario(), figures.buildOrThrow());
    }

    /** The file of the figures of all cells. */
    static String write(List<GridCell> cells) {
        StringBuilder text = new StringBuilder(GridFigures.HEADER).append('\n');
        for (GridCell cell : cells) {
            cell.figures.forEach((contestant, figures) ->
                    text.append(figures.line(cell.scenario.name(), contestant)).append('\n'));
        }
        return text.toString();
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException if it is not one of all these scenarios and today's contestants, in their order
     */
    static List<GridCell> read(String file, List<Scenario> scenarios) {
        List<String> contestants = new ArrayList<>();
        Contestants.all().forEach(contestant -> contestants.add(contestant.name()));
        contestants.add(BOUND);
        contestants.add(ALL_WARM);
        List<String> lines = file.lines().toList();
        int expected = 1 + scenarios.size() * contestants.size();
        checkArgument(
                lines.size() == expected && lines.get(0).equals(GridFigures.HEADER),
                "%s lines, but %s are needed: %s, and for %s scenarios %s contestants",
                lines.size(),
                expected,
                GridFigures.HEADER,
                scenarios.size(),
                contestants.size());
        ImmutableList.Builder<GridCell> cells = ImmutableList.builder();
        int next = 1;
        for (Scenario scenario : scenarios) {
            ImmutableMap.Builder<String, GridFigures> figures = ImmutableMap.builder();
            for (String contestant : contestants) {
                figures.put(contestant, GridFigures.parse(scenario.name(), contestant, lines.get(next++)));
            }
            cells.add(new GridCell(scenario, figures.buildOrThrow()));
        }
        return cells.build();
    }

    GridFigures get(String contestant) {
        return requireNonNull(figures.get(contestant), contestant);
    }

    /** The measure by which contestants are ranked, a run on average. */
    double cost(String contestant, int price) {
        GridFigures own = get(contestant);
        return price * (own.makespan() - get(ALL_WARM).makespan()) + own.idle() + own.wasted();
    }

    /** The cost-aware strategy at the price. */
    static String costAware(int price) {
        return Contestants.COST_AWARE + "-" + price;
    }

    /** The one with the lowest cost at the price; at equal costs cost-aware, then the first. */
    String winner(int price) {
        String best = costAware(price);
        for (Contestant contestant : Contestants.all()) {
            if (cheaper(contestant.name(), best, price)) {
                best = contestant.name();
            }
        }
        return best;
    }

    private boolean cheaper(String contestant, String other, int price) {
        return cost(contestant, price) < cost(other, price) * (1 - SAME) - SAME;
    }

    /** Whether cost-aware costs least at the price, itself at other prices left aside. */
    boolean wonButForItself(int price) {
        return Contestants.all().stream()
                .map(Contestant::name)
                .noneMatch(name -> !name.startsWith(Contestants.COST_AWARE) && cheaper(name, costAware(price), price));
    }

    boolean won(int price) {
        return winner(price).equals(costAware(price));
    }

    /** The cost of cost-aware by that of the best one: 1 where it is that. */
    double ratio(int price) {
        return won(price) ? 1 : cost(costAware(price), price) / Math.max(SAME, cost(winner(price), price));
    }

    /** Whether every step is taken in every run. */
    boolean certain() {
        return scenario.workload().steps().stream()
                .flatMap(step -> step.after().stream())
                .allMatch(predecessor -> predecessor.probability() == 1);
    }

    /** What cold starts delay a run of {@code none} beyond the bound, a run on average. */
    double hideable() {
        return get("none").makespan() - get(BOUND).makespan();
    }

    /** The share of that which cost-aware hides. */
    double hidden(int price) {
        return (get("none").makespan() - get(costAware(price)).makespan()) / hideable();
    }

    /** The same in the runs after the first ten; 1 where nothing is hideable in these. */
    double hiddenLater(int price) {
        double all = get("none").later() - get(BOUND).later();
        return (all < SAME) ? 1 : (get("none").later() - get(costAware(price)).later()) / all;
    }
}
