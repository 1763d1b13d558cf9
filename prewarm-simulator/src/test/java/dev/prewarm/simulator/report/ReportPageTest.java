package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.FixedComparison;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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

    /** A row of the table: its name without marks, and its cells. */
    private static Map<String, List<String>> rows(String html) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Matcher row = Pattern.compile("<tr[^>]*><th scope=\"row\">([^< ]*)[^\n]*?</th>(<td.*?)</tr>")
                .matcher(html);
        while (row.find()) {
            rows.put(
                    row.group(1),
                    Pattern.compile("<td[^>]*>([^<]*)</td>")
                            .matcher(row.group(2))
                            .results()
                            .map(cell -> cell.group(1))
                            .toList());
        }
        return rows;
    }

    /** At a price of 10: three seconds of delay, or one and what is idle. */
    @Test
    void theTableHasTheFiguresOfTheJsonWithTwoDigitsThatStandBelowEachOther() throws IOException {
        Map<String, List<String>> rows = rows(comparison());
        assertThat(rows.keySet())
                .containsExactly(
                        "cost-aware", "timed-lead", "next-hop", "full-path", "none", "always-on", "clairvoyant");
        assertThat(rows.get("cost-aware"))
                .startsWith("10.00", "20.00", "0.00", "16", "16", "16", "16", "100", "1", "0.00", "0.00", "2");
        assertThat(rows.get("timed-lead")).startsWith("10.12", "19.88", "0.00").contains("0.12");
        assertThat(rows.get("none")).startsWith("30.00", "–", "–", "18");
        assertThat(rows.get("always-on"))
                .startsWith("2000.00", "−1970.00", "0.00", "15")
                .contains("150");
    }

    @Test
    void theVerdictComesFirstAndTheBestRowIsMarked() throws IOException {
        String html = comparison();
        assertThat(html.indexOf("cost-aware is the cheapest at this price: a run costs 20.00 ± 0.00"))
                .isPositive()
                .isLessThan(html.indexOf("<table>"));
        assertThat(html)
                .containsOnlyOnce("<tr class=\"best\">")
                .contains("<tr class=\"best\"><th scope=\"row\">cost-aware <span class=\"badge\">cheapest</span></th>");
    }

    @Test
    void whatCannotBeToldFromTheBestIsMarkedToo() throws IOException {
        String html = html(ComparisonPage.of(
                Scenarios.named("paper"),
                Results.of(Results.none(2), Results.usable("a", -20, -22), Results.usable("b", -22, -20.5))));
        assertThat(html)
                .contains("<tr class=\"as-good\"><th scope=\"row\">a <span class=\"badge\">as cheap</span></th>");
    }

    @Test
    void whereNothingIsWorthDoingNoneIsTheBest() throws IOException {
        String html = html(
                ComparisonPage.of(Scenarios.named("paper"), Results.of(Results.none(3), Results.usable("a", 1, 1, 1))));
        assertThat(html)
                .contains("<p>Nothing is worth doing: ")
                .contains("<tr class=\"best\"><th scope=\"row\">none <span class=\"badge\">enough</span>");
    }

    /** The first row has no figure in some columns. */
    @Test
    void columnsStandWhereTheyDoWhoeverComesFirst() throws IOException {
        String html = html(
                ComparisonPage.of(Scenarios.named("paper"), Results.of(Results.none(3), Results.usable("a", 1, 1, 1))));
        assertThat(html).containsOnlyOnce("colspan=\"3\">cost, instance-seconds</th>");
        assertThat(rows(html).get("none")).element(1).isEqualTo("–");
        assertThat(rows(html).get("a")).element(1).isEqualTo("−1");
    }

    @Test
    void whatIsThereToCompareWithIsSetApartAndExplained() throws IOException {
        String html = comparison();
        int instead = html.indexOf("<span>what people do instead</span></th></tr>");
        assertThat(instead).isPositive().isLessThan(html.indexOf("<th scope=\"row\">always-on</th>"));
        assertThat(instead).isGreaterThan(html.indexOf("<th scope=\"row\">full-path</th>"));
        assertThat(html).contains("<div><dt>always-on</dt><dd>as fixed</dd></div>");
    }

    /** The paper's run costs 10 at best, in instance-seconds, and 2,592,000 seconds are a month. */
    @Test
    void costsAreSaidInMoneyIfItIsKnown() throws IOException {
        String html = html(ComparisonPage.of(Scenarios.named("paper"), result(), new Money(0.00002, 0.0002, 100_000L)));
        assertThat(html)
                .contains("colspan=\"2\">money</th>")
                .contains("<th class=\"first\" scope=\"col\">1,000,000 runs</th>")
                .contains("<th scope=\"col\">a month</th>");
        assertThat(rows(html).get("cost-aware")).startsWith("10.00", "20.00", "0.00", "200.00", "20.00");
        assertThat(html).contains("in money it saves 0.0004 a run, 40.00 in a month of 100,000 runs.");
        assertThat(comparison()).doesNotContain("money");
    }

    @Test
    void theTableAndTheScatterCanBeScrolledByKeyboardAndSaySo() throws IOException {
        assertThat(comparison())
                .contains("<p class=\"hint\" aria-hidden=\"true\">scroll sideways")
                .contains("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Figures\">");
    }

    private static List<String> timelines(String html) {
        return Pattern.compile("<article>\n<h3>([^<]*) <span>")
                .matcher(html)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    @Test
    void strategiesWhoseTimelinesCoincideShareOne() throws IOException {
        assertThat(timelines(comparison()))
                .containsExactly("cost-aware, timed-lead, next-hop, full-path, clairvoyant", "none", "always-on");
    }

    @Test
    void theTimeIsSaidOnceForAllTimelines() throws IOException {
        assertThat(comparison()).containsOnlyOnce("<div class=\"lane time\"").containsOnlyOnce(">15 s</text>");
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
        ReportEntry entry = ReportEntry.builder("none", 0, 0).build();
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
