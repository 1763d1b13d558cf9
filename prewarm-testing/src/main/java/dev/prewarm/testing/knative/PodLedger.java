package dev.prewarm.testing.knative;

/**
 * The books of one pod: for what part of its life a warm-up, and not a call of a task, is the reason that it was there.
 *
 * <p>A pod that a warm-up made idles from its readiness to its first use by work; if work never comes, its whole life
 * was waste. A pod that work has used is there by itself until its natural end, a retention after the work; what a
 * warm-up adds beyond that is idle if work comes then, waste if not. An always-on pod idles whenever no work runs.
 *
 * <p>Follows nothing in Knative: it is how the model accounts.
 */
final class PodLedger {
    private final PodCause cause;
    private final long createdNanos;
    private final long retentionNanos;

    private long readyNanos = ModelClock.NEVER;
    private long naturalEndNanos = ModelClock.NEVER;
    private long busyFromNanos;
    private int runningWork;
    private boolean used;
    private boolean prolonged;

    private long busyNanos;
    private long idleNanos;

    PodLedger(PodCause cause, long createdNanos, long retentionNanos) {
        this.cause = cause;
        this.createdNanos = createdNanos;
        this.retentionNanos = retentionNanos;
    }

    void ready(long now) {
        readyNanos = now;
        naturalEndNanos = now + retentionNanos;
    }

    void workStarted(long now) {
        if (runningWork++ == 0) {
            idleNanos += unusedNanos(now);
            busyFromNanos = now;
        }
        used = true;
        prolonged = false;
    }

    /** What of the time up to now is owed to warm-ups, and was not used by work, since the last use. */
    private long unusedNanos(long now) {
        if (awaited()) {
            return Math.max(0, now - readyNanos);
        }
        return prolonged ? Math.max(0, now - naturalEndNanos) : 0;
    }

    void workEnded(long now) {
        if (--runningWork == 0) {
            busyNanos += now - busyFromNanos;
            naturalEndNanos = now + retentionNanos;
        }
    }

    /** A warm-up was served, or a raised min-scale holds the pod, so that it may outlive its natural end. */
    void prolonged() {
        prolonged = runningWork == 0;
    }

    /** Whether a warm-up made the pod, and no work has used it yet. */
    boolean awaited() {
        return cause == PodCause.WARM_UP && !used;
    }

    boolean used() {
        return used;
    }

    long busyNanos(long now) {
        return busyNanos + (runningWork > 0 ? now - busyFromNanos : 0);
    }

    long idleNanos(long now) {
        return (cause == PodCause.ALWAYS_ON) ? Math.max(0, now - readyNanos) - busyNanos(now) : idleNanos;
    }

    /** Time up to now that will be idle if work comes next, and waste if the pod goes. */
    long undecidedNanos(long now) {
        if (runningWork > 0 || cause == PodCause.ALWAYS_ON) {
            return 0;
        }
        return unusedNanos(now);
    }

    /** What was wasted if the pod goes at that time. */
    long wastedNanos(long goneAt) {
        if (cause == PodCause.ALWAYS_ON) {
            return 0;
        }
        return awaited() ? Math.max(0, goneAt - createdNanos) : unusedNanos(goneAt);
    }

    long providedNanos(long now) {
        return Math.max(0, now - createdNanos);
    }
}
