package dev.prewarm;

import org.jspecify.annotations.Nullable;

/** A warm-up that was handed to the client, until its outcome is known; confined to the loop. */
final class Sent {
    /** How it ended; each sent warm-up gets exactly one of these. */
    enum Outcome {
        OPEN,
        USED,
        LATE,
        WASTED,
        FAILED
    }

    final Need need;
    final TargetState target;
    final int instances;
    final long sentAt;
    /** Whether no instance was believed to be there, or starting, when it was sent. */
    final boolean believedCold;
    /** Instances that tasks took while they were still starting. */
    int taken;
    /** When the client said that they are ready; negative before. */
    long readyAt = -1;

    boolean answered;
    Outcome outcome = Outcome.OPEN;

    @Nullable
    Cancellable deadline;

    /** Nothing more is waited for. */
    void abandon() {
        answered = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }

    Sent(Need need, TargetState target, int instances, long sentAt) {
        this.believedCold = target.instances(sentAt) == 0;
        this.need = need;
        this.target = target;
        this.instances = instances;
        this.sentAt = sentAt;
    }
}
