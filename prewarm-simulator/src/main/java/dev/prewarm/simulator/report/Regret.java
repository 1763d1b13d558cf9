package dev.prewarm.simulator.report;

import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Scenario;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One scenario at one price: what cost-aware costs more than the best of the simple contestants, as a share of what is at
 * stake, seed by seed.
 *
 * <p>The best simple contestant of a seed is the one that costs least on the other seeds, so that none profits from
 * chance. Cost-aware at other prices is no rival.
 */
final class Regret {
    /** Where less can be won in a run, in seconds, nothing is at stake. */
    private static final double NOTHING = 1e-6;

    private static final List<String> SIMPLE = Contestants.all().stream()
            .map(Contestant::name)
            .filter(name -> !name.startsWith(Contestants.COST_AWARE))
            .toList();

    private final List<GridCell> seeds;
    private final int price;
    private final double stake;

    /** @param seeds the same scenario by seed */
    Regret(List<GridCell> seeds, int price) {
        this.seeds = seeds;
        this.price = price;
        this.stake = seeds.stream().mapToDouble(cell -> cell.stake(price)).sum() / seeds.size();
    }

    static List<String> simple() {
        return SIMPLE;
    }

    Scenario scenario() {
        return seeds.get(0).scenario();
    }

    int price() {
        return price;
    }

    /** What is at stake, a run on average over all seeds. */
    double stake() {
        return stake;
    }

    boolean atStake() {
        return stake > NOTHING * price;
    }

    /** The simple contestant that is best on the other seeds; on all, if there is one seed. */
    String rival(int seed) {
        String best = SIMPLE.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (String name : SIMPLE) {
            double sum = 0;
            for (int other = 0; other < seeds.size(); other++) {
                sum += (other == seed && seeds.size() > 1)
                        ? 0
                        : seeds.get(other).cost(name, price);
            }
            if (sum < least) {
                least = sum;
                best = name;
            }
        }
        return best;
    }

    /** What a contestant costs more than the best simple one, by the stake, seed by seed. */
    double[] of(String contestant) {
        double[] regrets = new double[seeds.size()];
        for (int seed = 0; seed < regrets.length; seed++) {
            GridCell cell = seeds.get(seed);
            regrets[seed] = (cell.cost(contestant, price) - cell.cost(rival(seed), price)) / stake;
        }
        return regrets;
    }

    /** The same of cost-aware at the price. */
    double[] bySeed() {
        return of(GridCell.costAware(price));
    }

    /** What cost-aware costs more than another contestant, by the stake. */
    double[] beside(String contestant) {
        return by(cell -> cell.cost(GridCell.costAware(price), price) - cell.cost(contestant, price));
    }

    /** The same in one phase only. */
    double[] beside(String contestant, Phase phase) {
        return by(cell -> cell.cost(GridCell.costAware(price), price, phase) - cell.cost(contestant, price, phase));
    }

    private double[] by(ToDoubleFunction<GridCell> difference) {
        return seeds.stream()
                .mapToDouble(cell -> difference.applyAsDouble(cell) / stake)
                .toArray();
    }

    List<GridCell> cells() {
        return seeds;
    }
}
