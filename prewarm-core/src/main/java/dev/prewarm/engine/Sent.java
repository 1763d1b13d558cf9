package dev.prewarm.engine;

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

    Sent(Need need, Burst burst, int instances) {
        this.need = need;
        this.burst = burst;
        this.target = burst.target;
        this.instances = instances;
        this.sentAt = burst.sentAt;
    }

    /** Whether it is known what has become of it at the client. */
    boolean answered() {
        return burst.answered;
    }
}
