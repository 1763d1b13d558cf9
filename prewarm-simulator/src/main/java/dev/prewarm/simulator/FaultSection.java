package dev.prewarm.simulator;

import static dev.prewarm.simulator.Figures.brief;

import dev.prewarm.simulator.SimulationResult.Figure;
import java.util.List;

/** The section of the report on faults: whether warm-ups that fail ever make a run slower than doing nothing. */
final class FaultSection {
    private static final List<String> FAULTS = List.of("lost", "hang", "creation-2");
    private static final int PRICE = 10;

    private FaultSection() {}

    static void append(StringBuilder text, List<EvaluationCell> cells) {
        text.append("## Faults\n\nBy how many seconds a run of cost-aware at a price of ")
                .append(PRICE)
                .append(" was longer than the same run of none, at most; 0 is never. With a limited creation rate ")
                .append("instances that are made in vain hold up others.\n\n");
        text.append("| scenario | worst run | makespan | none's |\n|---|--:|--:|--:|\n");
        for (EvaluationCell cell : cells) {
            String name = cell.scenario().name();
            if (FAULTS.stream().anyMatch(fault -> name.endsWith("+" + fault))) {
                SimulationResult own = cell.costAware(PRICE);
                SimulationResult none = cell.result("none");
                double worst = 0;
                for (int run = 0; run < own.runs(); run++) {
                    worst = Math.max(
                            worst,
                            own.get(Figure.MAKESPAN).get(run)
                                    - none.get(Figure.MAKESPAN).get(run));
                }
                ContestantTable.row(
                        text, name, brief(worst), brief(own.mean(Figure.MAKESPAN)), brief(none.mean(Figure.MAKESPAN)));
            }
        }
        text.append('\n');
    }
}
