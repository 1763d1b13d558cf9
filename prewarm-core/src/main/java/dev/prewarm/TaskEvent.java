package dev.prewarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to a task of a run, with all that an orchestrator may know of it; told by {@link
 * WorkflowRun#tell}.
 *
 * <pre>{@code
 * run.tell(TaskEvent.started("resize").instance("3").at(when));
 * run.tell(TaskEvent.finished("choose").at(when).choosing(List.of("label")));
 * run.tell(TaskEvent.failed("store", cause).at(when).againAt(when.plusSeconds(300)));
 * }</pre>
 *
 * <p>Nothing is judged here, and nothing throws: what is null or makes no sense is reported when it is told, as {@link
 * Problem.Kind#INVALID_VALUE}. Immutable.
 */
public final class TaskEvent {
    private final Kind kind;
    private final String task;
    private final @Nullable Instant at;
    private final @Nullable String instance;
    private final @Nullable Instant until;
    private final @Nullable List<String> chosen;
    private final @Nullable Throwable cause;
    private final @Nullable String missing;

    private TaskEvent(
            Kind kind,
            String task,
            @Nullable Instant at,
            @Nullable String instance,
            @Nullable Instant until,
            @Nullable List<String> chosen,
            @Nullable Throwable cause,
            @Nullable String missing) {
        this.kind = kind;
        this.task = task;
        this.at = at;
        this.instance = instance;
        this.until = until;
        this.chosen = chosen;
        this.cause = cause;
        this.missing = missing;
    }

    private static TaskEvent of(Kind kind, String task, @Nullable Throwable cause) {
        return new TaskEvent(kind, task, null, null, null, null, cause, null);
    }

    /** The task is being called. One that has ended may start again: another attempt, or another round of a loop. */
    public static TaskEvent started(String task) {
        return of(Kind.STARTED, task, null);
    }

    /** The task has ended well. */
    public static TaskEvent finished(String task) {
        return of(Kind.FINISHED, task, null);
    }

    /** The task has ended with an error. */
    public static TaskEvent failed(String task, Throwable cause) {
        return of(Kind.FAILED, task, cause);
    }

    /**
     * The task will not run, and what can be reached only through it neither; or it has begun and skipped itself. One {@linkplain
     * #instance instance} that is skipped counts as one that has ended, and the task is skipped with the last of them.
     */
    public static TaskEvent skipped(String task) {
        return of(Kind.SKIPPED, task, null);
    }

    /** The branch to the task is decided: it will run. */
    public static TaskEvent chosen(String task) {
        return of(Kind.CHOSEN, task, null);
    }

    /**
     * The same, which happened at that instant, by the wall clock; otherwise it happens when it is told. Events with instants
     * may come late, in any order and more than once.
     */
    public TaskEvent at(Instant instant) {
        return new TaskEvent(
                kind,
                task,
                instant,
                instance,
                until,
                chosen,
                cause,
                missing(instant, "the instant at which it happened"));
    }

    /**
     * The same, of one of several instances of the task: a mapped one, a round of a loop, one of parallel calls. Each is one
     * call; the task runs while any of them does, and, if it was started as a whole, too, until that is said to have ended.
     *
     * @param key what tells it from the others of the task in this run
     */
    public TaskEvent instance(String key) {
        return new TaskEvent(kind, task, at, key, until, chosen, cause, missing(key, "the key of its instance"));
    }

    /** The same start, of a task whose end is known: a timer, a wait. */
    public TaskEvent endingAt(Instant instant) {
        return until(instant);
    }

    /** The same failure, after which the task will be started again at that instant. */
    public TaskEvent againAt(Instant instant) {
        return until(instant);
    }

    private TaskEvent until(Instant instant) {
        return new TaskEvent(
                kind, task, at, instance, instant, chosen, cause, missing(instant, "the instant that it waits for"));
    }

    /**
     * The same end, with which the task has decided what comes next: of the tasks that may follow it, these do, and the others
     * do not.
     *
     * @param next ids of tasks that come directly after it; may be empty
     */
    public TaskEvent choosing(Collection<String> next) {
        // What it holds is judged when it is told, nulls as well.
        List<String> ids = (next == null) ? Collections.singletonList(null) : new ArrayList<>(next);
        return new TaskEvent(kind, task, at, instance, until, Collections.unmodifiableList(ids), cause, missing);
    }

    /** What has happened. */
    public Kind kind() {
        return kind;
    }

    /** The id of the task. */
    public String task() {
        return task;
    }

    /** When it happened, by the wall clock, if that was said. */
    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /** Which of the task's instances it happened to, if there are several. */
    public Optional<String> instance() {
        return Optional.ofNullable(instance);
    }

    /** When the task that has started will end, or the one that has failed will start again, if that is known. */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /** What comes next, if the task has decided that. */
    public Optional<List<String>> chosen() {
        return Optional.ofNullable(chosen);
    }

    /** Why the task has failed, if it has and that was said. */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /** What was given of it and is null, or does not belong to its kind: without that it is taken. Null if nothing is. */
    @Nullable
    String flaw() {
        if (missing != null) {
            return missing + " is null";
        } else if (chosen != null && kind != Kind.FINISHED) {
            return "only a task that has finished chooses what comes next";
        } else if (until != null && kind != Kind.STARTED && kind != Kind.FAILED) {
            return "only a start has a known end, and only a failure a known restart";
        } else if (instance != null && kind == Kind.CHOSEN) {
            return "a task is chosen as a whole, not one of its instances";
        }
        return null;
    }

    private @Nullable String missing(@Nullable Object given, String part) {
        return (given == null) ? part : missing;
    }

    @Override
    public String toString() {
        return kind + " " + task + ((instance == null) ? "" : "[" + instance + "]") + ((at == null) ? "" : " at " + at);
    }

    /** What can happen to a task. */
    public enum Kind {
        /** It is being called. */
        STARTED,
        /** It has ended well. */
        FINISHED,
        /** It has ended with an error. */
        FAILED,
        /** It will not run. */
        SKIPPED,
        /** It will run. */
        CHOSEN
    }
}
