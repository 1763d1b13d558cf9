package dev.prewarm.engine;

import dev.prewarm.Cancellable;
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
    /** Instances that were ready or starting when it was sent, those included that may just have lapsed. */
    final int ready;
    /** Instances that had no place for another call when it was sent. */
    final int fullBefore;
    /** Instances of those that may lapse before they are needed. */
    final int lapsing;
    /** For how long the instances had been idle that were used last and could still be there; negative if there were none. */
    final long idleFor;
    /** How long ago there certainly was an instance; negative if there never was one. */
    final long unseenFor;
    /** Instances that are asked for. */
    int instances;

    boolean answered;
    /** Whether the answer was that nothing had to be started. */
    boolean foundWarm;

    @Nullable
    Cancellable deadline;

    /** One that nothing has been added to. */
    Burst(TargetState target, Run run, long sentAt, long neededAt) {
        this.target = target;
        this.run = run;
        this.sentAt = sentAt;
        this.ready = target.perhaps(sentAt);
        this.lapsing = Math.max(0, ready - target.instances(Math.max(sentAt, neededAt)));
        this.fullBefore = target.fullInstances();
        this.idleFor = target.idleFor(sentAt);
        this.unseenFor = target.unseenFor(sentAt);
    }

    /** Instances of those asked for that are there already, as far as is believed. */
    int renewed() {
        return Math.min(Math.min(instances, ready), lapsing);
    }

    /** Whether it starts an instance only if what is believed to be there is gone. */
    boolean findsOrStarts() {
        return ready == 0 || renewed() == instances;
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
