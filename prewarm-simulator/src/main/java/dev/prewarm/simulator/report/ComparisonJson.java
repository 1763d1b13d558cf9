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
import org.jspecify.annotations.Nullable;

/** Writes a {@link ComparisonResult} as JSON. */
public final class ComparisonJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonGenerator json;

    private ComparisonJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes the result as one JSON object, numbers with four digits after the point; without timelines.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(ComparisonResult result, Writer out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            new ComparisonJson(json).comparison(result);
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
        number("price", result.price());
        measure("hideableSeconds", result.hideableSeconds());
        json.writeArrayFieldStart("strategies");
        for (StrategyResult strategy : result.strategies()) {
            strategy(strategy);
        }
        json.writeEndArray();
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
        json.writeEndObject();
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
