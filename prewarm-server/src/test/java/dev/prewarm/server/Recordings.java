package dev.prewarm.server;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prewarm.server.event.CloudEventReader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.InvalidEventException;
import dev.prewarm.server.event.LineageReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Events of real Airflow runs, which are kept beside the repository. */
public final class Recordings {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Recordings() {}

    /** The events of a file with one recorded request a line; the test is skipped where it is missing. */
    public static List<Event> read(String file) {
        List<Event> events = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(find(file))) {
                read(MAPPER.readTree(line).get("event"), events);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
        return events;
    }

    private static void read(JsonNode json, List<Event> events) {
        try {
            if (json.isArray()) {
                for (JsonNode element : json) {
                    read(element, events);
                }
            } else if (json.has("specversion")) {
                new CloudEventReader().read(json).ifPresent(events::add);
            } else {
                events.addAll(new LineageReader().read(json));
            }
        } catch (InvalidEventException e) {
            throw new AssertionError("a recorded event is refused", e);
        }
    }

    private static Path find(String file) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path found = up.resolve("shared")
                    .resolve("data")
                    .resolve("airflow-events")
                    .resolve(file);
            if (Files.exists(found)) {
                return found;
            }
        }
        return abort("the recorded events are missing: no ../shared/data/airflow-events/" + file);
    }
}
