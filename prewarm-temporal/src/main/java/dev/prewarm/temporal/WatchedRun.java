package dev.prewarm.temporal;

import dev.prewarm.shape.LearnedWorkflows;
import dev.prewarm.shape.ObservedRun;
import dev.prewarm.shape.Step;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a workflow in this worker's cache, from the start of its history. What is replayed is kept, and told with its
 * instants when the execution goes on here; an execution that is evicted tells no more, and the next one, after its replay, tells
 * all of it again, which the Prewarmer takes for what it is.
 *
 * <p>Used by the workflow's threads, of which one runs at a time. What fails here is logged, and never hurts the workflow.
 */
final class WatchedRun {
    private static final System.Logger LOGGER = System.getLogger(WatchedRun.class.getName());

    private final LearnedWorkflows workflows;
    private @Nullable ObservedRun run;
    private boolean broken;
    private boolean continued;

    WatchedRun(LearnedWorkflows workflows) {
        this.workflows = workflows;
    }

    /** The run, brought to this moment of the workflow. */
    private ObservedRun now() {
        WorkflowInfo info = Workflow.getInfo();
        if (run == null) {
            run = workflows.replay(
                    info.getWorkflowType(), info.getRunId(), Instant.ofEpochMilli(info.getRunStartedTimestampMillis()));
        }
        // All that one workflow task brings is seen at once, and the history is as long before it as after it.
        run.moment(Instant.ofEpochMilli(Workflow.currentTimeMillis()), info.getHistoryLength());
        if (!WorkflowUnsafe.isReplaying()) {
            run.live();
        }
        return run;
    }

    /** The workflow begins, or its replay. */
    void began() {
        contained(this::now);
    }

    /** Something starts that the workflow may wait for. Null if that could not be heard. */
    @Nullable
    Step started(String kind) {
        Step[] step = new Step[1];
        contained(() -> step[0] = now().started(kind));
        return step[0];
    }

    /** A timer starts. */
    @Nullable
    Step timer(java.time.Duration duration) {
        Step[] step = new Step[1];
        contained(() -> {
            ObservedRun at = now();
            step[0] = at.started(
                    "timer", Instant.ofEpochMilli(Workflow.currentTimeMillis()).plus(duration));
        });
        return step[0];
    }

    /** Hears of its end from the promise, which stays as it is. */
    void watch(@Nullable Step step, Promise<?> promise) {
        if (step != null) {
            contained(() -> promise.handle((result, failure) -> {
                ended(step, failure);
                return null;
            }));
        }
    }

    void ended(@Nullable Step step, @Nullable Throwable failure) {
        if (step == null) {
            return;
        }
        contained(() -> {
            ObservedRun at = now();
            if (failure == null) {
                at.finished(step);
            } else if (cancelled(failure)) {
                at.cancelled(step, failure);
            } else {
                at.failed(step, failure);
            }
        });
    }

    private static boolean cancelled(Throwable failure) {
        return failure instanceof CanceledFailure || failure.getCause() instanceof CanceledFailure;
    }

    /** The workflow will end by beginning anew, as another run. */
    void continues() {
        // What lets it do so need not be a step, so that this may be the first that is heard after a replay.
        contained(this::now);
        continued = true;
    }

    /** It was refused to begin anew, such as for arguments that cannot be written. */
    void staysAsItIs() {
        continued = false;
    }

    /** The workflow's method has returned. */
    void returned() {
        contained(() -> now().end());
    }

    /**
     * The workflow's method has thrown: it has failed, has been cancelled or begins anew, and that is the end of the run; or it
     * was evicted, or its task failed and is tried again, and that is none.
     */
    void threw(Throwable thrown) {
        if (thrown instanceof TemporalFailure) {
            contained(() -> now().end());
        } else if (continued && run != null) {
            contained(run::end);
        }
    }

    private void contained(Runnable work) {
        if (broken) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            broken = true;
            LOGGER.log(Level.WARNING, "a run of a workflow is heard no more, which harms nothing but its warming", e);
        }
    }
}
