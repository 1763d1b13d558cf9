package dev.prewarm;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong around the engine and was contained. Each is counted and reported to the {@link PrewarmListener};
 * of each kind one a minute is logged. Immutable; two are equal if they say the same.
 */
public final class Problem {
    private final Kind kind;
    private final String run;
    private final String detail;

    private Problem(Kind kind, String run, String detail) {
        this.kind = requireNonNull(kind, "kind");
        this.run = requireNonNull(run, "run");
        this.detail = requireNonNull(detail, "detail");
    }

    /**
     * A problem. The engine makes them; so do tests of listeners.
     *
     * @param run the id of the run in question; empty if none is
     * @param detail what happened, for people
     */
    public static Problem of(Kind kind, String run, String detail) {
        return new Problem(kind, run, detail);
    }

    /** What sort of thing. */
    public Kind kind() {
        return kind;
    }

    /** The id of the run in question; empty if none is. */
    public String run() {
        return run;
    }

    /** What happened, for people: what was given, and what is allowed. */
    public String detail() {
        return detail;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof Problem other)
                && kind == other.kind
                && run.equals(other.run)
                && detail.equals(other.detail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, run, detail);
    }

    @Override
    public String toString() {
        return kind + (run.isEmpty() ? "" : " in run " + run) + ": " + detail;
    }

    /** The sorts of problem. There will be more: a {@code switch} over them needs a default. */
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
        /** The client threw, returned null, or had not returned from a call at its deadline. */
        CLIENT_FAILED,
        /** The listener threw, or could not keep up. */
        LISTENER_FAILED,
        /** What was learned could not be loaded or saved. */
        STATISTICS_FAILED
    }
}
