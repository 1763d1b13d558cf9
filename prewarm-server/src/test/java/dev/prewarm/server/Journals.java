package dev.prewarm.server;

import dev.prewarm.server.config.ConfigLoader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs that journals tell of, and the settings of a server that reads them. */
final class Journals {
    static final String SERVICE = "http://127.0.0.1:9";

    private Journals() {}

    static ConfigLoader loader(Path data) {
        return new ConfigLoader()
                .set("listen.host", "127.0.0.1")
                .set("listen.port", "0")
                .set("data", data.toString())
                .set("holdout", "0")
                .add("allow", "http://127.0.0.1:*");
    }

    /** The first file of a server's journal. */
    static Path file(Path data) {
        return data.resolve("journal").resolve("events-000001.jsonl");
    }

    /** Adds events to it. */
    static void append(Path data, List<Event> events) throws IOException {
        Path file = file(data);
        Files.createDirectories(file.getParent());
        EventWriter writer = new EventWriter("test");
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            for (Event event : events) {
                out.write(writer.write(event));
                out.write('\n');
            }
        }
    }

    static RunId id(String run) {
        return new RunId("airflow", "thumbnails", run);
    }

    static Shape chain(int tasks) {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (int i = 0; i < tasks; i++) {
            steps.put("task" + i, Step.of((i == 0) ? List.of() : List.of("task" + (i - 1)), List.of(SERVICE)));
        }
        return new Shape(steps);
    }

    static List<Event> run(String id, Instant at, int tasks) {
        return run(id, at, chain(tasks), tasks);
    }

    /** A run whose first tasks take three seconds each, one after the other, and that ends then. */
    static List<Event> run(String id, Instant at, @Nullable Shape shape, int tasks) {
        RunId run = id(id);
        List<Event> events = new ArrayList<>();
        events.add(new Event.RunStarted(run, at, shape, null));
        for (int i = 0; i < tasks; i++) {
            TaskId task = TaskId.of(run, "task" + i);
            events.add(new Event.TaskStarted(task, at.plusSeconds(4L * i + 1), null, null));
            events.add(new Event.TaskFinished(task, at.plusSeconds(4L * i + 4), null, Map.of()));
        }
        events.add(new Event.RunFinished(run, at.plusSeconds(4L * tasks + 1), false));
        return events;
    }

    static Event announced(String key, Instant at, @Nullable Instant due) {
        return announced(key, at, due, null);
    }

    static Event announced(String key, Instant at, @Nullable Instant due, @Nullable Shape shape) {
        return new Event.RunExpected("airflow", "thumbnails", at, due, Duration.ZERO, key, shape);
    }
}
