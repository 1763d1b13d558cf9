package dev.prewarm.server.track;

import dev.prewarm.Decision;
import dev.prewarm.server.event.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run, for people and for statistics. Immutable.
 *
 * @param id what identifies it
 * @param startedAt when it started; if that was not told, when it was first heard of
 * @param finishedAt when it ended; null if that was not told
 * @param failed whether it has failed
 * @param heldOut whether it was left cold on purpose
 * @param known whether the workflow's shape is known
 * @param open whether more is to come
 * @param tasks in the order of the workflow, those that it does not have last
 * @param decisions what was decided for it, in order of time
 */
public record RunReport(
        RunId id,
        Instant startedAt,
        @Nullable Instant finishedAt,
        boolean failed,
        boolean heldOut,
        boolean known,
        boolean open,
        List<TaskReport> tasks,
        List<Decision> decisions) {
    /** Copies the lists. */
    public RunReport {
        tasks = List.copyOf(tasks);
        decisions = List.copyOf(decisions);
    }

    /** What has become of a task. */
    public enum State {
        PENDING,
        RUNNING,
        FINISHED,
        FAILED,
        SKIPPED
    }

    /**
     * A task of the run.
     *
     * @param id its id
     * @param state what has become of it
     * @param services the names of the targets that it calls
     * @param spans when it ran, attempt by attempt and instance by instance
     */
    public record TaskReport(String id, State state, List<String> services, List<Span> spans) {
        /** Copies the lists. */
        public TaskReport {
            services = List.copyOf(services);
            spans = List.copyOf(spans);
        }
    }

    /**
     * A time during which a task ran.
     *
     * @param from its start; its end if the start was not told
     * @param to its end; null if it runs
     * @param instance which of several instances; -1 for the task itself
     * @param failed whether it ended with an error
     * @param coldStart whether the task is believed to have met a cold start
     */
    public record Span(Instant from, @Nullable Instant to, int instance, boolean failed, boolean coldStart) {}
}
