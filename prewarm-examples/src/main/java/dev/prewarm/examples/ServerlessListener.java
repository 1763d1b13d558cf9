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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hears what the Java runtime of Serverless Workflow does, and tells it to a Prewarmer or to whoever else. */
final class ServerlessListener implements WorkflowExecutionListener {
    private final Told told;
    private final Function<io.serverlessworkflow.api.types.Workflow, Workflow> reader;
    private final Map<WorkflowDefinitionId, Workflow> workflows = new ConcurrentHashMap<>();
    private final Map<String, Instance> instances = new ConcurrentHashMap<>();

    /** @param reader {@link ServerlessDefinition}, with targets */
    ServerlessListener(Told told, Function<io.serverlessworkflow.api.types.Workflow, Workflow> reader) {
        this.told = told;
        this.reader = reader;
    }

    /** Tells a Prewarmer in this process. */
    static ServerlessListener of(
            Prewarmer prewarmer, Function<io.serverlessworkflow.api.types.Workflow, Workflow> reader) {
        return new ServerlessListener(
                (workflow, id, startedAt) -> new OfPrewarmer(prewarmer.run(workflow, id, startedAt)), reader);
    }

    /** Who is told when an instance of a workflow starts. */
    @FunctionalInterface
    interface Told {
        OfInstance started(Workflow workflow, String id, Instant at);
    }

    /** Who is told of an instance. */
    interface OfInstance {
        void started(Task task, Instant at);

        /** Of several ways, this one is gone. */
        void chosen(Dependency way, Instant at);

        void finished(Task task, Instant at);

        void failed(Task task, Throwable cause, Instant at);

        void ended(boolean failed, Instant at);
    }

    private record OfPrewarmer(WorkflowRun run) implements OfInstance {
        @Override
        public void started(Task task, Instant at) {
            run.started(task.id(), at);
        }

        @Override
        public void chosen(Dependency way, Instant at) {
            run.chosen(way.to().id());
        }

        @Override
        public void finished(Task task, Instant at) {
            run.finished(task.id(), at);
        }

        @Override
        public void failed(Task task, Throwable cause, Instant at) {
            run.failed(task.id(), cause, at);
        }

        @Override
        public void ended(boolean failed, Instant at) {
            run.close();
        }
    }

    /**
     * An instance of a workflow.
     *
     * @param ended the tasks of which no more is told: those that come again are further rounds
     */
    private record Instance(Workflow workflow, OfInstance told, Set<String> ended) {}

    @Override
    public void onWorkflowStarted(WorkflowStartedEvent event) {
        var definition = event.workflowContext().definition();
        Workflow workflow = workflows.computeIfAbsent(definition.id(), id -> reader.apply(definition.workflow()));
        instances.put(
                id(event),
                new Instance(workflow, told.started(workflow, id(event), at(event)), ConcurrentHashMap.newKeySet()));
    }

    @Override
    public void onTaskStarted(TaskStartedEvent event) {
        Instance instance = instances.get(id(event));
        Task task = find(instance, event);
        if (instance != null && task != null) {
            choose(instance, task, at(event));
            instance.told.started(task, at(event));
        }
    }

    /** What is on the way to a task and takes no time was passed, of several the one that leads there. */
    private static void choose(Instance instance, Task task, Instant at) {
        List<Dependency> incoming = instance.workflow.incoming(task);
        for (Dependency in : incoming) {
            if (in.from().passes() && incoming.size() == 1) {
                choose(instance, in.from(), at);
            }
            if (in.alternative()) {
                instance.told.chosen(in, at);
            }
        }
    }

    @Override
    public void onTaskCompleted(TaskCompletedEvent event) {
        Instance instance = instances.get(id(event));
        Task task = find(instance, event);
        if (instance != null && task != null && instance.ended.add(task.id())) {
            instance.told.finished(task, at(event));
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
            instance.told.failed(task, cause, at(event));
        }
    }

    @Override
    public void onWorkflowCompleted(WorkflowCompletedEvent event) {
        ended(event, false);
    }

    @Override
    public void onWorkflowFailed(WorkflowFailedEvent event) {
        ended(event, true);
    }

    @Override
    public void onWorkflowCancelled(WorkflowCancelledEvent event) {
        ended(event, true);
    }

    private void ended(WorkflowEvent event, boolean failed) {
        Instance instance = instances.remove(id(event));
        if (instance != null) {
            instance.told.ended(failed, at(event));
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
        return instance.workflow.find(position).filter(task -> !task.passes()).orElse(null);
    }
}
