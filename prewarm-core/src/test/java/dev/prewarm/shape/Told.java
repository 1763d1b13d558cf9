package dev.prewarm.shape;

import static java.util.stream.Collectors.joining;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.shape.Trace.Call;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a trace of a line of text, and a line of text of what was learned. */
public final class Told {
    private Told() {}

    /** Has shapes learn of a run, as {@link #trace} describes it. */
    public static void learn(Shapes shapes, String workflow, long run, String events) {
        shapes.learn(workflow, run, trace(events));
    }

    /**
     * A trace of events that are apart from each other but for those joined by "&": "a" starts a call of kind a, "/a" ends the
     * oldest one, "!a" lets it fail, "~a" gives it up.
     */
    @SuppressWarnings("StringSplitter") // no part is empty
    static Trace trace(String events) {
        Trace trace = new Trace();
        Map<String, Deque<Call>> running = new HashMap<>();
        long batch = 0;
        for (String moment : events.split(" ")) {
            trace.batch(++batch);
            for (String event : moment.split("&")) {
                String kind = event.replaceFirst("^[/!~]", "");
                Deque<Call> calls = running.computeIfAbsent(kind, k -> new ArrayDeque<>());
                switch (event.charAt(0)) {
                    case '/' -> trace.ended(calls.remove(), false);
                    case '!' -> trace.ended(calls.remove(), true);
                    case '~' -> trace.cancelled(calls.remove());
                    default -> Optional.ofNullable(trace.started(kind)).ifPresent(calls::add);
                }
            }
        }
        return trace;
    }

    /** The workflow that such runs have taught. */
    static Workflow learned(String... runs) {
        return workflow(shape(1, runs));
    }

    static Workflow workflow(Shape shape) {
        return Structure.of(shape).workflow(shape, Told::target);
    }

    /** What such runs have shown, which are known by numbers from the first one on. */
    static Shape shape(long first, String... runs) {
        Shape shape = Shape.unseen("w");
        for (int i = 0; i < runs.length; i++) {
            shape = shape.learn(first + i, trace(runs[i]));
        }
        return shape;
    }

    static Optional<Target> target(String kind) {
        return Optional.of(Target.of(kind, URI.create("http://" + kind + ".example.org")));
    }

    /** Each task with what it waits for, such as "a; b: a?0.50; c: a b any 1". */
    static String describe(Workflow workflow) {
        return workflow.tasks().stream()
                .map(task -> describe(workflow, task))
                .sorted()
                .collect(joining("; "));
    }

    private static String describe(Workflow workflow, Task task) {
        String edges =
                workflow.incoming(task).stream().map(Told::describe).sorted().collect(joining(" "));
        return task.id()
                + (task.width() == 1 ? "" : " x" + task.width())
                + (task.limit() == Integer.MAX_VALUE ? "" : " at most " + task.limit())
                + (edges.isEmpty() ? "" : ": " + edges)
                + (task.needs() == 0 ? "" : " any " + task.needs());
    }

    private static String describe(Dependency in) {
        String sure = in.certain() ? "" : String.format(java.util.Locale.ROOT, "%.2f", in.probability());
        String way = sure.isEmpty() ? "" : (in.alternative() ? "|" : "?");
        return in.from().id()
                + way
                + sure
                + switch (in.trigger()) {
                    case SUCCESS -> "";
                    case FAILURE -> " failed";
                    case COMPLETION -> " over";
                };
    }
}
