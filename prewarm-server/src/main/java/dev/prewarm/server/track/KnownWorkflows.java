package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.service.Services;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of workflows between their runs: those that were told of, or asked for, last. Whether a process hears of an event or
 * reads it in its journal, it is remembered by the same code. Not thread-safe.
 */
@SuppressWarnings("exports") // who is outside reads histories, and makes none
public final class KnownWorkflows {
    private final Services services;
    private final TrackerListener listener;
    private final Map<Key, KnownWorkflow> workflows;

    /**
     * None yet.
     *
     * @param most how many are kept
     * @param listener hears of shapes that are no workflows, and are left out
     */
    public KnownWorkflows(Services services, int most, TrackerListener listener) {
        this.services = services;
        this.listener = listener;
        this.workflows = new Latest<>(most);
    }

    private record Key(String source, String workflow) {}

    /** Remembers what an event says of its workflow: the tasks of a run, of one that is to come, or what a task says of itself. */
    public void learn(Event event) {
        if (event instanceof Event.RunStarted started) {
            learn(started, started.run(), started.shape());
        } else if (event instanceof Event.RunExpected expected) {
            learn(expected, new RunId(expected.source(), expected.workflow(), ""), expected.shape());
        } else if (event instanceof Event.TaskStarted started) {
            KnownWorkflow workflow = of(started);
            if (started.calls() != null) {
                workflow.calls(started.task().task(), started.calls());
            }
            if (started.rule() != null) {
                workflow.rule(started.task().task(), started.rule());
            }
        }
    }

    /** Remembers what a workflow looks like, if it is told; whether it is, and is a workflow. */
    boolean learn(Event event, RunId by, @Nullable Shape told) {
        KnownWorkflow workflow = of(event);
        if (told == null || graph(workflow, by, told).isEmpty()) {
            return false;
        }
        workflow.told(told, event.at());
        return true;
    }

    /** Takes over what others know, who do not use it any more. */
    void learn(KnownWorkflows others) {
        workflows.putAll(others.workflows);
    }

    /** That of an event. */
    KnownWorkflow of(Event event) {
        return of(event.source(), event.workflow());
    }

    KnownWorkflow of(String source, String workflow) {
        return workflows.computeIfAbsent(new Key(source, workflow), key -> new KnownWorkflow(workflow));
    }

    /** The workflow of the shape that was told last; empty if none was. */
    Optional<RunGraph> graph(KnownWorkflow workflow, RunId by) {
        return Optional.ofNullable(workflow.shape()).flatMap(shape -> graph(workflow, by, shape));
    }

    /** The workflow of a shape; one that is none is said, and left out. */
    Optional<RunGraph> graph(KnownWorkflow workflow, RunId by, Shape shape) {
        try {
            return Optional.of(workflow.graph(shape, services));
        } catch (IllegalArgumentException e) {
            listener.onBadShape(by, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
