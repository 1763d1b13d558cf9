package dev.prewarm.knative.flow;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.util.List;

/** Writes a workflow down as text that a person can compare with a manifest. */
final class WorkflowShape {
    private WorkflowShape() {}

    /** Such as {@code a -> b}, or {@code a -> b ?} if the step is not certain. */
    static List<String> edges(Workflow workflow) {
        return workflow.tasks().stream()
                .flatMap(task -> workflow.incoming(task).stream())
                .map(WorkflowShape::edge)
                .sorted()
                .toList();
    }

    private static String edge(Dependency dependency) {
        return dependency.from() + " -> " + dependency.to() + (dependency.certain() ? "" : " ?");
    }

    /** Such as {@code resize=default/resize}, or {@code approve=local}. */
    static List<String> tasks(Workflow workflow) {
        return workflow.tasks().stream()
                .map(task -> task.id() + "=" + task.target().map(Target::name).orElse("local"))
                .sorted()
                .toList();
    }

    static List<String> roots(Workflow workflow) {
        return workflow.roots().stream().map(Task::id).sorted().toList();
    }
}
