package dev.prewarm;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run as a strategy sees it: a snapshot of what has happened, what is believed, and what is expected.
 *
 * <p>The view that the engine passes to {@link PrewarmStrategy#plan} is valid during that call only, and is to be used by its
 * thread. Methods take tasks of the view's own {@link #workflow}. Implemented only by this library, which may add methods; a
 * test makes views with {@code FixedRunView} of the module {@code dev.prewarm.testing}.
 */
public interface RunView {
    /** The run's id, among those of its Prewarmer; of an announced run that of the announcement. */
    String id();

    /** The instant of the snapshot. */
    Instant now();

    /** What runs. */
    Workflow workflow();

    /** Whether the run has started; before that it is only announced, for {@link #startsAt}. */
    boolean started();

    /** When the run started; for an announced run, when it is expected to. */
    Instant startsAt();

    /** The standard deviation of {@link #startsAt} in seconds: 0 once the run has started. */
    double startUncertainty();

    /** Where the task stands. */
    TaskState state(Task task);

    /** When the task started last; empty if it has not. */
    Optional<Instant> startedAt(Task task);

    /**
     * For how many seconds the task has been running: since it started, or since the instance was ready that was still being
     * warmed for it then, or since another call left it a place before that. Only meaningful for a task that runs.
     */
    double elapsed(Task task);

    /** Since when the task could start: what it waits for had ended by then. Empty if it could not yet, or it has started. */
    Optional<Instant> readySince(Task task);

    /**
     * When the task that runs will end, as was said of a timer; or when the one that has failed will be started again. Empty if
     * that was not said.
     */
    Optional<Instant> until(Task task);

    /** The tasks that are running, in topological order. */
    List<Task> running();

    /** The tasks that could start now: pending, with their inputs ready; none in an announced run. */
    List<Task> ready();

    /**
     * The tasks that have failed and will be started again at an instant that is known, {@link #until}; in topological order.
     */
    default List<Task> retrying() {
        return workflow().tasks().stream()
                .filter(task -> state(task) == TaskState.FAILED && until(task).isPresent())
                .toList();
    }

    /** Whether it is decided that the task will run. */
    boolean chosen(Task task);

    /** Whether the task, running or finished, is believed to have met a cold start, and not to have been served by another call's instance before that was over. */
    boolean metColdStart(Task task);

    /** The parallel calls that the task will make at a time, as far as known. */
    int width(Task task);

    /**
     * How many times in turn the task will make {@link #width} calls: 1 unless it has more instances than may run at a time; of a
     * task that runs, how many are left, those that run included, which are those that {@link #elapsed} is of.
     */
    int turns(Task task);

    /**
     * How often the task's need has been served: by a warm-up sent, or by finding that none was needed. Of a task that is
     * {@link #retrying}, for the start that is to come.
     */
    int rounds(Task task);

    /** For how many seconds a warm-up for the task has been under way; negative if none is. */
    double warmingFor(Task task);

    /**
     * What is believed of the instances of the task's target, as the task would find them: places that its own
     * predecessors occupy are free by the time it starts.
     *
     * @throws IllegalArgumentException if the task has no target
     */
    Warmth warmth(Task task);

    /**
     * What has been learned of the task's duration when its target is warm, or is declared or assumed of it; of any task,
     * within the forecast's horizon or not.
     */
    Estimate duration(Task task);

    /**
     * What has been learned of the cold start of the task's target, or is declared or assumed of it; of any task.
     *
     * @throws IllegalArgumentException if the task has no target
     */
    Estimate coldStart(Task task);

    /** What is known of the time to each task's start. Computed when first asked for. */
    Forecast forecast();
}
