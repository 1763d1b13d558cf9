package dev.prewarm.simulator.report;

import com.google.common.base.Strings;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.StrategyResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table in plain text: the first column to the left, the others to the right. */
public final class ResultTable {
    private final List<String[]> rows = new ArrayList<>();

    private ResultTable() {}

    /** The result of a comparison. */
    public static String of(ComparisonResult result) {
        return of(result, null);
    }

    /**
     * The result of a comparison, in money, too.
     *
     * @param money what costs are in money; null if it is not known
     */
    public static String of(ComparisonResult result, @Nullable Money money) {
        ResultTable table = new ResultTable();
        long told = Money.runsToTell(result, money);
        table.add(
                "strategy",
                "seconds",
                "p95",
                "hidden",
                "cold",
                "idle",
                "wasted",
                "sent",
                "late",
                "cost",
                "money, " + Money.runs(told));
        for (StrategyResult strategy : result.strategies()) {
            table.add(
                    strategy.name(),
                    Figures.brief(strategy.makespanSeconds().mean()),
                    Figures.brief(strategy.makespanSeconds().p95()),
                    strategy.hiddenShare() == null ? "–" : Figures.brief(100 * strategy.hiddenShare()) + " %",
                    Figures.brief(strategy.coldStartsMet().mean()),
                    Figures.brief(strategy.idleInstanceSeconds().mean()),
                    Figures.brief(strategy.wastedInstanceSeconds().mean()),
                    Figures.brief(strategy.warmupsSent().mean()),
                    Figures.brief(strategy.warmupsLate().mean()),
                    Figures.brief(strategy.cost()),
                    (money == null) ? "" : Figures.brief(told * money.of(strategy.cost())));
        }
        if (money == null) {
            table.dropLast();
        }
        return result.scenario() + ": " + result.tasks() + " tasks, " + result.edges() + " edges, " + result.runs()
                + " runs, seed " + result.seed() + ", price " + Figures.significant(result.price())
                + ", autoscaler " + result.autoscaler() + "; mean figures of a run\n\n" + table;
    }

    private void add(String... row) {
        rows.add(row);
    }

    private void dropLast() {
        rows.replaceAll(row -> Arrays.copyOf(row, row.length - 1));
    }

    @Override
    public String toString() {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = rows.get(r)[i];
                line.append(
                        i == 0 ? Strings.padEnd(cell, widths[0], ' ') : "  " + Strings.padStart(cell, widths[i], ' '));
            }
            text.append(line.toString().stripTrailing()).append('\n');
            if (r == 0) {
                text.append("-".repeat(Arrays.stream(widths).sum() + 2 * (columns - 1)))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
