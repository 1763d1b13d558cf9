package dev.prewarm.forecast;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.RunView;
import dev.prewarm.TaskState;
import java.util.List;

/** How a dependency stands in a run: whether the task that waits may go on, as far as this one is concerned. */
public enum Passage {
    /** It has been met. */
    NOW,
    /** It depends on an end that is to come. */
    AT_END,
    /** The task before has failed; it may be started again, but nobody has said so. */
    UNKNOWN,
    /** It will not be met. */
    NEVER;

    /** How the dependency stands. */
    public static Passage of(RunView run, Dependency dependency) {
        Trigger trigger = dependency.trigger();
        return switch (run.state(dependency.from())) {
            case PENDING, RUNNING -> AT_END;
            case FINISHED -> (trigger == Trigger.FAILURE) ? NEVER : NOW;
            case SKIPPED -> (trigger == Trigger.COMPLETION) ? NOW : NEVER;
            case FAILED -> afterFailure(run, dependency);
        };
    }

    private static Passage afterFailure(RunView run, Dependency dependency) {
        if (run.until(dependency.from()).isPresent()) {
            return AT_END;
        }
        if (dependency.trigger() != Trigger.SUCCESS) {
            return NOW;
        }
        return takenAsFailed(run, dependency) ? NEVER : UNKNOWN;
    }

    /** Whether what follows the failure has started, which shows that there is no other attempt. */
    private static boolean takenAsFailed(RunView run, Dependency dependency) {
        List<Dependency> outgoing = run.workflow().outgoing(dependency.from());
        for (int i = 0; i < outgoing.size(); i++) {
            Dependency other = outgoing.get(i);
            TaskState state = run.state(other.to());
            boolean started = state != TaskState.PENDING && state != TaskState.SKIPPED;
            if (other.trigger() != Trigger.SUCCESS && started) {
                return true;
            }
        }
        return false;
    }
}
