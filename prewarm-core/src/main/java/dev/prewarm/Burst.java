package dev.prewarm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Warm-ups of one run and one target that are due together: the client is asked once for the instances of all, which it
 * can start at the same time, and which do not stand in each other's way. Confined to the loop.
 */
final class Burst {
    final TargetState target;
    final Run run;
    final List<Sent> sents = new ArrayList<>(1);
    final long sentAt;
    /** Instances that were ready or starting when it was sent. */
    final int ready;
    /** Instances that had no place for another call when it was sent. */
    final int fullBefore;
    /** Instances of those that lapse before they are needed. */
    final int lapsing;
    /** Instances that are asked for. */
    int instances;

    boolean answered;

    @Nullable
    Cancellable deadline;

    /** One that nothing has been added to. */
    Burst(TargetState target, Run run, long sentAt, long neededAt) {
        this.target = target;
        this.run = run;
        this.sentAt = sentAt;
        this.ready = target.instances(sentAt);
        this.lapsing = ready - target.instances(Math.max(sentAt, neededAt));
        this.fullBefore = target.fullInstances();
    }

    void add(Sent sent) {
        sents.add(sent);
        instances += sent.instances;
    }

    /** Nothing more is waited for. */
    void abandon() {
        answered = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
