package dev.prewarm.simulator.report;

import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.workload.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The page of a comparison; its figures are those of the JSON, which it carries with it. */
public final class ComparisonPage {
    private ComparisonPage() {}

    /** The page of the result. */
    public static ReportPage of(Scenario scenario, ComparisonResult result) {
        return of(scenario, result, null);
    }

    /**
     * The page of the result, in money, too.
     *
     * @param money what costs are in money; null if it is not known
     */
    public static ReportPage of(Scenario scenario, ComparisonResult result, @Nullable Money money) {
        ReportPage.Builder page = ReportPage.builder(result.workflow())
                .subtitle(scenario.name() + ": " + scenario.description())
                .subtitle(result.tasks() + " tasks, " + result.edges() + " edges, " + result.runs() + " runs ("
                        + scenario.arrivals() + "), seed " + result.seed() + ", autoscaler " + result.autoscaler()
                        + "; a second of delay is worth "
                        + Figures.significant(result.price())
                        + " idle instance-seconds. Figures are means over the runs where nothing else is said.")
                .data(json(result, money));
        Verdict verdict = Verdict.of(result).orElse(null);
        if (verdict != null) {
            page.verdict(verdict.sentences(money), verdict.howSure());
        }
        columns(page, money);
        long told = Money.runsToTell(result, money);
        result.strategies().stream()
                .sorted(Comparator.comparing(StrategyResult::group).thenComparingDouble(StrategyResult::cost))
                .forEach(strategy -> page.entry(entry(strategy, verdict, money, told)));
        return page.build();
    }

    private static void columns(ReportPage.Builder page, @Nullable Money money) {
        page.column(
                        "cost",
                        "price × delay by cold starts + instance-seconds without work, less those of none: what strategies are"
                                + " ranked by")
                .column("less than none", "what a run costs less than the same run of none, ± its 95 % interval");
        if (money != null) {
            page.column(
                    "money",
                    "the cost at " + Figures.significant(money.instanceCost()) + " an instance-second and "
                            + Figures.significant(money.secondWorth()) + " a second of delay");
        }
        page.column("hidden", "the share of the delay that cold starts cause and warm-ups can hide which was hidden")
                .column("cold starts met", "calls that waited for an instance to start")
                .column("idle", "warmed instances ready before their task came")
                .column("wasted", "start-up and retention of warmed instances that no task used")
                .column("used, late, in vain", "warm-ups ready before their task, overtaken by it, and without one");
    }

    private static ReportEntry entry(
            StrategyResult strategy, @Nullable Verdict verdict, @Nullable Money money, long told) {
        Interval beside = Verdict.interval(strategy.paired()).negated();
        boolean none = strategy.name().equals(StrategyResult.NONE);
        String cost = "cost, instance-seconds";
        String length = "a run takes, seconds";
        String paid = "instance-seconds";
        String warmups = "warm-ups";
        ReportEntry.Builder entry = ReportEntry.builder(
                        strategy.name(), strategy.makespanSeconds().mean(), strategy.spentInstanceSeconds())
                .describedAs(strategy.description())
                .group(strategy.group())
                .mark(mark(strategy, verdict))
                .timeline(strategy.timeline())
                .figure(Column.under(cost, "a run"), strategy.cost())
                .figure(Column.under(cost, "less than none"), none ? null : (Double) beside.mean())
                .figure(Column.under(cost, "±\u00a095\u00a0%"), none ? null : (Double) beside.half());
        if (money != null) {
            entry.figure(Column.under("money", Money.runs(told)), told * money.of(strategy.cost()));
            money.aMonth(strategy.cost()).ifPresent(month -> entry.figure(Column.under("money", "a month"), month));
        }
        return entry.figure(
                        Column.under(length, "mean"), strategy.makespanSeconds().mean())
                .figure(Column.under(length, "p50"), strategy.makespanSeconds().p50())
                .figure(Column.under(length, "p95"), strategy.makespanSeconds().p95())
                .figure(Column.under(length, "p99"), strategy.makespanSeconds().p99())
                .figure(
                        new Column("", "hidden, %", 1),
                        strategy.hidden().map(share -> 100 * share).orElse(null))
                .figure(Column.of("cold starts met"), strategy.coldStartsMet().mean())
                .figure(
                        Column.under(paid, "idle"),
                        strategy.idleInstanceSeconds().mean())
                .figure(
                        Column.under(paid, "wasted"),
                        strategy.wastedInstanceSeconds().mean())
                .figure(Column.under(warmups, "sent"), strategy.warmupsSent().mean())
                .figure(Column.under(warmups, "used"), strategy.warmupsUsed().mean())
                .figure(Column.under(warmups, "late"), strategy.warmupsLate().mean())
                .figure(
                        Column.under(warmups, "in vain"),
                        strategy.warmupsWasted().mean())
                .build();
    }

    private static Mark mark(StrategyResult strategy, @Nullable Verdict verdict) {
        if (verdict == null) {
            return Mark.NONE;
        }
        if (!verdict.worthDoing()) {
            return strategy.name().equals(StrategyResult.NONE) ? Mark.ENOUGH : Mark.NONE;
        }
        if (strategy.equals(verdict.cheapest())) {
            return Mark.CHEAPEST;
        }
        return verdict.asCheap().contains(strategy) ? Mark.AS_CHEAP : Mark.NONE;
    }

    private static String json(ComparisonResult result, @Nullable Money money) {
        StringWriter json = new StringWriter();
        try {
            ComparisonJson.write(result, money, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return json.toString();
    }
}
