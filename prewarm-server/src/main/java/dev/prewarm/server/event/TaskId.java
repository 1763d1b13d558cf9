package dev.prewarm.server.event;

/**
 * A task of a run, or one of its instances, in one of its attempts.
 *
 * @param run the run
 * @param task the task's id
 * @param attempt counted from 1; 0 if it is not known
 * @param instance counted from 0; {@value #WHOLE} for the task itself
 */
public record TaskId(RunId run, String task, int attempt, int instance) {
    /** Stands for the task itself, where others have numbered instances. */
    public static final int WHOLE = -1;

    /** The task itself, in its first or an unknown attempt. */
    public static TaskId of(RunId run, String task) {
        return new TaskId(run, task, 0, WHOLE);
    }
}
