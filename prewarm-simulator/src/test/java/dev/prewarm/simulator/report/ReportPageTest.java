package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.FixedComparison;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static String html(ReportPage page) throws IOException {
        StringWriter out = new StringWriter();
        page.writeTo(out);
        return out.toString();
    }

    private static String comparison() throws IOException {
        return html(ComparisonPage.of(Scenarios.named("paper"), result()));
    }

    private static ComparisonResult result() {
        FixedComparison comparison = new FixedComparison(2);
        return comparison.run(
                ComparisonRequest.builder(Scenarios.named("paper"))
                        .contestants(comparison.contestants())
                        .timelines(true)
                        .build(),
                Comparison.Progress.NONE);
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws IOException {
        assertThat(comparison()).doesNotContainPattern("(?:src|href|url)\\s*[=(]\\s*[\"']?(?:https?:)?//");
        assertThat(comparison()).doesNotContain("@import").doesNotContain("@font-face");
    }

    @Test
    void thePageCarriesTheJson() throws IOException {
        StringWriter json = new StringWriter();
        ComparisonJson.write(result(), json);
        assertThat(comparison()).contains(json.toString());
    }

    @Test
    void theTableHasTheFiguresOfTheJson() throws IOException {
        StringWriter json = new StringWriter();
        ComparisonJson.write(result(), json);
        String[] rows = comparison().split("<tr");
        for (StrategyResult strategy : result().strategies()) {
            assertThat(rows)
                    .anySatisfy(row -> assertThat(row)
                            .contains("<th scope=\"row\">" + strategy.name() + "</th><td>"
                                    + Figures.exact(strategy.cost()) + "</td>")
                            .contains("<td>"
                                    + Figures.exact(strategy.makespanSeconds().mean()) + "</td>")
                            .contains("<td>"
                                    + Figures.exact(
                                            strategy.idleInstanceSeconds().mean()) + "</td>"));
            assertThat(json.toString()).contains("\"cost\" : " + Figures.exact(strategy.cost()));
        }
    }

    @Test
    void everyStrategyHasATimeline() throws IOException {
        List<String> titles = Pattern.compile("<h3>([^<]*)</h3>")
                .matcher(comparison())
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        assertThat(titles).isEqualTo(new FixedComparison(2).contestants());
    }

    @Test
    void namesAreEscaped() throws IOException {
        ReportEntry entry = ReportEntry.of("<b>&\"fast\"</b>", 1, 0, 0, 0, null);
        assertThat(html(ReportPage.builder("<i>").entry(entry).build()))
                .contains("&lt;b&gt;&amp;&quot;fast&quot;&lt;/b&gt;")
                .doesNotContain("<b>")
                .doesNotContain("<i>");
    }

    @Test
    void aSingleStrategyWithoutFiguresIsAPageToo() throws IOException {
        ReportEntry entry = new ReportEntry("none", 0, 0, false, ImmutableMap.of(), null);
        assertThat(html(ReportPage.builder("empty").entry(entry).build()))
                .contains("<h1>empty</h1>")
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
    }

    @Test
    void theFrontIsWhatNothingBeats() {
        ReportEntry none = ReportEntry.of("none", 18, 3, 0, 0, null);
        ReportEntry slow = ReportEntry.of("slow", 17, 2, 12, 1, null);
        ReportEntry good = ReportEntry.of("good", 16, 1, 9, 2, null);
        ReportEntry fast = ReportEntry.of("fast", 15, 0, 40, 3, null);
        assertThat(ParetoFront.of(List.of(slow, fast, none, good))).containsExactly(none, good, fast);
    }
}
