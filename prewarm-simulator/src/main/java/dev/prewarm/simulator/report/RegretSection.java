package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.ContestantTable.row;

import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The section of the report on how good cost-aware is: regret by stake, by groups, prices and cells. */
final class RegretSection {
    private static final double TOLERATED = 0.02;

    private final StringBuilder text;
    private final List<Regret> cells;

    private RegretSection(StringBuilder text, List<Regret> cells) {
        this.text = text;
        this.cells = cells;
    }

    static void append(StringBuilder text, List<Regret> cells) {
        RegretSection section = new RegretSection(text, cells);
        section.groups();
        section.worse();
        section.contestants();
    }

    /** The mean over cells, as an interval over seeds. */
    static Interval mean(List<Regret> cells, Function<Regret, double[]> bySeed) {
        double[] sums = new double[cells.get(0).cells().size()];
        for (Regret cell : cells) {
            double[] values = bySeed.apply(cell);
            for (int seed = 0; seed < sums.length; seed++) {
                sums[seed] += values[seed] / cells.size();
            }
        }
        return Interval.of(sums);
    }

    /** The sum of regrets by the sum of stakes. */
    private static Interval pooled(List<Regret> cells) {
        double stakes = cells.stream().mapToDouble(Regret::stake).sum();
        return mean(
                cells,
                cell -> Arrays.stream(cell.bySeed())
                        .map(regret -> regret * cell.stake() * cells.size() / stakes)
                        .toArray());
    }

    private void groups() {
        text.append(
                        "## Regret by stake\n\nThe stake of a cell, a scenario at a price, is what `none` costs more than the ")
                .append("clairvoyant bound. Its regret is what cost-aware costs more than the best simple contestant, ")
                .append(
                        "which is the one that is best on the other seeds, by the stake; below 0 it costs less. Its excess ")
                .append(
                        "is what cost-aware costs more than the bound. Means over cells with 95 % intervals over seeds; ")
                .append(
                        "pooled is the sum of the regrets by the sum of the stakes.\n\nSimple are all contestants but cost-aware. ")
                .append("Arrivals are dense where runs come every ")
                .append(Group.DENSE_GAP.toSeconds())
                .append(" s or more often; layers are wide from ")
                .append(Group.WIDE)
                .append(" tasks at a time; faults are warm-ups that are lost or hang, and a limited rate of creation. ")
                .append("`scenarios` explains the names.\n\n");
        header("| group | cells | regret | pooled | excess |", 4);
        group("all", cells);
        for (Group group : Group.ALL) {
            group(group.name(), group.of(cells));
        }
        for (int price : EvaluationGrid.PRICES) {
            group(
                    "price " + price,
                    cells.stream().filter(cell -> cell.price() == price).toList());
        }
        text.append('\n');
    }

    private void header(String columns, int right) {
        text.append(columns).append("\n|---|").append("--:|".repeat(right)).append('\n');
    }

    private void group(String name, List<Regret> members) {
        if (!members.isEmpty()) {
            row(
                    text,
                    name,
                    String.valueOf(members.size()),
                    mean(members, Regret::bySeed).toString(),
                    pooled(members).toString(),
                    mean(members, cell -> cell.beside(GridCell.BOUND)).toString());
        }
    }

    private void worse() {
        double confidence = 1 - (1 - Interval.CONFIDENCE) / cells.size();
        List<Regret> worse = cells.stream()
                .filter(cell -> Interval.of(cell.bySeed()).above(0))
                .sorted(Comparator.comparingDouble(
                        (Regret cell) -> -Interval.of(cell.bySeed()).mean()))
                .toList();
        text.append("### Significantly worse cells\n\nThose whose whole interval lies above 0: ")
                .append(worse.size())
                .append(" of ")
                .append(cells.size())
                .append("; one in forty would by chance. Marked are those of more than ")
                .append(TOLERATED)
                .append(" where the interval that holds for all cells together (Bonferroni) lies above 0.\n\n");
        header("| scenario | price | regret | best simple | |", 4);
        for (Regret cell : worse) {
            Interval interval = Interval.of(cell.bySeed());
            boolean certain = interval.mean() > TOLERATED
                    && Interval.withConfidence(confidence, cell.bySeed()).above(0);
            row(
                    text,
                    cell.scenario().name(),
                    String.valueOf(cell.price()),
                    interval.toString(),
                    cell.rival(0),
                    certain ? "certain" : "");
        }
        text.append('\n');
    }

    private void contestants() {
        text.append(
                        "### The contestants\n\nThe regret of each contestant, as if it was cost-aware: what it costs more than the ")
                .append("best simple one of the cell.\n\n");
        header("| contestant | all | all but dense arrivals | dense arrivals |", 3);
        List<String> names = new ArrayList<>(List.of("cost-aware, at the price"));
        names.addAll(Regret.simple());
        for (String name : names) {
            Function<Regret, double[]> regrets =
                    cell -> Contestants.all().stream().map(Contestant::name).anyMatch(name::equals)
                            ? cell.of(name)
                            : cell.bySeed();
            List<String> fields = new ArrayList<>(List.of(name));
            for (List<Regret> members : List.of(cells, Group.SPARSE.of(cells), Group.DENSE_ARRIVALS.of(cells))) {
                fields.add(members.isEmpty() ? "–" : mean(members, regrets).toString());
            }
            row(text, fields.toArray(String[]::new));
        }
        text.append('\n');
    }

    static void appendCells(StringBuilder text, List<Regret> cells) {
        text.append("## All cells\n\nRegret by stake at each price; a dash where nothing is at stake.\n\n")
                .append("| scenario | 3 | 10 | 30 | 100 |\n|---|--:|--:|--:|--:|\n");
        cells.stream().map(Regret::scenario).distinct().forEach(scenario -> {
            List<String> fields = new ArrayList<>(List.of(scenario.name()));
            for (int price : EvaluationGrid.PRICES) {
                fields.add(cells.stream()
                        .filter(cell -> cell.scenario() == scenario && cell.price() == price)
                        .map(cell -> Interval.of(cell.bySeed()).toString())
                        .findFirst()
                        .orElse("–"));
            }
            row(text, fields.toArray(String[]::new));
        });
    }
}
