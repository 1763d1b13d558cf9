package dev.prewarm.examples;

import dev.prewarm.Dependency;
import dev.prewarm.Prewarmer;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import io.serverlessworkflow.impl.WorkflowDefinitionId;
import io.serverlessworkflow.impl.lifecycle.TaskCancelledEvent;
import io.serverlessworkflow.impl.lifecycle.TaskCompletedEvent;
import io.serverlessworkflow.impl.lifecycle.TaskEvent;
import io.serverlessworkflow.impl.lifecycle.TaskFailedEvent;
import io.serverlessworkflow.impl.lifecycle.TaskStartedEvent;
import io.serverlessworkflow.impl.lifecycle.WorkflowCancelledEvent;
import io.serverlessworkflow.impl.lifecycle.WorkflowCompletedEvent;
import io.serverlessworkflow.impl.lifecycle.WorkflowEvent;
import io.serverlessworkflow.impl.lifecycle.WorkflowExecutionListener;
import io.serverlessworkflow.impl.lifecycle.WorkflowFailedEvent;
import io.serverlessworkflow.impl.lifecycle.WorkflowStartedEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells a Prewarmer of what the Java runtime of Serverless Workflow does. */
final class ServerlessListener implements WorkflowExecutionListener {
    private final Prewarmer prewarmer;
    private final Function<io.serverlessworkflow.api.types.Workflow, Workflow> reader;
    private final Map<WorkflowDefinitionId, Workflow> workflows = new ConcurrentHashMap<>();
    private final Map<String, Instance> instances = new ConcurrentHashMap<>();

    /** @param reader {@link ServerlessDefinition}, with targets */
    ServerlessListener(Prewarmer prewarmer, Function<io.serverlessworkflow.api.types.Workflow, Workflow> reader) {
        this.prewarmer = prewarmer;
        this.reader = reader;
    }

    /**
     * An instance of a workflow.
     *
     * @param ended the tasks of which no more is told: those that come again are further rounds
     */
    private record Instance(WorkflowRun run, Set<String> ended) {}

    @Override
    public void onWorkflowStarted(WorkflowStartedEvent event) {
        var definition = event.workflowContext().definition();
        Workflow workflow = workflows.computeIfAbsent(definition.id(), id -> reader.apply(definition.workflow()));
        instances.put(
                id(event), new Instance(prewarmer.run(workflow, id(event), at(event)), ConcurrentHashMap.newKeySet()));
    }

    @Override
    public void onTaskStarted(TaskStartedEvent event) {
        Instance instance = instances.get(id(event));
        Task task = find(instance, event);
        if (instance != null && task != null) {
            choose(instance.run, task);
            instance.run.started(task.id(), at(event));
        }
    }

    /** What is on the way to a task and takes no time was passed, of several the one that leads there. */
    private static void choose(WorkflowRun run, Task task) {
        Workflow workflow = run.workflow();
        for (Dependency in : workflow.incoming(task)) {
            if (in.from().passes() && workflow.incoming(task).size() == 1) {
                choose(run, in.from());
            }
            if (in.alternative()) {
                run.chosen(task.id());
            }
        }
    }

    @Override
    public void onTaskCompleted(TaskCompletedEvent event) {
        Instance instance = instances.get(id(event));
        Task task = find(instance, event);
        if (instance != null && task != null && instance.ended.add(task.id())) {
            instance.run.finished(task.id(), at(event));
        }
    }

    @Override
    public void onTaskFailed(TaskFailedEvent event) {
        failed(event, event.cause());
    }

    @Override
    public void onTaskCancelled(TaskCancelledEvent event) {
        failed(event, new CancellationException());
    }

    private void failed(TaskEvent event, Throwable cause) {
        Instance instance = instances.get(id(event));
        Task task = find(instance, event);
        if (instance != null && task != null) {
            instance.run.failed(task.id(), cause, at(event));
        }
    }

    @Override
    public void onWorkflowCompleted(WorkflowCompletedEvent event) {
        ended(event);
    }

    @Override
    public void onWorkflowFailed(WorkflowFailedEvent event) {
        ended(event);
    }

    @Override
    public void onWorkflowCancelled(WorkflowCancelledEvent event) {
        ended(event);
    }

    private void ended(WorkflowEvent event) {
        Instance instance = instances.remove(id(event));
        if (instance != null) {
            instance.run.close();
        }
    }

    private static String id(WorkflowEvent event) {
        return event.workflowContext().instanceData().id();
    }

    private static Instant at(WorkflowEvent event) {
        return event.eventDate().toInstant();
    }

    /** The task of which there is something to tell; containers are none, nor is what takes no time. */
    private static @Nullable Task find(@Nullable Instance instance, TaskEvent event) {
        String position = event.taskContext().position().jsonPointer();
        if (instance == null || instance.ended.contains(position)) {
            return null;
        }
        return instance.run
                .workflow()
                .find(position)
                .filter(task -> !task.passes())
                .orElse(null);
    }
}
