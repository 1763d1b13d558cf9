package dev.prewarm;

import static java.util.Objects.requireNonNull;

/**
 * Something that went wrong around the engine and was contained. Each is counted and reported to the listener; of each
 * kind one a minute is logged.
 *
 * @param kind what sort of thing
 * @param run the run in question; empty if none is
 * @param detail what happened, for people
 */
public record Problem(Kind kind, String run, String detail) {
    /** Checks that nothing is null. */
    public Problem {
        requireNonNull(kind, "kind");
        requireNonNull(run, "run");
        requireNonNull(detail, "detail");
    }

    /** The sorts of problem. */
    public enum Kind {
        /** An event named a task that the workflow does not have. */
        UNKNOWN_TASK,
        /** An event was never heard of that must have happened, as others show; it was concluded. */
        LOST_EVENT,
        /** An event said what was known already. */
        DUPLICATE_EVENT,
        /** An event came in an order that the workflow does not allow. */
        IMPOSSIBLE_ORDER,
        /** An event came after the run was closed. */
        AFTER_CLOSE,
        /** An event carried a value that is not allowed. */
        INVALID_VALUE,
        /** Events came faster than they could be handled, or the engine was held up; some were discarded. */
        OVERLOADED,
        /** A run was not closed, and was forgotten after its time to live. */
        RUN_FORGOTTEN,
        /** Two workflows that are started in turn say different things of one target. */
        TARGET_CONTRADICTED,
        /** The strategy threw, returned null, or asked for what makes no sense. */
        STRATEGY_FAILED,
        /** The client threw or returned null. */
        CLIENT_FAILED,
        /** The listener threw, or could not keep up. */
        LISTENER_FAILED,
        /** What was learned could not be loaded or saved. */
        STATISTICS_FAILED
    }
}
