package dev.prewarm.examples;

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Calls the services of a chain one after the other, and tells a run of it. */
final class SequentialOrchestrator {
    private final HttpCalls calls;
    private final Supplier<Instant> clock;

    SequentialOrchestrator(HttpCalls calls, Supplier<Instant> clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** When a task was called, and when the answer was there. */
    record Span(String task, Instant startedAt, Instant finishedAt) {}

    List<Span> execute(Workflow workflow, WorkflowRun run) throws Exception {
        List<Span> spans = new ArrayList<>();
        for (Task task : workflow.tasks()) {
            Instant startedAt = clock.get();
            run.call(task.id(), () -> calls.get(task.target().orElseThrow().uri()));
            spans.add(new Span(task.id(), startedAt, clock.get()));
        }
        return spans;
    }
}
