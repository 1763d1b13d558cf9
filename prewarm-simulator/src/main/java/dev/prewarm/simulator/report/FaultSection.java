package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import java.util.List;

/** The section of the report on faults: whether warm-ups that fail ever make a run slower than doing nothing. */
final class FaultSection {
    private static final List<String> FAULTS = List.of("lost", "hang", "creation-2");
    private static final int PRICE = 10;

    private FaultSection() {}

    static void append(StringBuilder text, List<GridCell> cells) {
        text.append("## Faults\n\nBy how many seconds a run of cost-aware at a price of ")
                .append(PRICE)
                .append(" was longer than the same run of none, at most; 0 is never. With a limited creation rate ")
                .append("instances that are made in vain hold up others.\n\n");
        text.append("| scenario | worst run | makespan | none's |\n|---|--:|--:|--:|\n");
        for (GridCell cell : cells) {
            String name = cell.scenario().name();
            if (FAULTS.stream().anyMatch(fault -> name.endsWith("+" + fault))) {
                GridFigures own = cell.get(GridCell.costAware(PRICE));
                ContestantTable.row(
                        text,
                        name,
                        brief(own.longer()),
                        brief(own.makespan()),
                        brief(cell.get("none").makespan()));
            }
        }
        text.append('\n');
    }
}
