package dev.prewarm.examples;

import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.net.URI;
import java.util.List;

/** A step of an orchestrator's own graph: the service that it calls, and the steps whose answers it waits for. */
record Step(String name, URI service, List<String> waitsFor) {
    static Step of(String name, URI service, String... waitsFor) {
        return new Step(name, service, List.of(waitsFor));
    }

    /** The graph in prewarm's terms. */
    static Workflow workflow(String name, List<Step> steps) {
        Workflow.Builder workflow = Workflow.builder(name);
        for (Step step : steps) {
            TaskOption[] options = step.waitsFor.isEmpty()
                    ? new TaskOption[0]
                    : new TaskOption[] {TaskOption.after(step.waitsFor.toArray(String[]::new))};
            workflow.task(step.name, Target.of(step.name, step.service), options);
        }
        return workflow.build();
    }
}
