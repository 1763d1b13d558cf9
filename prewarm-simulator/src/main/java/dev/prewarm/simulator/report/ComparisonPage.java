package dev.prewarm.simulator.report;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The page of a comparison; its figures are those of the JSON, which it carries with it. */
public final class ComparisonPage {
    private ComparisonPage() {}

    /** The page of the result. */
    public static ReportPage of(Scenario scenario, ComparisonResult result) {
        ReportPage.Builder page = ReportPage.builder(result.workflow())
                .subtitle(scenario.name() + ": " + scenario.description())
                .subtitle(result.tasks() + " tasks, " + result.edges() + " edges, " + result.runs() + " runs ("
                        + scenario.arrivals() + "), seed " + result.seed() + ", autoscaler " + result.autoscaler()
                        + "; a second of delay is worth "
                        + DurationText.number(result.price())
                        + " idle instance-seconds. Figures are means over the runs where nothing else is said.")
                .data(json(result));
        result.strategies().forEach(strategy -> page.entry(entry(strategy)));
        return page.build();
    }

    private static ReportEntry entry(StrategyResult strategy) {
        ImmutableMap<String, String> figures = ImmutableMap.<String, String>builder()
                .put("cost", Figures.exact(strategy.cost()))
                .put("seconds", Figures.exact(strategy.makespanSeconds().mean()))
                .put("p50", Figures.exact(strategy.makespanSeconds().p50()))
                .put("p95", Figures.exact(strategy.makespanSeconds().p95()))
                .put("p99", Figures.exact(strategy.makespanSeconds().p99()))
                .put("hidden share", Figures.exactOrDash(strategy.hiddenShare()))
                .put("cold starts met", Figures.exact(strategy.coldStartsMet().mean()))
                .put("idle", Figures.exact(strategy.idleInstanceSeconds().mean()))
                .put("wasted", Figures.exact(strategy.wastedInstanceSeconds().mean()))
                .put("sent", Figures.exact(strategy.warmupsSent().mean()))
                .put("used", Figures.exact(strategy.warmupsUsed().mean()))
                .put("late", Figures.exact(strategy.warmupsLate().mean()))
                .put("in vain", Figures.exact(strategy.warmupsWasted().mean()))
                .buildOrThrow();
        return new ReportEntry(
                strategy.name(),
                strategy.makespanSeconds().mean(),
                strategy.spentInstanceSeconds(),
                strategy.bound(),
                figures,
                strategy.timeline());
    }

    private static String json(ComparisonResult result) {
        StringWriter json = new StringWriter();
        try {
            ComparisonJson.write(result, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return json.toString();
    }
}
