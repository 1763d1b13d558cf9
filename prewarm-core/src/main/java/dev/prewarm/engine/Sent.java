package dev.prewarm.engine;

import static java.util.Objects.requireNonNull;

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

    /** Not kept longer than it is asked for: what still knows of the warm-up would hold its run, and that one the runs before it. */
    private @Nullable Need need;

    final Burst burst;
    final TargetState target;
    /** As many as were asked for; once the client has answered, as many as were started. */
    int instances;

    final long sentAt;
    /** Instances that tasks took while they were still starting. */
    int taken;
    /** When the client said that they are ready; negative before. */
    long readyAt = -1;

    Outcome outcome = Outcome.OPEN;
    private boolean dealtWith;

    Sent(Need need, Burst burst, int instances) {
        this.need = need;
        this.burst = burst;
        this.target = burst.target;
        this.instances = instances;
        this.sentAt = burst.sentAt;
    }

    /** The wish that it serves; there until its outcome is known and its answer has been dealt with. */
    Need need() {
        return requireNonNull(need, "need");
    }

    /** It has ended. Returns the wish that it served. */
    Need end(Outcome how) {
        Need served = need();
        outcome = how;
        letGo();
        return served;
    }

    /** Nothing more follows from the client's answer. */
    void dealtWith() {
        dealtWith = true;
        letGo();
    }

    private void letGo() {
        if (dealtWith && outcome != Outcome.OPEN) {
            need = null;
        }
    }

    /** Whether it is known what has become of it at the client. */
    boolean answered() {
        return burst.answered;
    }
}
