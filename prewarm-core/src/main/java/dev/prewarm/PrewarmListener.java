package dev.prewarm;

import static java.util.Objects.requireNonNull;

/**
 * Hears what the engine does. Called in order, one at a time, by a thread that is not the orchestrator's; a listener
 * that throws is counted and called again, one that is slow loses notifications, and neither harms a run.
 */
public interface PrewarmListener {
    /** A listener that ignores everything. */
    PrewarmListener NONE = new PrewarmListener() {};

    /** Something was decided, or turned out, for a task of a run. */
    default void onDecision(WorkflowRun run, Decision decision) {}

    /** Something went wrong and was contained. */
    default void onProblem(Problem problem) {}

    /**
     * This listener and another one as one: the other hears of everything after this one, even of what this one throws on.
     */
    default PrewarmListener andThen(PrewarmListener next) {
        requireNonNull(next, "next");
        PrewarmListener first = this;
        return new PrewarmListener() {
            @Override
            public void onDecision(WorkflowRun run, Decision decision) {
                try {
                    first.onDecision(run, decision);
                } finally {
                    next.onDecision(run, decision);
                }
            }

            @Override
            public void onProblem(Problem problem) {
                try {
                    first.onProblem(problem);
                } finally {
                    next.onProblem(problem);
                }
            }
        };
    }
}
