package dev.prewarm.examples;

import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.event.TriggerRule;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Tells prewarm-server of the instances of serverless workflows, as CloudEvents. What cannot be sent is dropped, and said: the server
 * copes with what it does not hear.
 */
final class ServerlessEvents implements ServerlessListener.Told {
    private static final System.Logger LOGGER = System.getLogger(ServerlessEvents.class.getName());
    private static final String SOURCE = "serverless-workflow";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI events;
    private final EventWriter writer;

    /** @param server its address, such as {@code http://localhost:8080} */
    ServerlessEvents(URI server) {
        events = server.resolve("/events");
        writer = new EventWriter(SOURCE + "-" + ProcessHandle.current().pid());
    }

    @Override
    public ServerlessListener.OfInstance started(Workflow workflow, String id, Instant at) {
        RunId run = new RunId(SOURCE, workflow.name(), id);
        send(new Event.RunStarted(run, at, shape(workflow), null));
        return new OfInstance(run);
    }

    private static Shape shape(Workflow workflow) {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (Task task : workflow.tasks()) {
            steps.put(task.id(), step(workflow, task));
        }
        return new Shape(steps);
    }

    private static Step step(Workflow workflow, Task task) {
        List<String> after = workflow.incoming(task).stream()
                .map(dependency -> dependency.from().id())
                .toList();
        List<String> calls =
                task.target().map(target -> List.of(target.uri().toString())).orElse(List.of());
        boolean chooses = workflow.outgoing(task).stream().anyMatch(Dependency::alternative);
        TriggerRule rule = (task.needs() == 1) ? TriggerRule.ONE_SUCCESS : null;
        // Of a choice is told which way it went, so that it has an event, and an end.
        boolean passes = task.passes() && !chooses;
        return new Step(after, calls, rule, false, Step.UNKNOWN, 0, chooses, passes, List.of(), "");
    }

    private synchronized void send(Event event) {
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(Duration.ofSeconds(2))
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofByteArray(writer.write(event)))
                .build();
        CompletableFuture<?> unused = client.sendAsync(request, BodyHandlers.discarding())
                .whenComplete((response, failure) -> {
                    if (failure != null || response.statusCode() != 202) {
                        LOGGER.log(
                                System.Logger.Level.WARNING,
                                "not told to " + events + ": " + (failure == null ? response.statusCode() : failure));
                    }
                });
    }

    private final class OfInstance implements ServerlessListener.OfInstance {
        private final RunId run;

        OfInstance(RunId run) {
            this.run = run;
        }

        private TaskId id(Task task) {
            return TaskId.of(run, task.id());
        }

        @Override
        public void started(Task task, Instant at) {
            send(new Event.TaskStarted(id(task), at, null, null));
        }

        @Override
        public void chosen(Dependency way, Instant at) {
            send(new Event.TaskFinished(id(way.from()), at, List.of(way.to().id()), Map.of()));
        }

        @Override
        public void finished(Task task, Instant at) {
            send(new Event.TaskFinished(id(task), at, null, Map.of()));
        }

        @Override
        public void failed(Task task, Throwable cause, Instant at) {
            send(new Event.TaskFailed(id(task), at, null));
        }

        @Override
        public void ended(boolean failed, Instant at) {
            send(new Event.RunFinished(run, at, failed));
        }
    }
}
