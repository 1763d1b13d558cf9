package dev.prewarm.server.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.journal.OwnLine;
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

    /** As a line of the journal. */
    public byte[] toLine() {
        // The source is among the data, where it may be any text.
        ObjectNode data = OwnLine.data()
                .put("source", run.source())
                .put("workflow", run.workflow())
                .put("run", run.run())
                .put("heldOut", heldOut);
        String id = "assigned-" + at.toEpochMilli() + "-" + run.hashCode();
        return OwnLine.of(TYPE, "prewarm-server", id, at, data);
    }

    /** What was written to the journal; empty if that is something else. */
    public static Optional<RunArm> fromLine(JsonNode json) {
        return OwnLine.read(
                json,
                TYPE,
                (data, at) -> new RunArm(
                        new RunId(
                                data.path("source").asText(),
                                data.path("workflow").asText(),
                                data.path("run").asText()),
                        at,
                        data.path("heldOut").asBoolean()));
    }
}
