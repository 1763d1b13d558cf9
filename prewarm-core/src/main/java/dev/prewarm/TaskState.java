package dev.prewarm;

/** Where a task of a run stands. */
public enum TaskState {
    /** Not started. */
    PENDING,
    /** Called, not yet finished. */
    RUNNING,
    /** Done. */
    FINISHED,
    /** Ended with an error; it may be started again. */
    FAILED,
    /** Will not run: said so, or no longer reachable. */
    SKIPPED;

    /** Whether the task may still start for the first time. */
    public boolean pending() {
        return this == PENDING;
    }
}
