package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.comparison.Measure;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.workload.Scenario;

/** The section of the report on one scenario: all contestants in a table, and a plot. */
final class ContestantTable {
    private static final int PRICE = 10;

    private ContestantTable() {}

    /** The name of the plot, from the directory of the documentation. */
    static String plot(EvaluationCell cell) {
        return "evaluation/" + cell.scenario().name() + ".svg";
    }

    static void append(StringBuilder text, EvaluationCell cell) {
        Scenario scenario = cell.scenario();
        SimulationResult none = cell.result("none");
        text.append("## ").append(scenario.name()).append("\n\n");
        text.append("What it is: ").append(scenario.description()).append("; ");
        text.append(scenario.runs())
                .append(" runs, cost at a price of ")
                .append(PRICE)
                .append(".\n\n");
        text.append("![delay and idle of the contestants](").append(plot(cell)).append(")\n\n");
        text.append("| contestant | makespan s | p95 | hidden | idle | wasted | warm-ups | cost |\n");
        text.append("|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for (SimulationResult result : cell.results()) {
            Measure makespan = result.measure(Figure.MAKESPAN);
            Double hidden = none.hiddenShare(makespan.mean());
            row(
                    text,
                    result.contestant().name(),
                    brief(makespan.mean()),
                    brief(makespan.p95()),
                    (hidden == null) ? "–" : brief(hidden),
                    brief(result.mean(Figure.IDLE)),
                    brief(result.mean(Figure.WASTED)),
                    brief(result.mean(Figure.SENT)),
                    brief(result.cost(PRICE, none)));
        }
        Measure bound = none.measure(Figure.CLAIRVOYANT);
        double cost = PRICE * (bound.mean() - none.mean(Figure.ALL_WARM));
        row(text, "*clairvoyant*", brief(bound.mean()), brief(bound.p95()), "1.00", "0.00", "0.00", "–", brief(cost));
        text.append('\n');
    }

    static void row(StringBuilder text, String... fields) {
        text.append("| ").append(String.join(" | ", fields)).append(" |\n");
    }
}
