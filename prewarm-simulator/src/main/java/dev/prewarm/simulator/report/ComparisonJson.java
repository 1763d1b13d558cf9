package dev.prewarm.simulator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.Measure;
import dev.prewarm.simulator.comparison.StrategyResult;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a {@link ComparisonResult} as JSON. */
public final class ComparisonJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonGenerator json;
    private final @Nullable Money money;

    private ComparisonJson(JsonGenerator json, @Nullable Money money) {
        this.json = json;
        this.money = money;
    }

    /**
     * Writes the result as one JSON object, numbers with four digits after the point, money and the price with six
     * significant ones; without timelines.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(ComparisonResult result, Writer out) throws IOException {
        write(result, null, out);
    }

    /**
     * The same, in money, too.
     *
     * @param money what costs are in money; null if it is not known
     * @throws IOException if it cannot be written
     */
    public static void write(ComparisonResult result, @Nullable Money money, Writer out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            new ComparisonJson(json, money).comparison(result);
        }
        out.write('\n');
    }

    private void comparison(ComparisonResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("workflow", result.workflow());
        json.writeStringField("scenario", result.scenario());
        json.writeStringField("autoscaler", result.autoscaler().toString());
        json.writeNumberField("tasks", result.tasks());
        json.writeNumberField("edges", result.edges());
        json.writeNumberField("runs", result.runs());
        json.writeNumberField("seed", result.seed());
        amount("price", result.price());
        measure("hideableSeconds", result.hideableSeconds());
        json.writeArrayFieldStart("strategies");
        for (StrategyResult strategy : result.strategies()) {
            strategy(strategy);
        }
        json.writeEndArray();
        if (money != null) {
            json.writeObjectFieldStart("money");
            amount("instanceCost", money.instanceCost());
            amount("secondWorth", money.secondWorth());
            if (money.runsPerMonth() != null) {
                json.writeNumberField("runsPerMonth", money.runsPerMonth());
            }
            json.writeEndObject();
        }
        Verdict verdict = Verdict.of(result).orElse(null);
        if (verdict != null) {
            verdict(verdict);
        }
        json.writeEndObject();
    }

    private void verdict(Verdict verdict) throws IOException {
        json.writeObjectFieldStart("verdict");
        json.writeBooleanField("worthDoing", verdict.worthDoing());
        json.writeStringField("cheapest", verdict.cheapest().name());
        json.writeArrayFieldStart("asCheap");
        for (StrategyResult strategy : verdict.asCheap()) {
            json.writeString(strategy.name());
        }
        json.writeEndArray();
        json.writeStringField("text", String.join(" ", verdict.sentences(money)));
        json.writeEndObject();
    }

    private void strategy(StrategyResult strategy) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", strategy.name());
        number("hiddenShare", strategy.hiddenShare());
        number("cost", strategy.cost());
        measure("makespanSeconds", strategy.makespanSeconds());
        measure("idleInstanceSeconds", strategy.idleInstanceSeconds());
        measure("wastedInstanceSeconds", strategy.wastedInstanceSeconds());
        measure("coldStartsMet", strategy.coldStartsMet());
        measure("warmupsSent", strategy.warmupsSent());
        measure("warmupsUsed", strategy.warmupsUsed());
        measure("warmupsLate", strategy.warmupsLate());
        measure("warmupsWasted", strategy.warmupsWasted());
        json.writeStringField("group", strategy.group().name().toLowerCase(Locale.ROOT));
        Interval beside = Verdict.interval(strategy.paired());
        json.writeObjectFieldStart("costBesideNone");
        number("mean", beside.mean());
        number("half", Double.isInfinite(beside.half()) ? null : (Double) beside.half());
        json.writeEndObject();
        if (money != null) {
            amount("moneyPerRun", money.of(strategy.cost()));
            if (money.runsPerMonth() != null) {
                amount("moneyPerMonth", money.aMonth(strategy.cost()).orElseThrow());
            }
        }
        json.writeEndObject();
    }

    /** Of money or a price, which may be far below 1. */
    private void amount(String field, double value) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(Figures.significant(value));
    }

    private void measure(String field, Measure measure) throws IOException {
        json.writeObjectFieldStart(field);
        number("mean", measure.mean());
        number("p50", measure.p50());
        number("p95", measure.p95());
        number("p99", measure.p99());
        json.writeEndObject();
    }

    private void number(String field, @Nullable Double value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(Figures.exact(value));
        }
    }
}
