package dev.prewarm.benchmarks;

/** What an orchestrator tells of a task. */
public enum TaskEvent {
    /** It is being called. */
    STARTED,
    /** It has ended well. */
    FINISHED
}
