package dev.prewarm.server.track;

import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TriggerRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The workflow that a shape stands for, with the targets of its tasks.
 *
 * <p>A task that calls several services is one task for each there, which start and end together; what comes after it comes after the
 * first. Immutable.
 */
final class RunGraph {
    /** How probable is what cannot be, but is asked for. */
    private static final double NEVER = 0.01;

    private static final int MOST_EDGES = 200_000;

    private final Shape shape;
    private final Map<String, List<Target>> targets;
    private final Map<String, TriggerRule> rules;
    private final Map<String, Set<String>> successors;
    private final Map<String, List<String>> ids = new LinkedHashMap<>();
    private final Workflow workflow;

    /**
     * The workflow of that name.
     *
     * @param targets by task id; tasks that are not in it call nothing
     * @param rules of the tasks of which one is known
     * @throws IllegalArgumentException if the shape is no workflow: it has no task, or a cycle, or more than 200,000 edges
     */
    RunGraph(String name, Shape shape, Map<String, List<Target>> targets, Map<String, TriggerRule> rules) {
        this.shape = shape;
        this.targets = targets;
        this.rules = rules;
        this.successors = successors(shape);
        checkEdges();
        Workflow.Builder builder = Workflow.builder(name);
        shape.steps().forEach((task, step) -> add(builder, task, step));
        this.workflow = builder.build();
    }

    private static Map<String, Set<String>> successors(Shape shape) {
        Map<String, Set<String>> successors = new LinkedHashMap<>();
        shape.steps().forEach((task, step) -> {
            for (String before : step.after()) {
                if (shape.steps().containsKey(before) && !before.equals(task)) {
                    successors
                            .computeIfAbsent(before, id -> new LinkedHashSet<>())
                            .add(task);
                }
            }
        });
        return successors;
    }

    /** Each of the tasks that stand for one has all of its edges. */
    private void checkEdges() {
        long edges = successors.values().stream()
                .flatMap(Set::stream)
                .mapToLong(task -> Math.max(1, targetsOf(task).size()))
                .sum();
        if (edges > MOST_EDGES) {
            throw new IllegalArgumentException("there are " + edges + " edges between tasks, but at most " + MOST_EDGES
                    + " are allowed; a task that passes between many and many makes them fewer");
        }
    }

    boolean isOf(Shape other, Map<String, List<Target>> otherTargets, Map<String, TriggerRule> otherRules) {
        return shape.equals(other) && targets.equals(otherTargets) && rules.equals(otherRules);
    }

    private void add(Workflow.Builder builder, String task, Step step) {
        TaskOption[] options = options(task, step);
        List<Target> called = targets.getOrDefault(task, List.of());
        List<String> named = new ArrayList<>();
        named.add(task);
        if (!called.isEmpty()) {
            builder.task(task, called.get(0), options);
        } else if (isPassing(task)) {
            builder.passingTask(task, options);
        } else {
            builder.localTask(task, options);
        }
        for (Target other : called.subList(Math.min(1, called.size()), called.size())) {
            String id = task + " → " + other.name();
            builder.task(id, other, options);
            named.add(id);
        }
        ids.put(task, List.copyOf(named));
    }

    /** Whether a task takes no time: it is said to, and nothing is called by it, nor does it have instances. */
    private boolean isPassing(String task) {
        Step step = shape.steps().get(task);
        return step != null
                && step.passes()
                && !step.mapped()
                && targets.getOrDefault(task, List.of()).isEmpty();
    }

    private TaskOption[] options(String task, Step step) {
        TriggerRule rule = rules.getOrDefault(task, TriggerRule.ALL_SUCCESS);
        List<TaskOption> options = new ArrayList<>();
        List<String> certain = new ArrayList<>();
        for (String before : new LinkedHashSet<>(step.after())) {
            Step chooser = shape.steps().get(before);
            if (chooser == null || before.equals(task)) {
                continue;
            }
            if (rule == TriggerRule.ALWAYS) {
                continue;
            }
            if (isPassing(before) && (rule == TriggerRule.ALL_FAILED || rule == TriggerRule.ONE_FAILED)) {
                // What takes no time cannot fail; an orchestrator may ask for it all the same.
                options.add(TaskOption.after(before).onCompletion().withProbability(NEVER));
            } else if (chooser.chooses()) {
                options.add(trigger(TaskOption.after(before), rule).withProbability(share(before)));
            } else {
                certain.add(before);
            }
        }
        if (!certain.isEmpty()) {
            options.add(trigger(TaskOption.after(certain.toArray(new String[0])), rule));
        }
        if (needsOne(rule) && !options.isEmpty()) {
            options.add(TaskOption.needing(1));
        }
        if (!isPassing(task) && step.width() > 1) {
            options.add(TaskOption.width(step.width()));
        }
        if (!isPassing(task) && step.limit() > 0 && (step.mapped() || step.width() > 1)) {
            options.add(TaskOption.limit(step.limit()));
        }
        return options.toArray(new TaskOption[0]);
    }

    /** How probable each way out of a choice is while nothing has been learned of it; one that may only stop does half of the time. */
    private double share(String chooser) {
        return 1.0 / Math.max(2, after(chooser).size());
    }

    private static TaskOption.After trigger(TaskOption.After after, TriggerRule rule) {
        return switch (rule) {
            case ALL_FAILED, ONE_FAILED -> after.onFailure();
            case ALL_DONE, ALL_DONE_MIN_ONE_SUCCESS, ALL_DONE_SETUP_SUCCESS, ALL_SKIPPED, ONE_DONE, NONE_SKIPPED ->
                after.onCompletion();
            case ALL_SUCCESS, ONE_SUCCESS, NONE_FAILED, NONE_FAILED_MIN_ONE_SUCCESS, ALWAYS -> after;
        };
    }

    private static boolean needsOne(TriggerRule rule) {
        return rule == TriggerRule.ONE_SUCCESS || rule == TriggerRule.ONE_FAILED || rule == TriggerRule.ONE_DONE;
    }

    Workflow workflow() {
        return workflow;
    }

    Shape shape() {
        return shape;
    }

    /** The tasks of the workflow that stand for one of the shape; empty if it has no such task. */
    List<String> idsOf(String task) {
        return ids.getOrDefault(task, List.of());
    }

    /** What comes directly after a task. */
    Set<String> after(String task) {
        return successors.getOrDefault(task, Set.of());
    }

    List<Target> targetsOf(String task) {
        return targets.getOrDefault(task, List.of());
    }

    /** The task's rule; null if it is not known. */
    @Nullable
    TriggerRule rule(String task) {
        return rules.get(task);
    }
}
