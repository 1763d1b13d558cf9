package dev.prewarm.server.track;

import dev.prewarm.Target;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TriggerRule;
import dev.prewarm.server.service.Services;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered of a workflow between its runs: its latest shape, and what its tasks said of themselves. Not thread-safe. */
final class KnownWorkflow {
    private final String name;
    private final Map<String, List<String>> calls = new HashMap<>();
    private final Map<String, TriggerRule> rules = new HashMap<>();
    private @Nullable Shape shape;
    private Instant shapeAt = Instant.MIN;
    private @Nullable RunGraph graph;

    KnownWorkflow(String name) {
        this.name = name;
    }

    /** A run that started then told its shape; the latest run's holds. */
    void told(Shape told, Instant at) {
        if (!at.isBefore(shapeAt)) {
            shape = told;
            shapeAt = at;
            calls.keySet().retainAll(told.steps().keySet());
            rules.keySet().retainAll(told.steps().keySet());
        }
    }

    /** A task said what it calls. */
    void calls(String task, List<String> told) {
        if (isTask(task)) {
            calls.put(task, List.copyOf(told));
        }
    }

    /** A task said when it may run. */
    void rule(String task, TriggerRule told) {
        if (isTask(task)) {
            rules.put(task, told);
        }
    }

    private boolean isTask(String task) {
        return shape != null && shape.steps().containsKey(task);
    }

    @Nullable
    Shape shape() {
        return shape;
    }

    /**
     * The workflow of a shape, with the targets that its tasks have now.
     *
     * @throws IllegalArgumentException if the shape is no workflow
     */
    RunGraph graph(Shape of, Services services) {
        Map<String, List<Target>> targets = new LinkedHashMap<>();
        Map<String, TriggerRule> known = new HashMap<>();
        for (Map.Entry<String, Step> entry : of.steps().entrySet()) {
            String task = entry.getKey();
            Step step = entry.getValue();
            List<Target> called = services.of(name, task, step.calls(), calls.get(task));
            if (!called.isEmpty()) {
                targets.put(task, called);
            }
            TriggerRule rule = (step.rule() == null) ? rules.get(task) : step.rule();
            if (rule != null) {
                known.put(task, rule);
            }
        }
        RunGraph last = graph;
        if (last == null || !last.isOf(of, targets, known)) {
            last = new RunGraph(name, of, targets, known);
            graph = last;
        }
        return last;
    }
}
