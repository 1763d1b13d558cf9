package dev.prewarm.server.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the project's own vocabulary. What it does not know, a type or a field, is left out; what it knows must be right. Safe for
 * use by any thread.
 */
public final class CloudEventReader {
    private final EventJson json = new EventJson();
    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A reader. */
    public CloudEventReader() {}

    /**
     * An event in CloudEvents' JSON.
     *
     * @return empty if it is of a type that is not known
     * @throws InvalidEventException if it is none, or a field is not as it has to be
     */
    public Optional<Event> read(JsonNode json) throws InvalidEventException {
        if (!json.isObject()) {
            throw new InvalidEventException("no CloudEvent: " + json.getNodeType() + ", but an object is needed");
        }
        if (json.path("type").asText().equals(EventTypes.RUN_MEASURED)) {
            // Older journals have such with a source that is no URI.
            return Optional.empty();
        }
        CloudEvent event;
        try {
            event = mapper.treeToValue(json, CloudEvent.class);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new InvalidEventException("no CloudEvent: " + Fields.excerpt(String.valueOf(e.getMessage())), e);
        }
        return read(event);
    }

    /**
     * An event.
     *
     * @return empty if it is of a type that is not known
     * @throws InvalidEventException if a field is not as it has to be
     */
    public Optional<Event> read(CloudEvent event) throws InvalidEventException {
        if (!event.getType().startsWith(EventTypes.PREFIX)) {
            return Optional.empty();
        }
        OffsetDateTime time = event.getTime();
        if (time == null) {
            throw new InvalidEventException(event.getType() + " has no time, but it is required");
        }
        String source = SourceNames.ofUri(event.getSource().toString());
        Fields.checkLength("source", source);
        Fields data = new Fields("data", json(event.getData()));
        return read(event.getType(), source, Fields.dated("time", time), data);
    }

    private @Nullable JsonNode json(@Nullable CloudEventData data) throws InvalidEventException {
        if (data == null) {
            return null;
        }
        try {
            return (data instanceof JsonCloudEventData read) ? read.getNode() : json.value(data.toBytes());
        } catch (IOException e) {
            throw new InvalidEventException("data is no JSON: " + Fields.excerpt(String.valueOf(e.getMessage())), e);
        }
    }

    private static Optional<Event> read(String type, String source, Instant at, Fields data)
            throws InvalidEventException {
        return switch (type) {
            case EventTypes.RUN_EXPECTED -> Optional.of(expected(source, at, data));
            case EventTypes.RUN_STARTED ->
                Optional.of(new Event.RunStarted(run(source, data), at, shape(data), data.instant("next")));
            case EventTypes.RUN_FINISHED ->
                Optional.of(new Event.RunFinished(run(source, data), at, data.flag("failed")));
            case EventTypes.TASK_STARTED ->
                Optional.of(new Event.TaskStarted(task(source, data), at, data.texts("calls"), rule(data)));
            case EventTypes.TASK_FINISHED ->
                Optional.of(new Event.TaskFinished(task(source, data), at, data.texts("chosen"), widths(data)));
            case EventTypes.TASK_FAILED ->
                Optional.of(new Event.TaskFailed(task(source, data), at, data.seconds("againAfter")));
            case EventTypes.TASK_SKIPPED -> Optional.of(new Event.TaskSkipped(task(source, data), at));
            default -> Optional.empty();
        };
    }

    private static Event expected(String source, Instant at, Fields data) throws InvalidEventException {
        Duration uncertainty = data.seconds("uncertainty");
        String key = data.text("key");
        return new Event.RunExpected(
                source,
                data.name("workflow"),
                at,
                data.instant("at"),
                (uncertainty == null) ? Duration.ZERO : uncertainty,
                (key == null) ? "" : key,
                shape(data));
    }

    private static RunId run(String source, Fields data) throws InvalidEventException {
        return new RunId(source, data.name("workflow"), data.name("run"));
    }

    private static TaskId task(String source, Fields data) throws InvalidEventException {
        return new TaskId(
                run(source, data),
                data.name("task"),
                data.number("attempt", 0, Integer.MAX_VALUE, 0),
                data.number("instance", TaskId.WHOLE, Fields.MOST_INSTANCES, TaskId.WHOLE));
    }

    private static @Nullable TriggerRule rule(Fields data) throws InvalidEventException {
        String name = data.text("rule");
        if (name == null || name.equals(EventTypes.UNKNOWN_RULE)) {
            return null;
        }
        return TriggerRule.of(name).orElse(TriggerRule.ALL_SUCCESS);
    }

    private static Map<String, Integer> widths(Fields data) throws InvalidEventException {
        JsonNode widths = data.value("widths");
        if (widths == null) {
            return Map.of();
        }
        Fields fields = new Fields("data.widths", widths);
        Map<String, Integer> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> width : widths.properties()) {
            read.put(width.getKey(), fields.number(width.getKey(), 0, Fields.MOST_INSTANCES, 0));
        }
        return read;
    }

    private static @Nullable Shape shape(Fields data) throws InvalidEventException {
        JsonNode tasks = data.value("tasks");
        if (tasks == null) {
            return null;
        }
        new Fields("data.tasks", tasks).checkTasks();
        Map<String, Step> steps = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> task : tasks.properties()) {
            steps.put(task.getKey(), step(new Fields("data.tasks." + task.getKey(), task.getValue())));
        }
        return new Shape(steps);
    }

    private static Step step(Fields task) throws InvalidEventException {
        List<String> after = task.texts("after");
        List<String> triggers = task.texts("triggers");
        String operator = task.text("operator");
        TriggerRule rule = rule(task);
        return new Step(
                (after == null) ? List.of() : after,
                task.texts("calls"),
                (rule == null && !EventTypes.UNKNOWN_RULE.equals(task.text("rule"))) ? TriggerRule.ALL_SUCCESS : rule,
                task.flag("mapped"),
                task.number("width", 0, Fields.MOST_INSTANCES, Step.UNKNOWN),
                task.number("limit", 1, Integer.MAX_VALUE, 0),
                task.flag("chooses"),
                task.flag("passes"),
                (triggers == null) ? List.of() : triggers,
                (operator == null) ? "" : operator);
    }
}
