package dev.prewarm;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterables;
import dev.prewarm.engine.Engine;
import dev.prewarm.engine.Run;
import dev.prewarm.engine.StrictRun;
import dev.prewarm.engine.TaskChange;
import dev.prewarm.text.NearestName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a workflow, as its orchestrator tells of it.
 *
 * <p>The event methods return at once and never throw: an unknown task, a repeated event, an impossible order are
 * counted and reported to the {@link PrewarmListener}, and the run goes on. (A Prewarmer built
 * {@linkplain Prewarmer.Builder#strict strict} throws as well, for tests.) Events of one run may come from several
 * threads. Those about one task should come in their order, unless they carry the instants at which they happened: then they
 * may come late, in any order and more than once, see {@link #tell}.
 *
 * <p>Close the run when it has ended, however it ended: what was planned is then cancelled.
 */
public final class WorkflowRun implements AutoCloseable {
    /** Longer names of anything are not taken. */
    private static final int LONGEST_KEY = 1_024;

    private final Prewarmer prewarmer;
    private final String id;
    private final Run run;
    private final Workflow workflow;
    private final @Nullable StrictRun strict;
    private volatile boolean closed;

    /** @param named whether the id is the orchestrator's */
    WorkflowRun(Prewarmer prewarmer, Workflow workflow, String id, boolean named) {
        this.prewarmer = prewarmer;
        this.id = id;
        this.workflow = workflow;
        this.run = new Run(this, workflow, named);
        this.strict = prewarmer.strict() ? new StrictRun(toString(), workflow) : null;
    }

    Run run() {
        return run;
    }

    /** What identifies the run among those of its Prewarmer. */
    public String id() {
        return id;
    }

    /** What runs. */
    public Workflow workflow() {
        return workflow;
    }

    /** What plans for the run: the strategy of its Prewarmer. */
    public PrewarmStrategy strategy() {
        return prewarmer.strategy();
    }

    /**
     * The task is being called. A task that has finished may start again: another round of a loop.
     */
    public void started(String task) {
        happened(task, new TaskChange.Started(null, now(), TaskChange.UNKNOWN));
    }

    /** The task was called at that instant, by the wall clock; for whoever hears of it late. */
    public void started(String task, Instant at) {
        tell(TaskEvent.started(task).at(at));
    }

    /** The task has ended well. */
    public void finished(String task) {
        happened(task, new TaskChange.Finished(null, now(), null));
    }

    /** The task ended well at that instant, by the wall clock; for whoever hears of it late. */
    public void finished(String task, Instant at) {
        tell(TaskEvent.finished(task).at(at));
    }

    /**
     * The task has ended well, and has decided what comes next: of the tasks that may follow it, these do, and the others do
     * not. One event, so that between the end and the choice nothing is warmed in vain.
     *
     * @param chosen ids of tasks that come directly after it; may be empty
     */
    public void finished(String task, Collection<String> chosen) {
        tell(TaskEvent.finished(task).choosing(chosen));
    }

    /** The task has ended with an error. It may be started again; until then what comes after its success is not warmed. */
    public void failed(String task, Throwable cause) {
        happened(task, new TaskChange.Failed(null, now(), TaskChange.UNKNOWN));
    }

    /** The task ended with an error at that instant, by the wall clock; for whoever hears of it late. */
    public void failed(String task, Throwable cause, Instant at) {
        tell(TaskEvent.failed(task, cause).at(at));
    }

    /** The task will not run, nor what is reached only through it, as may be said early; or it runs, and has skipped itself. */
    public void skipped(String task) {
        happened(task, new TaskChange.Skipped(null, now()));
    }

    /** The branch to the task is decided: it will run. May be said as soon as it is known. */
    public void chosen(String task) {
        happened(task, new TaskChange.Chosen(now()));
    }

    /** The task will make so many parallel calls, 1 to a million; while it runs it may be more than before, but not fewer. */
    public void width(String task, int calls) {
        happened(task, new TaskChange.Widened(calls, now()));
    }

    /** It has happened now: the way of most events, without a detour by {@link TaskEvent}. */
    private void happened(String task, TaskChange change) {
        Task known = known(task);
        if (known != null) {
            change(known, change, null);
        }
    }

    /**
     * Something has happened to a task, with all that is known of it.
     *
     * <p>Events that carry their instants may come late, in any order and more than once: what follows from them is what would
     * have followed in the order in which they happened, and which of them are problems is judged when the run ends.
     */
    public void tell(TaskEvent event) {
        if (event == null) {
            refuse(Problem.Kind.INVALID_VALUE, "an event is null");
            return;
        }
        Task task = known(event.task());
        if (task == null || !possible(event)) {
            return;
        }
        String flaw = event.flaw();
        if (flaw != null) {
            refuse(Problem.Kind.INVALID_VALUE, event + ": " + flaw + "; the event is taken without that");
        }
        LongFunction<TaskChange> change = change(task, event);
        Instant told = event.at().orElse(null);
        if (told == null) {
            change(task, change.apply(now()), null);
        } else {
            TaskChange.Told instants = new TaskChange.Told(told, event.until().orElse(null));
            change(task, change.apply(at(event, told)), instants);
        }
    }

    /** What the event is, by when it has happened. */
    private LongFunction<TaskChange> change(Task task, TaskEvent event) {
        String instance = event.instance().orElse(null);
        long until = event.until().map(prewarmer.engine()::later).orElse(TaskChange.UNKNOWN);
        List<Task> next = (event.kind() == TaskEvent.Kind.FINISHED) ? next(task, event) : null;
        return switch (event.kind()) {
            case STARTED -> at -> new TaskChange.Started(instance, at, until);
            case FINISHED -> at -> new TaskChange.Finished(instance, at, next);
            case FAILED -> at -> new TaskChange.Failed(instance, at, until);
            case SKIPPED -> at -> new TaskChange.Skipped(instance, at);
            case CHOSEN -> TaskChange.Chosen::new;
        };
    }

    private boolean possible(TaskEvent event) {
        String instance = event.instance().orElse("1");
        if (instance.isBlank() || instance.length() > LONGEST_KEY) {
            refuse(
                    Problem.Kind.INVALID_VALUE,
                    "task " + event.task() + ": the key of an instance has " + instance.length()
                            + " characters, but 1 to " + LONGEST_KEY + " that are not all blank are allowed");
            return false;
        }
        return true;
    }

    /** What the task has chosen of what may come next; null if it has not. */
    private @Nullable List<Task> next(Task task, TaskEvent event) {
        List<String> ids = event.chosen().orElse(null);
        if (ids == null) {
            return null;
        }
        Set<Task> possible = new LinkedHashSet<>();
        workflow.outgoing(task).forEach(dependency -> possible.add(dependency.to()));
        List<Task> chosen = new ArrayList<>(ids.size());
        for (String id : ids) {
            Task next = (id == null) ? null : workflow.taskOrNull(id);
            if (next != null && possible.contains(next)) {
                chosen.add(next);
            } else {
                refuse(
                        Problem.Kind.INVALID_VALUE,
                        "task " + task + " finished and chose " + id + ", but only " + possible + " can come next");
            }
        }
        return chosen;
    }

    /**
     * A call of the task met a cold start that took this long, or waited so long for an instance that was already starting.
     * Known, for example, from the service's own reply. To be told before the task has finished: how long it took counts by that.
     */
    public void metColdStart(String task, Duration took) {
        if (took == null || took.isNegative() || took.compareTo(Engine.LONGEST_COLD_START) > 0) {
            refuse(
                    Problem.Kind.INVALID_VALUE,
                    "task " + task + " met a cold start of " + took + ", but 0 to " + Engine.LONGEST_COLD_START
                            + " is allowed");
        } else {
            // A cold start of no time is none.
            observed(task, took.toNanos());
        }
    }

    /** The calls of the task found their instances warm. */
    public void metWarm(String task) {
        observed(task, 0);
    }

    /**
     * Runs the work of a task between {@link #started} and {@link #finished}, or {@link #failed} if it throws. For work that
     * answers by a {@link CompletionStage} use {@link #callAsync}; given here it is reported, and ends when the stage does.
     *
     * @throws Exception what the work throws
     */
    public <T> T call(String task, Callable<T> work) throws Exception {
        started(task);
        T result;
        try {
            result = work.call();
        } catch (Throwable t) {
            failed(task, t);
            throw t;
        }
        if (result instanceof CompletionStage<?> stage) {
            // The work has only begun: it ends when its stage does, and that this is the wrong method is said.
            refuse(
                    Problem.Kind.INVALID_VALUE,
                    "call(\"" + task + "\", …) was given work that returns a CompletionStage; use callAsync for it");
            stage.whenComplete((done, failure) -> ended(task, failure));
        } else {
            finished(task);
        }
        return result;
    }

    /**
     * Runs the work of a task that answers later: {@link #started} now, and {@link #finished}, or {@link #failed}, when its stage
     * completes. Work that throws, or returns null, has failed.
     *
     * @return completes as the stage of the work does, when that was told; exceptionally if the work threw
     */
    public <T> CompletionStage<T> callAsync(String task, Supplier<? extends CompletionStage<T>> work) {
        started(task);
        CompletionStage<T> stage;
        try {
            stage = requireNonNull(work.get(), () -> "the stage of task " + task);
        } catch (Throwable t) {
            failed(task, t);
            return CompletableFuture.failedFuture(t);
        }
        return ToldStage.of(stage, failure -> ended(task, failure));
    }

    private void ended(String task, @Nullable Throwable failure) {
        if (failure == null) {
            finished(task);
        } else {
            failed(task, failure);
        }
    }

    /**
     * What was decided so far, why, and how it turned out: task by task, each one's story in the order in which it happened.
     * An unmodifiable copy.
     */
    public List<Decision> decisions() {
        return run.decisions();
    }

    /**
     * All that had happened to a run that was {@linkplain Prewarmer#catchUp opened with a past} has been told: from now on it is
     * planned for. Of no effect on other runs, and when repeated.
     */
    public void caughtUp() {
        prewarmer.engine().caughtUp(run);
    }

    /** The run has ended. Idempotent in effect; a second time is counted as a problem. */
    @Override
    public void close() {
        end(true);
    }

    /**
     * Nothing more will be heard of the run here, though it may go on elsewhere: what is planned for it is cancelled as by
     * {@link #close}, but nothing is learned from what has not happened in it.
     */
    public void abandon() {
        end(false);
    }

    /** Whether its end was told, by {@link #close} or {@link #abandon}. */
    public boolean closed() {
        return closed;
    }

    private void end(boolean ended) {
        closed = true;
        prewarmer.engine().close(run, ended);
        if (strict != null) {
            strict.close();
        }
    }

    private long now() {
        return prewarmer.engine().now();
    }

    /** An instant that was told, in the engine's time; one that cannot be is said, and taken for now. */
    private long at(TaskEvent event, Instant told) {
        Engine engine = prewarmer.engine();
        String flaw = engine.flaw(told);
        if (flaw != null) {
            refuse(Problem.Kind.INVALID_VALUE, event + ", which is " + flaw);
        }
        return engine.at(told);
    }

    private void observed(String task, long coldStartNanos) {
        Task known = known(task);
        if (known != null) {
            accepted(prewarmer.engine().observed(run, known, coldStartNanos));
            if (strict != null) {
                strict.observed(known);
            }
        }
    }

    private void change(Task task, TaskChange change, TaskChange.@Nullable Told told) {
        accepted(prewarmer.engine().tell(run, task, change, told));
        if (strict != null) {
            strict.tell(task, change, told);
        }
    }

    private void accepted(boolean accepted) {
        if (!accepted) {
            refuse(Problem.Kind.OVERLOADED, "the queue of events is full; one was discarded");
        }
    }

    private @Nullable Task known(@Nullable String task) {
        Task known = (task == null) ? null : workflow.taskOrNull(task);
        if (known == null) {
            Iterable<String> others = Iterables.transform(workflow.tasks(), Task::id);
            refuse(
                    Problem.Kind.UNKNOWN_TASK,
                    "workflow " + workflow.name() + " has no task \"" + Checks.abbreviated(task) + "\""
                            + ((task == null) ? "" : NearestName.hint(task, others)));
        }
        return known;
    }

    /** Something that was told of the run is wrong: counted, reported, and thrown if it is strict. */
    void refuse(Problem.Kind kind, String detail) {
        prewarmer.engine().reportFromOutside(Problem.of(kind, id, detail));
        if (strict != null) {
            throw new IllegalArgumentException(kind + " in run " + id + ": " + detail);
        }
    }

    @Override
    public String toString() {
        return "run " + id + " of " + workflow.name();
    }
}
