package dev.prewarm.server.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prewarm.server.event.CloudEventReader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.InvalidEventException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a journal: a file of it, or its directory. Safe for use by any thread. */
public final class JournalReader {
    private final ObjectMapper mapper = new ObjectMapper();
    private final CloudEventReader reader = new CloudEventReader();

    /** A reader. */
    public JournalReader() {}

    /**
     * How much was read.
     *
     * @param events lines that are events
     * @param others lines that are events of types that are not known
     * @param unreadable lines that are none, such as one that was cut off
     */
    public record Count(long events, long others, long unreadable) {}

    /**
     * Reads a file, or all files of a directory in the order in which they were written.
     *
     * @throws IOException if there is none, or it cannot be read
     */
    public Count read(Path journal, Consumer<Event> listener) throws IOException {
        return read(journal, listener, other -> {});
    }

    /** As {@link #read(Path, Consumer)}, with somebody who hears of events of other types. */
    public Count read(Path journal, Consumer<Event> listener, Consumer<JsonNode> others) throws IOException {
        List<Path> files = Files.isDirectory(journal) ? JournalFiles.in(journal) : List.of(journal);
        long[] counts = new long[3];
        for (Path file : files) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        counts[read(line, listener, others)]++;
                    }
                }
            }
        }
        return new Count(counts[0], counts[1], counts[2]);
    }

    /** 0 for an event, 1 for one of another type, 2 for none. */
    private int read(String line, Consumer<Event> listener, Consumer<JsonNode> others) {
        try {
            JsonNode json = mapper.readTree(line);
            Optional<Event> event = reader.read(json);
            event.ifPresentOrElse(listener, () -> others.accept(json));
            return event.isPresent() ? 0 : 1;
        } catch (JsonProcessingException | InvalidEventException e) {
            // The last line of a process that died; it is counted, and the caller says so.
            return 2;
        }
    }
}
