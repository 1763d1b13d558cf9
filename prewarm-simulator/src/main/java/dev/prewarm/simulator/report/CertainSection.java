package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.report.GridFigures.Column;
import dev.prewarm.simulator.workload.WorkflowShape;
import java.util.List;

/** The section of the report on workflows without branches: how much is hidden, and how long instances idle for it. */
final class CertainSection {
    private static final double NOTHING = 1e-6;

    private CertainSection() {}

    static void append(StringBuilder text, List<List<GridCell>> scenarios) {
        text.append(
                        "## Certain workflows\n\nScenarios without branches in which something can be hidden: the share of the ")
                .append(
                        "delay that is hidden, and the time that instances idle beside that of full-path where the depth is ")
                .append("3 or more.\n\n| price | scenarios | least hidden | mean hidden | idle by full-path's |\n")
                .append("|--:|--:|--:|--:|--:|\n");
        List<GridCell> cells = scenarios.stream()
                .flatMap(List::stream)
                .filter(cell -> certain(cell) && cell.hideable() > NOTHING)
                .toList();
        for (int price : EvaluationGrid.PRICES) {
            double least = 1;
            double sum = 0;
            double idle = 0;
            double fullPathIdle = 0;
            for (GridCell cell : cells) {
                least = Math.min(least, cell.hidden(price));
                sum += cell.hidden(price);
                if (WorkflowShape.of(cell.scenario().workload()).depth() >= 3) {
                    idle += cell.get(GridCell.costAware(price)).get(Column.IDLE);
                    fullPathIdle += cell.get("full-path").get(Column.IDLE);
                }
            }
            ContestantTable.row(
                    text,
                    String.valueOf(price),
                    String.valueOf(scenarios.stream()
                            .filter(seeds -> certain(seeds.get(0)))
                            .count()),
                    brief(least),
                    brief(sum / Math.max(1, cells.size())),
                    brief(idle / Math.max(NOTHING, fullPathIdle)));
        }
        text.append('\n');
    }

    /** Whether every step is taken in every run. */
    private static boolean certain(GridCell cell) {
        return cell.scenario().workload().steps().stream()
                .flatMap(step -> step.after().stream())
                .allMatch(predecessor -> predecessor.probability() == 1);
    }
}
