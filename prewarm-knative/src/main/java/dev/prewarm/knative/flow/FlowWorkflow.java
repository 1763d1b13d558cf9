package dev.prewarm.knative.flow;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link Workflow} of what is reached from a flow. */
final class FlowWorkflow {
    private final FlowNode flow;
    private final FlowTraversal traversal;
    private final Map<FlowNode, Draft> drafts = new LinkedHashMap<>();

    private FlowWorkflow(FlowNode flow, FlowTraversal traversal) {
        this.flow = flow;
        this.traversal = traversal;
    }

    /** The workflow; empty if no task is reached. */
    static Optional<Workflow> of(FlowNode flow, FlowTraversal traversal) {
        return traversal.tasks().isEmpty() ? Optional.empty() : Optional.of(new FlowWorkflow(flow, traversal).build());
    }

    /** What identifies the workflow of a flow. */
    static String nameOf(FlowNode flow) {
        return flow.toString();
    }

    private Workflow build() {
        Workflow.Builder builder = Workflow.builder(nameOf(flow));
        Map<String, Integer> taken = new HashMap<>();
        String root = unique(flow.nameWithin(flow.namespace()), taken);
        for (FlowNode task : traversal.tasks()) {
            drafts.put(task, new Draft(unique(task.nameWithin(flow.namespace()), taken), new ArrayList<>(2)));
        }
        drafts.forEach((task, draft) -> addAfter(draft.id, traversal.next(task)));
        if (needsRoot()) {
            builder.localTask(root);
            addAfter(root, traversal.next(flow));
        }
        drafts.forEach((task, draft) -> add(builder, task, draft));
        return builder.build();
    }

    private void addAfter(String id, Map<FlowNode, Double> next) {
        next.forEach((task, probability) -> draft(task).options.add(after(id).withProbability(probability)));
    }

    /** A task that starts with the run is a root; one that may not start, or may start later as well, must follow one. */
    private boolean needsRoot() {
        return traversal.next(flow).entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue() < 1 || !draft(entry.getKey()).options.isEmpty());
    }

    private Draft draft(FlowNode task) {
        return requireNonNull(drafts.get(task), () -> "not a task of this flow: " + task);
    }

    private static void add(Workflow.Builder builder, FlowNode task, Draft draft) {
        Target target = task.target();
        if (draft.options.size() > 1 && !task.waitsForAll()) {
            // Knative's flows do not join: each event is handed on as it comes, and the first of them starts the task.
            draft.options.add(needing(1));
        }
        TaskOption[] options = draft.options.toArray(TaskOption[]::new);
        if (target == null) {
            builder.localTask(draft.id, options);
        } else {
            builder.task(draft.id, target, options);
        }
    }

    /** @param taken the ids that are taken, and how often each was asked for, so that none is tried twice */
    private static String unique(String id, Map<String, Integer> taken) {
        String unique = id;
        int n = taken.getOrDefault(id, 0);
        while (taken.containsKey(unique)) {
            n++;
            unique = id + "#" + n;
        }
        taken.put(unique, 1);
        taken.put(id, Math.max(n, 1));
        return unique;
    }

    /** A task to be added, and what it comes after. */
    private record Draft(String id, List<TaskOption> options) {}
}
