package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.report.GridFigures.Column;
import dev.prewarm.simulator.workload.WorkflowShape;
import java.util.DoubleSummaryStatistics;
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
                .append(
                        "3 or more: in all, and without production shapes, whose durations differ by orders of magnitude.\n\n")
                .append(
                        "| price | scenarios | least hidden | mean hidden | idle by full-path's | without production shapes |\n")
                .append("|--:|--:|--:|--:|--:|--:|\n");
        List<GridCell> cells = scenarios.stream()
                .flatMap(List::stream)
                .filter(cell -> certain(cell) && cell.hideable() > NOTHING)
                .toList();
        long certain = scenarios.stream().filter(seeds -> certain(seeds.get(0))).count();
        List<GridCell> deep = cells.stream()
                .filter(cell -> WorkflowShape.of(cell.scenario().workload()).depth() >= 3)
                .toList();
        List<GridCell> steady =
                deep.stream().filter(cell -> !Group.production(cell.scenario())).toList();
        for (int price : EvaluationGrid.PRICES) {
            DoubleSummaryStatistics hidden =
                    cells.stream().mapToDouble(cell -> cell.hidden(price)).summaryStatistics();
            ContestantTable.row(
                    text,
                    String.valueOf(price),
                    String.valueOf(certain),
                    brief(hidden.getMin()),
                    brief(hidden.getAverage()),
                    brief(idle(deep, price)),
                    brief(idle(steady, price)));
        }
        text.append('\n');
    }

    private static double idle(List<GridCell> cells, int price) {
        return idle(cells, GridCell.costAware(price)) / Math.max(NOTHING, idle(cells, "full-path"));
    }

    private static double idle(List<GridCell> cells, String contestant) {
        return cells.stream()
                .mapToDouble(cell -> cell.get(contestant).get(Column.IDLE))
                .sum();
    }

    /** Whether every step is taken in every run. */
    private static boolean certain(GridCell cell) {
        return cell.scenario().workload().steps().stream()
                .flatMap(step -> step.after().stream())
                .allMatch(predecessor -> predecessor.probability() == 1);
    }
}
