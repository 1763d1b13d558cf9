package dev.prewarm;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a workflow, as its orchestrator tells of it.
 *
 * <p>The event methods return at once and never throw: an unknown task, a repeated event, an impossible order are
 * counted and reported to the {@link PrewarmListener}, and the run goes on. (A Prewarmer built
 * {@linkplain Prewarmer.Builder#strict strict} throws as well, for tests.) Events of one run may come from several
 * threads; those about one task should come in their order.
 *
 * <p>Close the run when it has ended, however it ended: what was planned is then cancelled.
 */
public final class WorkflowRun implements AutoCloseable {
    /** Clocks of different machines differ a little. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(10);

    private final Prewarmer prewarmer;
    private final String id;
    private final Run run;
    private final @Nullable RunState strict;
    /** Guarded by the strict state; only kept where there is one. */
    private boolean closed;

    WorkflowRun(Prewarmer prewarmer, Workflow workflow, String id) {
        this.prewarmer = prewarmer;
        this.id = id;
        this.run = new Run(this, workflow);
        this.strict = prewarmer.strict() ? new RunState(workflow) : null;
    }

    Run run() {
        return run;
    }

    /** What identifies the run among those of its Prewarmer. */
    public String id() {
        return id;
    }

    public Workflow workflow() {
        return run.workflow;
    }

    /**
     * The task is being called. A task that has finished may start again: another round of a loop.
     */
    public void started(String task) {
        event(task, Event.STARTED, 0, null, null);
    }

    /** The task was called at that instant, by the wall clock; for whoever hears of it late. */
    public void started(String task, Instant at) {
        event(task, Event.STARTED, 0, null, requireNonNull(at, "at"));
    }

    /** The task has ended well. */
    public void finished(String task) {
        event(task, Event.FINISHED, 0, null, null);
    }

    /** The task ended well at that instant, by the wall clock; for whoever hears of it late. */
    public void finished(String task, Instant at) {
        event(task, Event.FINISHED, 0, null, requireNonNull(at, "at"));
    }

    /**
     * The task has ended well, and has decided what comes next: of the tasks that may follow it, these do, and the others do
     * not. One event, so that between the end and the choice nothing is warmed in vain.
     *
     * @param chosen ids of tasks that come directly after it; may be empty
     */
    public void finished(String task, Collection<String> chosen) {
        List<Task> tasks = new ArrayList<>(chosen.size());
        for (String id : chosen) {
            Task next = (id == null) ? null : run.workflow.taskOrNull(id);
            if (next == null) {
                unknown(id);
            } else {
                tasks.add(next);
            }
        }
        event(task, Event.FINISHED, 0, tasks, null);
    }

    /** The task has ended with an error. It may be started again; until then what comes after it is not warmed. */
    public void failed(String task, Throwable cause) {
        event(task, Event.FAILED, 0, null, null);
    }

    /** The task ended with an error at that instant, by the wall clock; for whoever hears of it late. */
    public void failed(String task, Throwable cause, Instant at) {
        event(task, Event.FAILED, 0, null, requireNonNull(at, "at"));
    }

    /** The task will not run, and what can be reached only through it neither. May be said as soon as it is known. */
    public void skipped(String task) {
        event(task, Event.SKIPPED, 0, null, null);
    }

    /** The branch to the task is decided: it will run. May be said as soon as it is known. */
    public void chosen(String task) {
        event(task, Event.CHOSEN, 0, null, null);
    }

    /** The task will make so many parallel calls, at least 1; while it runs it may be more than before, but not fewer. */
    public void width(String task, int calls) {
        event(task, Event.WIDTH, calls, null, null);
    }

    /** A call of the task met a cold start that took this long. Known, for example, from the service's own reply. */
    public void metColdStart(String task, Duration took) {
        if (took == null || took.isNegative() || took.compareTo(Learner.LONGEST_COLD_START) > 0) {
            refuse(new Problem(
                    Problem.Kind.INVALID_VALUE,
                    id,
                    "task " + task + " met a cold start of " + took + ", but 0 to " + Learner.LONGEST_COLD_START
                            + " is allowed"));
        } else {
            event(task, Event.OBSERVED, Math.max(1, took.toNanos()), null, null);
        }
    }

    /** The calls of the task found their instances warm. */
    public void metWarm(String task) {
        event(task, Event.OBSERVED, 0, null, null);
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
            refuse(new Problem(
                    Problem.Kind.INVALID_VALUE,
                    id,
                    "call(\"" + task + "\", …) was given work that returns a CompletionStage; use callAsync for it"));
            stage.whenComplete((done, failure) -> {
                if (failure == null) {
                    finished(task);
                } else {
                    failed(task, failure);
                }
            });
        } else {
            finished(task);
        }
        return result;
    }

    /**
     * Runs the work of a task that answers later: {@link #started} now, and {@link #finished}, or {@link #failed}, when its stage
     * completes. Work that throws, or returns null, has failed.
     *
     * @return the stage of the work itself; completed exceptionally if the work threw
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
        return stage.whenComplete((result, failure) -> {
            if (failure == null) {
                finished(task);
            } else {
                failed(task, failure);
            }
        });
    }

    /**
     * What was decided so far, why, and how it turned out: task by task, each one's story in the order in which it happened.
     * An unmodifiable copy.
     */
    public List<Decision> decisions() {
        return run.decisions();
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

    private void end(boolean ended) {
        Engine engine = prewarmer.engine();
        engine.loop.add(() -> engine.closeRun(run, ended));
        if (strict != null) {
            synchronized (strict) {
                checkState(!closed, "%s was closed already", this);
                closed = true;
            }
        }
    }

    private enum Event {
        STARTED,
        FINISHED,
        FAILED,
        SKIPPED,
        CHOSEN,
        WIDTH,
        OBSERVED
    }

    private void event(
            @Nullable String id, Event event, long value, @Nullable List<Task> chosen, @Nullable Instant told) {
        Task task = (id == null) ? null : run.workflow.taskOrNull(id);
        if (task == null) {
            unknown(id);
            return;
        }
        Engine engine = prewarmer.engine();
        long at = (told == null) ? engine.now() : engine.at(told);
        if (told != null && engine.ahead(told).compareTo(MOST_AHEAD) > 0) {
            refuse(new Problem(
                    Problem.Kind.INVALID_VALUE,
                    this.id,
                    "task " + task + " has event " + event + " at " + told
                            + ", which is in the future; taken for now"));
        }
        if (!engine.loop.offer(() -> handle(task, event, value, chosen, at))) {
            refuse(new Problem(Problem.Kind.OVERLOADED, this.id, "the queue of events is full; one was discarded"));
        }
        if (strict != null) {
            check(strict, task, event, value);
        }
    }

    private void handle(Task task, Event event, long value, @Nullable List<Task> chosen, long at) {
        Engine engine = prewarmer.engine();
        switch (event) {
            case STARTED -> engine.started(run, task, at);
            case FINISHED -> engine.finished(run, task, chosen, at);
            case FAILED -> engine.failed(run, task, at);
            case SKIPPED -> engine.skipped(run, task);
            case CHOSEN -> engine.chosen(run, task);
            case WIDTH -> engine.width(run, task, (int) value, at);
            case OBSERVED -> engine.observed(run, task, value);
        }
    }

    private void unknown(@Nullable String task) {
        Iterable<String> known = Iterables.transform(run.workflow.tasks(), Task::id);
        String detail = "workflow " + run.workflow.name() + " has no task \"" + task + "\""
                + ((task == null) ? "" : Suggestions.nearest(task, known));
        refuse(new Problem(Problem.Kind.UNKNOWN_TASK, id, detail));
    }

    private void refuse(Problem problem) {
        prewarmer.engine().reportFromOutside(problem);
        if (strict != null) {
            throw new IllegalArgumentException(problem.kind() + " in run " + id + ": " + problem.detail());
        }
    }

    private void check(RunState state, Task task, Event event, long value) {
        synchronized (state) {
            checkState(!closed, "%s is closed, but task %s has event %s", this, task, event);
            TaskState before = state.state(task);
            Problem.Kind problem = switch (event) {
                case STARTED -> state.started(task, 0);
                case FINISHED -> state.finished(task, 0);
                case FAILED -> state.failed(task, 0);
                case SKIPPED -> state.skipped(task);
                case CHOSEN -> state.choose(task);
                case WIDTH -> state.widen(task, (int) value);
                case OBSERVED -> state.observed(task);
            };
            if (problem != null) {
                throw new IllegalStateException(
                        problem + ": event " + event + " (" + task + ") is not possible while the task is " + before);
            }
        }
    }

    @Override
    public String toString() {
        return "run " + id + " of " + run.workflow.name();
    }
}
