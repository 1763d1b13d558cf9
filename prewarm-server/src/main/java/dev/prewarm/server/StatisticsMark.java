package dev.prewarm.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import dev.prewarm.server.journal.OwnLine;
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

    /** By what statistics are known. */
    static String hash(byte[] statistics) {
        return Hashing.sha256().hashBytes(statistics).toString();
    }

    /** As a line of the journal. */
    byte[] toLine() {
        String id = "saved-" + at.toEpochMilli();
        return OwnLine.of(TYPE, "prewarm-server", id, at, OwnLine.data().put("sha256", sha256));
    }

    /** What was written to the journal; empty if that is something else. */
    static Optional<StatisticsMark> fromLine(JsonNode json) {
        return OwnLine.read(
                json,
                TYPE,
                (data, at) -> new StatisticsMark(at, data.path("sha256").asText()));
    }
}
