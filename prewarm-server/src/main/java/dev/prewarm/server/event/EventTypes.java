package dev.prewarm.server.event;

/** The types of the vocabulary, as they are written on the wire. */
public final class EventTypes {
    static final String PREFIX = "dev.prewarm.";
    static final String RUN_EXPECTED = "dev.prewarm.run.expected.v1";
    static final String RUN_STARTED = "dev.prewarm.run.started.v1";
    static final String RUN_FINISHED = "dev.prewarm.run.finished.v1";
    static final String TASK_STARTED = "dev.prewarm.task.started.v1";
    static final String TASK_FINISHED = "dev.prewarm.task.finished.v1";
    static final String TASK_FAILED = "dev.prewarm.task.failed.v1";
    static final String TASK_SKIPPED = "dev.prewarm.task.skipped.v1";
    /** What the server notes in its journal of a run that has ended; it is no part of the vocabulary. */
    public static final String RUN_MEASURED = "dev.prewarm.run.measured.v1";

    /** In place of a rule that was not told; others take it for the default. */
    static final String UNKNOWN_RULE = "unknown";

    private EventTypes() {}
}
