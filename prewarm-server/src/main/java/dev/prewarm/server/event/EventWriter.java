package dev.prewarm.server.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as CloudEvents in JSON, one line each; what {@link CloudEventReader} reads of a line equals what was written. Not
 * thread-safe.
 */
public final class EventWriter {
    private final JsonFactory factory = new JsonFactory();
    private final String prefix;
    private long count;

    /** @param prefix makes the ids of events unique, together with a count; such as the instant at which the process started */
    public EventWriter(String prefix) {
        this.prefix = prefix;
    }

    /** The event in one line, without its end. */
    public byte[] write(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("type", type(event));
            json.writeStringField("source", SourceNames.toUri(event.source()));
            json.writeStringField("id", prefix + "-" + ++count);
            json.writeStringField("time", event.at().toString());
            json.writeObjectFieldStart("data");
            json.writeStringField("workflow", event.workflow());
            data(json, event);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory nothing can fail", e);
        }
        return bytes.toByteArray();
    }

    private static String type(Event event) {
        if (event instanceof Event.RunExpected) {
            return EventTypes.RUN_EXPECTED;
        } else if (event instanceof Event.RunStarted) {
            return EventTypes.RUN_STARTED;
        } else if (event instanceof Event.RunFinished) {
            return EventTypes.RUN_FINISHED;
        } else if (event instanceof Event.TaskStarted) {
            return EventTypes.TASK_STARTED;
        } else if (event instanceof Event.TaskFinished) {
            return EventTypes.TASK_FINISHED;
        } else if (event instanceof Event.TaskFailed) {
            return EventTypes.TASK_FAILED;
        }
        return EventTypes.TASK_SKIPPED;
    }

    private static void data(JsonGenerator json, Event event) throws IOException {
        if (event instanceof Event.RunExpected expected) {
            expected(json, expected);
        } else if (event instanceof Event.OfRun ofRun) {
            json.writeStringField("run", ofRun.run().run());
        }
        if (event instanceof Event.OfTask ofTask) {
            task(json, ofTask.task());
        }
        if (event instanceof Event.RunStarted started) {
            shape(json, started.shape());
            if (started.next() != null) {
                json.writeStringField("next", started.next().toString());
            }
        } else if (event instanceof Event.RunFinished finished && finished.failed()) {
            json.writeBooleanField("failed", true);
        } else if (event instanceof Event.TaskStarted started) {
            texts(json, "calls", started.calls());
            if (started.rule() != null) {
                json.writeStringField("rule", started.rule().wireName());
            }
        } else if (event instanceof Event.TaskFinished finished) {
            texts(json, "chosen", finished.chosen());
            widths(json, finished.widths());
        } else if (event instanceof Event.TaskFailed failed && failed.againAfter() != null) {
            json.writeNumberField("againAfter", seconds(failed.againAfter()));
        }
    }

    private static void expected(JsonGenerator json, Event.RunExpected expected) throws IOException {
        if (expected.due() != null) {
            json.writeStringField("at", expected.due().toString());
        }
        if (!expected.uncertainty().isZero()) {
            json.writeNumberField("uncertainty", seconds(expected.uncertainty()));
        }
        if (!expected.key().isEmpty()) {
            json.writeStringField("key", expected.key());
        }
        shape(json, expected.shape());
    }

    private static void task(JsonGenerator json, TaskId task) throws IOException {
        json.writeStringField("task", task.task());
        if (task.attempt() > 0) {
            json.writeNumberField("attempt", task.attempt());
        }
        if (task.instance() != TaskId.WHOLE) {
            json.writeNumberField("instance", task.instance());
        }
    }

    private static void shape(JsonGenerator json, @Nullable Shape shape) throws IOException {
        if (shape == null) {
            return;
        }
        json.writeObjectFieldStart("tasks");
        for (Map.Entry<String, Step> entry : shape.steps().entrySet()) {
            Step step = entry.getValue();
            json.writeObjectFieldStart(entry.getKey());
            texts(json, "after", step.after());
            texts(json, "calls", step.calls());
            TriggerRule rule = step.rule();
            json.writeStringField("rule", (rule == null) ? EventTypes.UNKNOWN_RULE : rule.wireName());
            flag(json, "mapped", step.mapped());
            if (step.width() != Step.UNKNOWN) {
                json.writeNumberField("width", step.width());
            }
            if (step.limit() > 0) {
                json.writeNumberField("limit", step.limit());
            }
            flag(json, "chooses", step.chooses());
            flag(json, "passes", step.passes());
            texts(json, "triggers", step.triggers().isEmpty() ? null : step.triggers());
            if (!step.operator().isEmpty()) {
                json.writeStringField("operator", step.operator());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void flag(JsonGenerator json, String field, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(field, true);
        }
    }

    private static void texts(JsonGenerator json, String field, @Nullable Collection<String> texts) throws IOException {
        if (texts != null) {
            json.writeArrayFieldStart(field);
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
    }

    private static void widths(JsonGenerator json, Map<String, Integer> widths) throws IOException {
        if (!widths.isEmpty()) {
            json.writeObjectFieldStart("widths");
            for (Map.Entry<String, Integer> width : widths.entrySet()) {
                json.writeNumberField(width.getKey(), width.getValue());
            }
            json.writeEndObject();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
