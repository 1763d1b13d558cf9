package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the journal that tells up to where statistics have it: what stands before the line is in them, if they were saved.
 *
 * @param at when
 * @param sha256 of the bytes of the statistics, by which they are known
 */
record StatisticsMark(Instant at, String sha256) {
    private static final String TYPE = "dev.prewarm.statistics.saved.v1";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** By what statistics are known. */
    static String hash(byte[] statistics) {
        return Hashing.sha256().hashBytes(statistics).toString();
    }

    /** As a line of the journal. */
    byte[] toLine() {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("specversion", "1.0").put("type", TYPE).put("source", "prewarm-server");
        event.put("id", "saved-" + at.toEpochMilli()).put("time", at.toString());
        event.putObject("data").put("sha256", sha256);
        return event.toString().getBytes(UTF_8);
    }

    /** What was written to the journal; empty if that is something else. */
    static Optional<StatisticsMark> fromLine(JsonNode json) {
        if (!json.path("type").asText().equals(TYPE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StatisticsMark(
                    Instant.parse(json.path("time").asText()),
                    json.path("data").path("sha256").asText()));
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }
}
