package dev.prewarm;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.Iterables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
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

    /** What plans for the run: the strategy of its Prewarmer. */
    public PrewarmStrategy strategy() {
        return prewarmer.strategy();
    }

    /** The task is being called. */
    public void started(String task) {
        event(task, Event.STARTED, 0, null);
    }

    /** The task has ended well. */
    public void finished(String task) {
        event(task, Event.FINISHED, 0, null);
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
        event(task, Event.FINISHED, 0, tasks);
    }

    /** The task has ended with an error. It may be started again; until then what comes after it is not warmed. */
    public void failed(String task, Throwable cause) {
        event(task, Event.FAILED, 0, null);
    }

    /** The task will not run, and what can be reached only through it neither. May be said as soon as it is known. */
    public void skipped(String task) {
        event(task, Event.SKIPPED, 0, null);
    }

    /** The branch to the task is decided: it will run. May be said as soon as it is known. */
    public void chosen(String task) {
        event(task, Event.CHOSEN, 0, null);
    }

    /** The task will make so many parallel calls, at least 1. */
    public void width(String task, int calls) {
        event(task, Event.WIDTH, calls, null);
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
            event(task, Event.OBSERVED, Math.max(1, took.toNanos()), null);
        }
    }

    /** The calls of the task found their instances warm. */
    public void metWarm(String task) {
        event(task, Event.OBSERVED, 0, null);
    }

    /**
     * Runs the work of a task between {@link #started} and {@link #finished}, or {@link #failed} if it throws.
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
        finished(task);
        return result;
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

    private void event(@Nullable String id, Event event, long value, @Nullable List<Task> chosen) {
        Task task = (id == null) ? null : run.workflow.taskOrNull(id);
        if (task == null) {
            unknown(id);
            return;
        }
        Engine engine = prewarmer.engine();
        long at = engine.now();
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
            case WIDTH -> engine.width(run, task, (int) value);
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
