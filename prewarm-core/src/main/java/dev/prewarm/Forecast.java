package dev.prewarm;

import java.time.Instant;
import java.util.List;

/**
 * What is known of the time to each task's start: a number of possible futures of one run, drawn together, so that what
 * happens to one task in a future is consistent with what happens to the others.
 *
 * <p>Times are in seconds after the view's now. The forecast reaches as far as a decision could be due soon; later
 * tasks are not part of it. Valid as long as the view that gave it.
 *
 * <p>Arrays have one element for each future, and are the caller's own. Implemented only here.
 */
public interface Forecast {
    /** The number of futures; each is equally likely. */
    int futures();

    /**
     * The tasks that have not started and may start within the horizon, in topological order; and those that have failed and
     * will be started again within it, at an instant that is known.
     */
    List<Task> tasks();

    /**
     * When the task is called: its inputs are ready, and the orchestrator has taken as long as it usually does.
     *
     * @return by future: seconds after now, at least 0; positive infinity in one that does not reach the task
     */
    double[] starts(Task task);

    /** The cold starts that the task's target would have, in seconds; 0 for a local task. */
    double[] coldStarts(Task task);

    /** How long the task will take if it is warm, in seconds; all its turns together. */
    double[] durations(Task task);

    /** The median of {@link #durations}. */
    double medianDuration(Task task);

    /** How many seconds a running task still takes. */
    double[] remaining(Task running);

    /** By how many seconds the task can be late without delaying the end of the run. */
    double[] slack(Task task);

    /**
     * When it is known whether the task is reached: the finish of the last task before an open branch on the way to it.
     *
     * @return by future: seconds after now; 0 if it is known already
     */
    double[] resolved(Task task);

    /**
     * When the predecessor that the task waits for longest starts: from then on much more is known of the task's own
     * start.
     *
     * @return by future: seconds after now; 0 if it runs already
     */
    double[] predecessorStarts(Task task);

    /** The share of futures that reach the task; 0 to 1. */
    double reachProbability(Task task);

    /** When tasks that lie beyond the horizon now could come within it; {@link Instant#MAX} if there are none. */
    Instant nextLook();
}
