package dev.prewarm.engine;

import org.jspecify.annotations.Nullable;

/**
 * Runs ordered by their latest event, so that those to be forgotten are found without a timer for each. The links are in
 * the runs; a run is in one list at a time. Confined to the loop.
 */
final class OpenRuns {
    private @Nullable Run oldest;
    private @Nullable Run newest;

    /** The run whose latest event lies back the longest. */
    @Nullable
    Run oldest() {
        return oldest;
    }

    /** The run has had an event: it becomes the newest here, wherever it was before. */
    void touch(Run run) {
        if (newest != run) {
            remove(run);
            run.list = this;
            run.older = newest;
            if (newest == null) {
                oldest = run;
            } else {
                newest.newer = run;
            }
            newest = run;
        }
    }

    /** Takes the run out of the list that it is in, if any. */
    static void remove(Run run) {
        if (run.list != null) {
            run.list.unlink(run);
        }
    }

    private void unlink(Run run) {
        Run before = run.older;
        Run after = run.newer;
        if (before != null) {
            before.newer = after;
        } else {
            oldest = after;
        }
        if (after != null) {
            after.older = before;
        } else {
            newest = before;
        }
        run.older = null;
        run.newer = null;
        run.list = null;
    }
}
