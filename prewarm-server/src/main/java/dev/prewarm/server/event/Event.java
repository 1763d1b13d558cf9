package dev.prewarm.server.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that an orchestrator tells. Immutable; the fields are those of {@code docs/events.md}. */
public sealed interface Event {
    /** When it happened, by the clock of whoever tells it. */
    Instant at();

    /** The workflow's name. */
    String workflow();

    /** The orchestrator's installation. */
    String source();

    /**
     * A run is coming, or does not come after all.
     *
     * @param due when; null if it was called off
     * @param uncertainty by how much it may come earlier or later
     * @param key tells it from other announcements of the workflow
     * @param shape the workflow's tasks; null for those that are known
     */
    record RunExpected(
            String source,
            String workflow,
            Instant at,
            @Nullable Instant due,
            Duration uncertainty,
            String key,
            @Nullable Shape shape)
            implements Event {}

    /** Something about a run that has started. */
    sealed interface OfRun extends Event {
        /** The run. */
        RunId run();

        @Override
        default String workflow() {
            return run().workflow();
        }

        @Override
        default String source() {
            return run().source();
        }
    }

    /**
     * A run has started.
     *
     * @param shape the workflow's tasks; null for those that are known
     * @param next when the workflow's next run is due; null if that is not known
     */
    record RunStarted(
            RunId run,
            Instant at,
            @Nullable Shape shape,
            @Nullable Instant next) implements OfRun {}

    /** A run has ended. */
    record RunFinished(RunId run, Instant at, boolean failed) implements OfRun {}

    /** Something about a task of a run. */
    sealed interface OfTask extends OfRun {
        /** The task. */
        TaskId task();

        @Override
        default RunId run() {
            return task().run();
        }
    }

    /**
     * A task's work begins.
     *
     * @param calls services that it is about to call; null if that is not known
     * @param rule when it may run; null if that was not told with the run, and is not here
     */
    record TaskStarted(
            TaskId task,
            Instant at,
            @Nullable List<String> calls,
            @Nullable TriggerRule rule) implements OfTask {}

    /**
     * A task's work is done.
     *
     * @param chosen those of the tasks after it that go on; null if it is not known, or does not choose
     * @param widths how many instances tasks have because of what this one returned
     */
    record TaskFinished(TaskId task, Instant at, @Nullable List<String> chosen, Map<String, Integer> widths)
            implements OfTask {
        /** Copies. */
        public TaskFinished {
            chosen = (chosen == null) ? null : List.copyOf(chosen);
            widths = Map.copyOf(widths);
        }
    }

    /**
     * An attempt at a task has failed.
     *
     * @param againAfter in how long the next attempt is due; null if none is known of
     */
    record TaskFailed(TaskId task, Instant at, @Nullable Duration againAfter) implements OfTask {}

    /** A task is not done in this run. */
    record TaskSkipped(TaskId task, Instant at) implements OfTask {}
}
