package dev.prewarm.simulator.report;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.contestant.ThresholdStrategy;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.Predecessor;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Step;
import dev.prewarm.simulator.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The section of the report on approximation: cost-aware that has learned, beside the near-optimal policy that knows the
 * true distributions, on workflows of two and three tasks where that can be computed.
 */
final class SmallCases {
    private static final int PRICE = 10;
    private static final int RUNS = 200;
    private static final int SEEDS = 3;

    private SmallCases() {}

    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Case(Scenario scenario, double[] excess, double best) {}

    static void append(StringBuilder text, int threads) {
        text.append("## Small cases\n\nWhat cost-aware at a price of ")
                .append(PRICE)
                .append(", trained, costs more than the near-optimal policy that was computed from the true ")
                .append("distributions, by the stake; ")
                .append(RUNS)
                .append(" runs, ")
                .append(SEEDS)
                .append(
                        " seeds. Beside it what that policy costs more than the clairvoyant bound: what nobody can know.\n\n")
                .append("| case | approximation and learning | cannot be known |\n|---|--:|--:|\n");
        List<Case> cases = Workers.map(threads, scenarios(), SmallCases::measure, (scenario, done) -> {});
        double[] mean = new double[SEEDS];
        for (Case one : cases) {
            ContestantTable.row(
                    text, one.scenario.description(), Interval.of(one.excess).toString(), Figures.brief(one.best));
            for (int seed = 0; seed < SEEDS; seed++) {
                mean[seed] += one.excess[seed] / cases.size();
            }
        }
        ContestantTable.row(text, "mean", Interval.of(mean).toString(), "");
        text.append('\n');
    }

    private static Case measure(Scenario scenario) {
        ThresholdStrategy strategy = ThresholdStrategy.best(scenario, PRICE, 1);
        Contestant best = Contestant.of("best", "near-optimal", strategy);
        double[] excess = new double[SEEDS];
        double unknowable = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            SimulationResult none = Simulation.run(scenario, Contestants.named("none"), seed);
            double bound = PRICE * (none.mean(Figure.CLAIRVOYANT) - none.mean(Figure.ALL_WARM));
            double stake = none.cost(PRICE, none) - bound;
            double least = Simulation.run(scenario, best, seed).cost(PRICE, none);
            double own =
                    Simulation.run(scenario, Contestants.costAware(PRICE), seed).cost(PRICE, none);
            excess[seed - 1] = (own - least) / stake;
            unknowable += (least - bound) / stake / SEEDS;
        }
        return new Case(scenario, excess, unknowable);
    }

    private static List<Scenario> scenarios() {
        return List.of(
                chain("two tasks, CV 0.2", 0.2, 0.3, 1, 4, 2),
                chain("two tasks, CV 1", 1, 0.3, 1, 4, 2),
                chain("three tasks, CV 0.2", 0.2, 0.3, 1, 4, 2, 3),
                chain("three tasks, CV 0.6, cold starts of CV 1", 0.6, 1, 1, 4, 2, 3),
                chain("three short tasks, CV 0.3: cold starts longer than tasks", 0.3, 0.3, 1, 1, 0.5, 1),
                chain("three tasks, the last two with probability 0.8", 0.2, 0.3, 0.8, 4, 2, 3),
                chain("three tasks, the last two with probability 0.3", 0.2, 0.3, 0.3, 4, 2, 3));
    }

    private static Scenario chain(String description, double cv, double coldCv, double probability, double... medians) {
        List<Service> services = IntStream.range(0, medians.length)
                .mapToObj(i -> Service.of("s" + i, Distribution.logNormalByMean(2, 2 * coldCv)))
                .toList();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < medians.length; i++) {
            Step step = Step.of("s" + i, "s" + i, Distribution.logNormal(medians[i], cv));
            boolean branch = i == 1 && probability < 1;
            Predecessor before = (i == 0)
                    ? null
                    : branch ? new Predecessor("s0", probability, 0.5, false, "s0") : Predecessor.of("s" + (i - 1));
            steps.add(before == null ? step : step.withAfter(before));
        }
        Workload workload = Workload.of("small", ImmutableList.copyOf(services), steps);
        return Scenario.builder("small", workload)
                .description(description)
                .runs(RUNS)
                .trained(true)
                .build();
    }
}
