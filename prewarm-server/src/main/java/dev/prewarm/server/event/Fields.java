package dev.prewarm.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, read strictly: what is there must be of its type, and what is absent or null is absent.
 */
final class Fields {
    /** The longest name of a run or a task; Airflow's are at most 250. */
    static final int LONGEST_NAME = 500;

    /** How many instances a task may have. */
    static final int MOST_INSTANCES = 1_000_000;

    private static final int MOST_TASKS = 20_000;
    private static final int LONGEST_EXCERPT = 60;
    /** RFC 3339 writes years in four digits. */
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final String where;
    private final JsonNode object;

    Fields(String where, @Nullable JsonNode object) throws InvalidEventException {
        if (object == null || !object.isObject()) {
            throw new InvalidEventException(where + " is " + kind(object) + ", but an object is needed");
        }
        this.where = where;
        this.object = object;
    }

    /** The field's value; null if there is none. */
    @Nullable
    JsonNode value(String field) {
        JsonNode value = object.get(field);
        return (value == null || value.isNull()) ? null : value;
    }

    boolean has(String field) {
        return object.has(field);
    }

    String name(String field) throws InvalidEventException {
        String name = text(field);
        if (name == null || name.isBlank()) {
            throw wrong(field, object.get(field), "a name");
        }
        return name;
    }

    @Nullable
    String text(String field) throws InvalidEventException {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        return checked(field, value);
    }

    private String checked(String field, JsonNode value) throws InvalidEventException {
        if (!value.isTextual()) {
            throw wrong(field, value, "a text");
        }
        String text = value.textValue();
        checkLength(where + "." + field, text);
        return text;
    }

    /** Checks that a text is no longer than names are, and can be written. */
    static void checkLength(String where, String text) throws InvalidEventException {
        if (text.length() > LONGEST_NAME) {
            throw new InvalidEventException(
                    where + " has " + text.length() + " characters, but at most " + LONGEST_NAME + " are allowed");
        }
        checkProper(where, text);
    }

    /** Checks that no half of a pair of surrogates is left alone: it could not be written. */
    private static void checkProper(String where, String text) throws InvalidEventException {
        if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))
                && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidEventException(where + " is no proper Unicode: \"" + excerpt(text) + "\"");
        }
    }

    /** Checks that the names of the fields can be those of a workflow's tasks. */
    void checkTasks() throws InvalidEventException {
        if (object.size() > MOST_TASKS) {
            throw new InvalidEventException(
                    where + " has " + object.size() + " tasks, but at most " + MOST_TASKS + " are allowed");
        }
        for (Map.Entry<String, JsonNode> task : object.properties()) {
            String name = task.getKey();
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                throw new InvalidEventException(where + " has a task \"" + excerpt(name) + "\", but a name of 1 to "
                        + LONGEST_NAME + " characters is needed");
            }
        }
    }

    boolean flag(String field) throws InvalidEventException {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    /** A whole number within the range; the default if there is none. */
    int number(String field, int least, int most, int otherwise) throws InvalidEventException {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw wrong(field, value, "a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    /** Seconds, at least 0; null if there are none. */
    @Nullable
    Duration seconds(String field) throws InvalidEventException {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        double seconds = value.isNumber() ? value.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= 1e9)) {
            throw wrong(field, value, "a number of seconds from 0 on");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    @Nullable
    Instant instant(String field) throws InvalidEventException {
        String text = text(field);
        if (text == null) {
            return null;
        }
        try {
            return dated(where + "." + field, OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            throw new InvalidEventException(
                    where + "." + field + " is \"" + excerpt(text)
                            + "\", but an instant with an offset is needed, such as 2026-11-28T18:00:00+00:00",
                    e);
        }
    }

    /** The instant of a time that can be one. */
    static Instant dated(String where, OffsetDateTime time) throws InvalidEventException {
        Instant at = time.toInstant();
        if (!canBe(at)) {
            throw new InvalidEventException(
                    where + " is " + excerpt(time.toString()) + ", but an instant from 1970 to 9999 is needed");
        }
        return at;
    }

    /** Whether an instant can be written, and read. */
    static boolean canBe(Instant at) {
        return !at.isBefore(Instant.EPOCH) && !at.isAfter(END_OF_TIME);
    }

    /** A list of texts; null if there is none. */
    @Nullable
    List<String> texts(String field) throws InvalidEventException {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            throw wrong(field, value, "an array");
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            texts.add(checked(field, element));
        }
        return texts;
    }

    private InvalidEventException wrong(String field, @Nullable JsonNode given, String allowed) {
        return new InvalidEventException(
                where + "." + field + " is " + kind(given) + ", but " + allowed + " is needed");
    }

    private static String kind(@Nullable JsonNode node) {
        return (node == null)
                ? "absent"
                : excerpt(node.isContainerNode() ? "an " + node.getNodeType() : node.toString());
    }

    static String excerpt(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ');
        return (line.length() <= LONGEST_EXCERPT) ? line : line.substring(0, LONGEST_EXCERPT) + "…";
    }
}
