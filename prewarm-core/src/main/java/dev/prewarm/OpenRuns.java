package dev.prewarm;

import org.jspecify.annotations.Nullable;

/**
 * The runs that have started and are not closed, ordered by their latest event, so that those to be forgotten are found
 * without a timer for each. The links are in the runs. Confined to the loop.
 */
final class OpenRuns {
    private @Nullable Run oldest;
    private @Nullable Run newest;

    /** The run whose latest event lies back the longest. */
    @Nullable
    Run oldest() {
        return oldest;
    }

    /** The run has had an event: it becomes the newest, and a member if it was none. */
    void touch(Run run) {
        if (newest != run) {
            remove(run);
            run.older = newest;
            if (newest == null) {
                oldest = run;
            } else {
                newest.newer = run;
            }
            newest = run;
        }
    }

    /** Without effect if the run is not a member. */
    void remove(Run run) {
        Run before = run.older;
        Run after = run.newer;
        if (before != null) {
            before.newer = after;
        } else if (oldest == run) {
            oldest = after;
        }
        if (after != null) {
            after.older = before;
        } else if (newest == run) {
            newest = before;
        }
        run.older = null;
        run.newer = null;
    }
}
