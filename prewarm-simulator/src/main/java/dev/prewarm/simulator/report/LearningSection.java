package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Drift;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.List;

/** The section of the report on learning: from nothing, and after all durations have changed. */
final class LearningSection {
    private static final int PRICE = 10;
    private static final int RUNS = 80;
    private static final int LEARNED_AFTER = 10;
    private static final int RECOVERED_AFTER = 20;
    private static final double FACTOR = 3;

    private static final List<String> SCENARIOS = List.of(
            "paper",
            "ml",
            "grid-1x4-cc1",
            "grid-8x3-cc10",
            "production-8",
            "production-steady-8",
            "branch-diamond-0.8");

    private LearningSection() {}

    private record Line(String name, double fromEmpty, double trained, double drifted, double settled) {}

    static void append(StringBuilder text, int threads, long seed) {
        List<Line> lines = Workers.map(threads, SCENARIOS, name -> line(name, seed), (name, done) -> {});
        text.append("## Learning\n\nThe cost of cost-aware at a price of ")
                .append(PRICE)
                .append(", a run on average. From empty: in the runs after the ")
                .append(LEARNED_AFTER)
                .append("th, beside one that was trained before. Drift: durations become ")
                .append(brief(FACTOR))
                .append(" times as long half way; in the runs after the ")
                .append(RECOVERED_AFTER)
                .append("th from there, beside one that never knew other durations.\n\n");
        text.append("| scenario | from empty | trained | ratio | after drift | never drifted | ratio |\n");
        text.append("|---|--:|--:|--:|--:|--:|--:|\n");
        for (Line line : lines) {
            ContestantTable.row(
                    text,
                    line.name,
                    brief(line.fromEmpty),
                    brief(line.trained),
                    ratio(line.fromEmpty, line.trained),
                    brief(line.drifted),
                    brief(line.settled),
                    ratio(line.drifted, line.settled));
        }
        text.append('\n');
    }

    private static String ratio(double a, double b) {
        return (b == 0) ? "–" : brief(a / b);
    }

    private static Line line(String name, long seed) {
        Scenario scenario =
                Scenarios.named(name).toBuilder().runs(RUNS).trained(false).build();
        Scenario longer = scenario.toBuilder()
                .workload(scenario.workload()
                        .withSteps(step -> step.withDuration(step.duration().times(FACTOR))))
                .build();
        int recovered = RUNS / 2 + RECOVERED_AFTER;
        return new Line(
                name,
                cost(scenario, LEARNED_AFTER, seed),
                cost(scenario.toBuilder().trained(true).build(), LEARNED_AFTER, seed),
                cost(scenario.toBuilder().drift(new Drift(FACTOR, 0.5)).build(), recovered, seed),
                cost(longer, recovered, seed));
    }

    private static double cost(Scenario scenario, int from, long seed) {
        SimulationResult none = Simulation.run(scenario, Contestants.named("none"), seed);
        return Simulation.run(scenario, Contestants.costAware(PRICE), seed).cost(PRICE, none, from, RUNS);
    }
}
