package dev.prewarm.server.track;

import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.event.TriggerRule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of a run, at seconds of virtual time. */
final class Told {
    final RunId run;

    Told(String workflow, String run) {
        this.run = new RunId("airflow", workflow, run);
    }

    /** A chain of tasks, each of which calls the service of its name. */
    static Shape chain(String... tasks) {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (int i = 0; i < tasks.length; i++) {
            steps.put(tasks[i], Step.of(i == 0 ? List.of() : List.of(tasks[i - 1]), List.of(tasks[i])));
        }
        return new Shape(steps);
    }

    static Step step(List<String> after, @Nullable TriggerRule rule, String... calls) {
        return new Step(after, List.of(calls), rule, false, Step.UNKNOWN, 0, false, false, List.of(), "");
    }

    static Step choice(List<String> after) {
        return new Step(after, List.of(), TriggerRule.ALL_SUCCESS, false, Step.UNKNOWN, 0, true, false, List.of(), "");
    }

    static Step mapped(List<String> after, String call) {
        return new Step(
                after, List.of(call), TriggerRule.ALL_SUCCESS, true, Step.UNKNOWN, 0, false, false, List.of(), "");
    }

    static Step passing(List<String> after, TriggerRule rule) {
        return new Step(after, List.of(), rule, false, Step.UNKNOWN, 0, false, true, List.of(), "");
    }

    Event.RunStarted begin(double at, @Nullable Shape shape) {
        return new Event.RunStarted(run, World.at(at), shape, null);
    }

    Event.RunStarted begin(double at, @Nullable Shape shape, Instant next) {
        return new Event.RunStarted(run, World.at(at), shape, next);
    }

    Event.RunFinished end(double at) {
        return new Event.RunFinished(run, World.at(at), false);
    }

    Event.TaskStarted started(double at, String task) {
        return started(at, task, 1, TaskId.WHOLE);
    }

    Event.TaskStarted started(double at, String task, int attempt, int instance) {
        return new Event.TaskStarted(new TaskId(run, task, attempt, instance), World.at(at), null, null);
    }

    Event.TaskFinished finished(double at, String task) {
        return finished(at, task, 1, TaskId.WHOLE);
    }

    Event.TaskFinished finished(double at, String task, int attempt, int instance) {
        return new Event.TaskFinished(new TaskId(run, task, attempt, instance), World.at(at), null, Map.of());
    }

    Event.TaskFinished choosing(double at, String task, String... chosen) {
        return new Event.TaskFinished(new TaskId(run, task, 1, TaskId.WHOLE), World.at(at), List.of(chosen), Map.of());
    }

    Event.TaskFinished widening(double at, String task, Map<String, Integer> widths) {
        return new Event.TaskFinished(new TaskId(run, task, 1, TaskId.WHOLE), World.at(at), null, widths);
    }

    Event.TaskFailed failed(double at, String task, int attempt, @Nullable Duration again) {
        return new Event.TaskFailed(new TaskId(run, task, attempt, TaskId.WHOLE), World.at(at), again);
    }

    Event.TaskSkipped skipped(double at, String task) {
        return new Event.TaskSkipped(new TaskId(run, task, 0, TaskId.WHOLE), World.at(at));
    }
}
