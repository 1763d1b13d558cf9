package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.report.GridFigures.Column;
import dev.prewarm.simulator.workload.Scenario;
import java.util.List;

/** The section of the report on faults: whether warm-ups that fail ever make a run slower than doing nothing. */
final class FaultSection {
    private static final List<String> FAULTS = List.of("lost", "hang", "creation-2");
    private static final int PRICE = 10;

    private FaultSection() {}

    static void append(StringBuilder text, List<List<GridCell>> scenarios) {
        text.append("## Faults\n\nBy how many seconds a run of cost-aware at a price of ")
                .append(PRICE)
                .append(" was longer than the same run of none, at most; 0 is never. With a limited creation rate ")
                .append("instances that are made in vain hold up others.\n\n");
        text.append("| scenario | worst run | makespan | none's |\n|---|--:|--:|--:|\n");
        for (List<GridCell> seeds : scenarios) {
            Scenario scenario = seeds.get(0).scenario();
            if (FAULTS.stream().anyMatch(fault -> scenario.name().endsWith("+" + fault))) {
                String own = GridCell.costAware(PRICE);
                ContestantTable.row(
                        text,
                        scenario.name(),
                        brief(seeds.stream()
                                .mapToDouble(cell -> cell.get(own).get(Column.LONGER))
                                .max()
                                .orElse(0)),
                        brief(makespan(seeds, own)),
                        brief(makespan(seeds, "none")));
            }
        }
        text.append('\n');
    }

    private static double makespan(List<GridCell> seeds, String contestant) {
        return seeds.stream()
                        .mapToDouble(cell ->
                                cell.get(contestant).makespan(cell.scenario().runs()))
                        .sum()
                / seeds.size();
    }
}
