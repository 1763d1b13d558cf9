package dev.prewarm.simulator.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.prewarm.Target;
import java.io.IOException;
import java.io.Writer;

/** Writes the document of a {@link WorkflowFile}. */
final class WorkflowFileWriter {
    private final JsonGenerator json;

    private WorkflowFileWriter(JsonGenerator json) {
        this.json = json;
    }

    static void write(Workload workload, Writer out) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            new WorkflowFileWriter(json).document(workload);
        }
        out.write('\n');
    }

    private void document(Workload workload) throws IOException {
        json.writeStartObject();
        json.writeNumberField("formatVersion", WorkflowFile.VERSION);
        json.writeStringField("name", workload.name());
        json.writeObjectFieldStart("services");
        for (Service service : workload.services()) {
            service(service);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("tasks");
        for (Step step : workload.steps()) {
            step(step);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void service(Service service) throws IOException {
        json.writeObjectFieldStart(service.name());
        if (!service.uri().equals(Service.defaultUri(service.name()))) {
            json.writeStringField("uri", service.uri().toString());
        }
        if (service.concurrency() != 0) {
            json.writeNumberField("concurrency", service.concurrency());
        }
        if (!service.retention().equals(Target.DEFAULT_RETENTION)) {
            json.writeStringField("retention", DurationText.of(service.retention()));
        }
        if (service.minScale() != 0) {
            json.writeNumberField("minScale", service.minScale());
        }
        distribution("coldStart", service.coldStart());
        json.writeEndObject();
    }

    private void step(Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", step.id());
        if (step.service() != null) {
            json.writeStringField("service", step.service());
        }
        if (!step.after().isEmpty()) {
            json.writeArrayFieldStart("after");
            for (Predecessor predecessor : step.after()) {
                predecessor(predecessor);
            }
            json.writeEndArray();
        }
        if (step.width() != 1) {
            json.writeNumberField("width", step.width());
        }
        if (step.needs() != 0) {
            json.writeNumberField("needs", step.needs());
        }
        distribution("duration", step.duration());
        json.writeEndObject();
    }

    private void predecessor(Predecessor predecessor) throws IOException {
        if (predecessor.equals(Predecessor.of(predecessor.task()))) {
            json.writeString(predecessor.task());
            return;
        }
        json.writeStartObject();
        json.writeStringField("task", predecessor.task());
        json.writeNumberField("probability", predecessor.probability());
        if (predecessor.declared() != predecessor.probability()) {
            json.writeNumberField("declaredProbability", predecessor.declared());
        }
        if (predecessor.alternative()) {
            json.writeBooleanField("alternative", true);
        }
        if (predecessor.resolvedBy() != null) {
            json.writeStringField("resolvedBy", predecessor.resolvedBy());
        }
        json.writeEndObject();
    }

    private void distribution(String field, Distribution distribution) throws IOException {
        if (distribution instanceof Distribution.Constant constant) {
            json.writeStringField(field, DurationText.of(constant.seconds()));
            return;
        }
        json.writeObjectFieldStart(field);
        parameters(distribution);
        json.writeEndObject();
    }

    private void parameters(Distribution distribution) throws IOException {
        if (distribution instanceof Distribution.LogNormal logNormal) {
            json.writeStringField("median", DurationText.of(logNormal.median()));
            json.writeNumberField("cv", logNormal.cv());
        } else if (distribution instanceof Distribution.TwoPoint twoPoint) {
            json.writeStringField("low", DurationText.of(twoPoint.low()));
            json.writeStringField("high", DurationText.of(twoPoint.high()));
            json.writeNumberField("highProbability", twoPoint.highProbability());
        } else if (distribution instanceof Distribution.Clipped clipped) {
            parameters(clipped.of());
            json.writeStringField("atLeast", DurationText.of(clipped.least()));
            json.writeStringField("atMost", DurationText.of(clipped.most()));
        } else if (distribution instanceof Distribution.Constant constant) {
            json.writeStringField("median", DurationText.of(constant.seconds()));
        }
    }
}
