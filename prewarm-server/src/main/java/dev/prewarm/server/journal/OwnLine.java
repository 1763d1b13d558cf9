package dev.prewarm.server.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/** A line of the journal by which the server notes something for itself: a CloudEvent of a type that is no part of the vocabulary. */
public final class OwnLine {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private OwnLine() {}

    /** Data of a line, to be filled. */
    public static ObjectNode data() {
        return MAPPER.createObjectNode();
    }

    /**
     * The line, without its end.
     *
     * @param source a URI reference
     */
    public static byte[] of(String type, String source, String id, Instant at, ObjectNode data) {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("specversion", "1.0").put("type", type).put("source", source);
        event.put("id", id).put("time", at.toString());
        event.set("data", data);
        return event.toString().getBytes(UTF_8);
    }

    /** What a line of that type says at its time; empty if it is another one. */
    public static <T> Optional<T> read(JsonNode line, String type, BiFunction<JsonNode, Instant, T> reader) {
        if (!line.path("type").asText().equals(type)) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(
                    line.path("data"), Instant.parse(line.path("time").asText())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
