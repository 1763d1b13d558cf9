package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.WorkflowShape;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The sections of the report on the whole grid: who wins where, and what certain workflows reach. */
final class GridSection {
    private static final int WORST = 20;
    private static final double NOTHING = 1e-6;
    /** The ratio of two costs says nothing where one of them is next to nothing. */
    private static final double TOO_LITTLE = 0.01;

    private GridSection() {}

    /** A scenario at a price. */
    private record Entry(GridCell cell, int price) {
        double ratio() {
            return cell.ratio(price);
        }
    }

    static void append(StringBuilder text, List<GridCell> cells) {
        List<Entry> entries = EvaluationGrid.PRICES.stream()
                .flatMap(price -> cells.stream().map(cell -> new Entry(cell, price)))
                .toList();
        text.append("## The grid\n\nIn how many of ")
                .append(cells.size())
                .append(" scenarios cost-aware, at the price, costs least of all contestants; of all but ")
                .append("itself at other prices; and at most 5 % more than the best of all:\n\n");
        text.append("| price | lowest cost | share | but for itself | at most 5 % more | worst ratio |\n");
        text.append("|--:|--:|--:|--:|--:|--:|\n");
        EvaluationGrid.PRICES.forEach(price -> summary(
                text,
                String.valueOf(price),
                entries.stream().filter(entry -> entry.price == price).toList()));
        summary(text, "all", entries);
        text.append("\nWhere it costs most by the best one:\n\n");
        text.append("| scenario | price | best | its cost | cost-aware | ratio |\n|---|--:|---|--:|--:|--:|\n");
        entries.stream()
                .filter(entry -> !entry.cell.won(entry.price))
                .sorted(Comparator.comparingDouble(Entry::ratio).reversed())
                .limit(WORST)
                .forEach(entry -> worst(text, entry));
        text.append('\n');
        rivals(text, entries);
        certain(text, cells);
    }

    /** Each of the others, beside cost-aware at the price. */
    private static void rivals(StringBuilder text, List<Entry> entries) {
        text.append("## The contestants\n\nIn how many of the ")
                .append(entries.size())
                .append(
                        " cells each costs least of all, at most 5 % more than the best, and more than cost-aware at the price; ")
                .append("and the geometric mean of its cost by cost-aware's, where both are above ")
                .append(brief(TOO_LITTLE))
                .append(".\n\n| contestant | lowest | at most 5 % more | more than cost-aware | by its cost |\n")
                .append("|---|--:|--:|--:|--:|\n");
        rival(text, "cost-aware, at the price", entries, entry -> GridCell.costAware(entry.price));
        for (Contestant contestant : Contestants.all()) {
            String name = contestant.name();
            if (!name.startsWith(Contestants.COST_AWARE)) {
                rival(text, name, entries, entry -> name);
            }
        }
        text.append('\n');
    }

    private static void rival(StringBuilder text, String label, List<Entry> entries, Function<Entry, String> name) {
        int lowest = 0;
        int near = 0;
        int dearer = 0;
        double logs = 0;
        int compared = 0;
        for (Entry entry : entries) {
            double best = entry.cell.cost(entry.cell.winner(entry.price), entry.price);
            double its = entry.cell.cost(name.apply(entry), entry.price);
            double own = entry.cell.cost(GridCell.costAware(entry.price), entry.price);
            lowest += (its <= best + NOTHING) ? 1 : 0;
            near += (its <= 1.05 * best + NOTHING) ? 1 : 0;
            dearer += (its > own + NOTHING) ? 1 : 0;
            if (its > TOO_LITTLE && own > TOO_LITTLE) {
                logs += StrictMath.log(its / own);
                compared++;
            }
        }
        ContestantTable.row(
                text,
                label,
                percent(lowest, entries.size()),
                percent(near, entries.size()),
                percent(dearer, entries.size()),
                brief(StrictMath.exp(logs / Math.max(1, compared))));
    }

    private static void summary(StringBuilder text, String price, List<Entry> entries) {
        long won = entries.stream().filter(entry -> entry.cell.won(entry.price)).count();
        long first = entries.stream()
                .filter(entry -> entry.cell.wonButForItself(entry.price))
                .count();
        long near = entries.stream().filter(entry -> entry.ratio() <= 1.05).count();
        double worst = entries.stream().mapToDouble(Entry::ratio).max().orElse(1);
        ContestantTable.row(
                text,
                price,
                won + " of " + entries.size(),
                percent(won, entries.size()),
                percent(first, entries.size()),
                percent(near, entries.size()),
                brief(worst));
    }

    private static String percent(long part, long of) {
        return brief(100.0 * part / of) + " %";
    }

    private static void worst(StringBuilder text, Entry entry) {
        String best = entry.cell.winner(entry.price);
        ContestantTable.row(
                text,
                entry.cell.scenario().name(),
                String.valueOf(entry.price),
                best,
                brief(entry.cell.cost(best, entry.price)),
                brief(entry.cell.cost(GridCell.costAware(entry.price), entry.price)),
                brief(entry.ratio()));
    }

    private static void certain(StringBuilder text, List<GridCell> cells) {
        text.append("## Certain workflows\n\nScenarios without branches in which something can be hidden; ")
                .append("idle beside that of full-path where the depth is 3 or more. Over all runs, and in those from ")
                .append("the eleventh on.\n\n");
        text.append(
                "| price | scenarios | least hidden | least hidden later | mean hidden later | idle by full-path's |\n");
        text.append("|--:|--:|--:|--:|--:|--:|\n");
        List<GridCell> hideable = cells.stream()
                .filter(cell -> cell.certain() && cell.hideable() > NOTHING)
                .toList();
        for (int price : EvaluationGrid.PRICES) {
            double least = 1;
            double leastLater = 1;
            double sumLater = 0;
            double idle = 0;
            double fullPathIdle = 0;
            for (GridCell cell : hideable) {
                double later = cell.hiddenLater(price);
                least = Math.min(least, cell.hidden(price));
                leastLater = Math.min(leastLater, later);
                sumLater += later;
                if (WorkflowShape.of(cell.scenario().workload()).depth() >= 3) {
                    idle += cell.get(GridCell.costAware(price)).idle();
                    fullPathIdle += cell.get("full-path").idle();
                }
            }
            ContestantTable.row(
                    text,
                    String.valueOf(price),
                    String.valueOf(hideable.size()),
                    brief(least),
                    brief(leastLater),
                    brief(sumLater / Math.max(1, hideable.size())),
                    brief(idle / Math.max(NOTHING, fullPathIdle)));
        }
        text.append('\n');
    }

    static void appendCells(StringBuilder text, List<GridCell> cells) {
        text.append(
                "## All cells\n\nThe contestant with the lowest cost at each price, and cost-aware's cost by its.\n\n");
        text.append("| scenario | 3 | 10 | 30 | 100 |\n|---|---|---|---|---|\n");
        for (GridCell cell : cells) {
            String[] fields = new String[1 + EvaluationGrid.PRICES.size()];
            fields[0] = cell.scenario().name();
            for (int i = 0; i < EvaluationGrid.PRICES.size(); i++) {
                int price = EvaluationGrid.PRICES.get(i);
                fields[i + 1] = cell.winner(price) + (cell.won(price) ? "" : " (" + brief(cell.ratio(price)) + ")");
            }
            ContestantTable.row(text, fields);
        }
    }
}
