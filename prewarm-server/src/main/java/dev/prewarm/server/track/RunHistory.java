package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The runs that a journal tells of, for whoever looks back. */
public final class RunHistory {
    private static final int MOST_EVENTS = 100_000;

    private final Map<RunId, TrackedRun> runs = new LinkedHashMap<>();
    private final Map<String, Told> shapes = new HashMap<>();

    private RunHistory() {}

    /**
     * A run that has ended.
     *
     * @param report what has become of its tasks
     * @param shape the tasks of its workflow, as they were told last; one that is no workflow, without tasks or with a cycle,
     *     only if no other one was told
     */
    public record PastRun(RunReport report, Shape shape) {}

    /** A shape, when it was told last, and whether it is a workflow. */
    private record Told(Shape shape, Instant at, boolean usable) {}

    /**
     * Reads a journal.
     *
     * @param journal a file, or a directory of such
     * @param leftOut is told how many lines are no events, if there are such
     * @return the runs that have ended and whose workflow is known, in the order in which they were heard of
     * @throws IOException if it cannot be read
     */
    public static List<PastRun> read(Path journal, LongConsumer leftOut) throws IOException {
        RunHistory history = new RunHistory();
        JournalReader.Count count = new JournalReader().read(journal, history::take);
        if (count.unreadable() > 0) {
            leftOut.accept(count.unreadable());
        }
        List<PastRun> past = new ArrayList<>();
        for (TrackedRun run : history.runs.values()) {
            Told told = history.shapes.get(key(run.id.source(), run.id.workflow()));
            if (run.finishedAt != null && told != null) {
                past.add(new PastRun(run.report(Set.of()), told.shape()));
            }
        }
        return past;
    }

    private static String key(String source, String workflow) {
        return source + "\n" + workflow;
    }

    private void take(Event event) {
        if (event instanceof Event.RunExpected expected) {
            shape(expected, expected.shape());
        }
        if (!(event instanceof Event.OfRun ofRun)) {
            return;
        }
        TrackedRun run = runs.computeIfAbsent(ofRun.run(), id -> new TrackedRun(id, event.at()));
        if (ofRun instanceof Event.RunStarted started) {
            run.startedAt = started.at();
            shape(started, started.shape());
        } else if (ofRun instanceof Event.RunFinished finished) {
            run.finishedAt = finished.at();
            run.failed = finished.failed();
            run.closed = true;
        } else if (ofRun instanceof Event.OfTask ofTask) {
            run.take(ofTask, MOST_EVENTS);
        }
    }

    private void shape(Event by, @Nullable Shape shape) {
        if (shape == null) {
            return;
        }
        Told last = shapes.get(key(by.source(), by.workflow()));
        boolean usable =
                (last != null && last.shape().equals(shape)) ? last.usable() : isWorkflow(by.workflow(), shape);
        boolean replaces = last == null || (usable == last.usable() ? !by.at().isBefore(last.at()) : usable);
        if (replaces) {
            shapes.put(key(by.source(), by.workflow()), new Told(shape, by.at(), usable));
        }
    }

    private static boolean isWorkflow(String name, Shape shape) {
        try {
            new RunGraph(name, shape, Map.of(), Map.of());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
