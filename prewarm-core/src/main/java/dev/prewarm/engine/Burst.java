package dev.prewarm.engine;

import com.google.common.math.IntMath;
import dev.prewarm.Cancellable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Warm-ups of one run and one target that are due together: the client is asked once for the instances of all, which it
 * can start at the same time, and which do not stand in each other's way. Confined to the loop.
 */
final class Burst {
    final TargetState target;
    final String runId;
    final List<Sent> sents = new ArrayList<>(1);
    final long sentAt;
    /** Instances that were ready or starting when it was sent, those included that may just have lapsed. */
    final int ready;
    /** Instances that had no place for another call when it was sent. */
    final int fullBefore;
    /**
     * When the instances became idle, those first that did so first, which may lapse before they are needed, and which no other task
     * counts on: if so many are asked for, they are renewed.
     */
    private final long[] lapsing;
    /** For how long the instances had been idle that were used last and could still be there; negative if there were none. */
    final long idleFor;
    /** Whether none was starting. */
    private final boolean settled;
    /** How long ago there certainly was an instance; negative if there never was one. */
    final long unseenFor;
    /** Instances that are asked for. */
    int instances;

    /** Whether the client's method has returned, or has been given up on before that; for any thread. */
    private final AtomicBoolean handedBack = new AtomicBoolean();

    boolean answered;
    /** Whether it is answered although the client's method has not returned, which still holds its place in flight. */
    boolean blocked;
    /** Whether the answer was that nothing had to be started. */
    boolean foundWarm;

    @Nullable
    Cancellable deadline;

    /**
     * One that nothing has been added to.
     *
     * @param lapsing when those instances became idle, in that order, that may lapse before they are needed, and that are free to be
     *     renewed
     */
    Burst(TargetState target, String runId, long sentAt, long[] lapsing) {
        this.target = target;
        this.runId = runId;
        this.sentAt = sentAt;
        this.ready = target.perhaps(sentAt);
        this.lapsing = lapsing;
        this.settled = target.instances.starting() == 0;
        this.fullBefore = target.instances.full();
        this.idleFor = target.idleFor(sentAt);
        this.unseenFor = target.unseenFor(sentAt);
    }

    /** Instances of those asked for that are there already, as far as is believed. */
    int renewed() {
        return Math.min(Math.min(instances, ready), lapsing.length);
    }

    /** If instances were started, and some renewed, those that became idle before this are gone, or renewed. */
    long goneBefore() {
        return (anyServes() ? sentAt : lapsing[renewed() - 1]) + 1;
    }

    /**
     * For how long an instance had been idle that was believed to be there and is gone, if instances were started; negative if nothing
     * shows that: what was waited for may as well have been one that was starting, or one beside those that are renewed.
     */
    long goneAfter() {
        if (!settled || idleFor < 0 || renewed() < instances) {
            return -1;
        }
        return anyServes() ? idleFor : sentAt - lapsing[renewed() - 1];
    }

    /** Whether any instance would have answered, however many there are. */
    private boolean anyServes() {
        return target.target().concurrency() == 0;
    }

    /** Whether it is of that run and that target, to which more may be added. */
    boolean isOf(Run run, TargetState other) {
        return target == other && sents.get(0).need().run == run;
    }

    void add(Sent sent) {
        sents.add(sent);
        instances = IntMath.saturatedAdd(instances, sent.instances);
    }

    /** The client's method has returned, or is given up on; false if the other of these came first. For any thread. */
    boolean handBack() {
        return handedBack.compareAndSet(false, true);
    }

    /** Nothing more is waited for. */
    void abandon() {
        answered = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
