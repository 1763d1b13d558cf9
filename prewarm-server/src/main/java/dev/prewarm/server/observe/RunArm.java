package dev.prewarm.server.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prewarm.server.event.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a run is left cold that was announced: that follows from the announcement, which came before the run had a name. It is kept in
 * the journal, since the announcement is not known any more after a restart.
 *
 * @param run which
 * @param at when it started
 * @param heldOut whether it is left cold on purpose
 */
public record RunArm(RunId run, Instant at, boolean heldOut) {
    private static final String TYPE = "dev.prewarm.run.assigned.v1";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** As a line of the journal. */
    public byte[] toLine() {
        ObjectNode event = MAPPER.createObjectNode();
        // The source is among the data, where it may be any text.
        event.put("specversion", "1.0").put("type", TYPE).put("source", "prewarm-server");
        event.put("id", "assigned-" + at.toEpochMilli() + "-" + run.hashCode()).put("time", at.toString());
        event.putObject("data")
                .put("source", run.source())
                .put("workflow", run.workflow())
                .put("run", run.run())
                .put("heldOut", heldOut);
        return event.toString().getBytes(UTF_8);
    }

    /** What was written to the journal; empty if that is something else. */
    public static Optional<RunArm> fromLine(JsonNode json) {
        JsonNode data = json.path("data");
        if (!json.path("type").asText().equals(TYPE)) {
            return Optional.empty();
        }
        RunId run = new RunId(
                data.path("source").asText(),
                data.path("workflow").asText(),
                data.path("run").asText());
        try {
            return Optional.of(new RunArm(
                    run,
                    Instant.parse(json.path("time").asText()),
                    data.path("heldOut").asBoolean()));
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }
}
