package dev.prewarm.engine;

import dev.prewarm.Target;
import dev.prewarm.Task;
import org.jspecify.annotations.Nullable;

/** One call as it occupies its target, kept until it is known what it found. Confined to the loop. */
final class Visit {
    private final Hindsight hindsight;
    final Task task;
    final @Nullable String instance;
    final Target target;
    final Known known;
    final @Nullable Sent own;
    final long at;
    int calls;
    /** How many of them have begun, as it was played last. */
    int begun;
    /** What it found, as far as is known now. */
    Occupancy.@Nullable Start start;
    /** Whether what it found has been counted, and will not be judged again. */
    boolean booked;

    /** Where it begins and ends among the others. */
    Hindsight.@Nullable Moment begins;

    Hindsight.@Nullable Moment ends;

    /** What was believed of a target before a run called it: what the run itself has taught meanwhile depends on the order in which it was told. */
    record Known(long retention, long doubtedAfter, long coldStart) {
        /** Whether it is in doubt that an instance is warm which has been idle for so long. */
        boolean doubts(long idleNanos) {
            return idleNanos > doubtedAfter;
        }
    }

    Visit(Hindsight hindsight, Call call, TargetState target, Known known, @Nullable Sent own) {
        this.hindsight = hindsight;
        this.task = call.task;
        this.instance = call.instance;
        this.target = target.target();
        this.known = known;
        this.own = own;
        this.at = call.start;
        this.calls = call.width;
    }

    /** Calls that go on, more than there were or again. */
    void goesOn(int howMany) {
        calls = howMany;
        hindsight.widened(this);
    }

    @SuppressWarnings("ReferenceEquality") // a target has one at a time
    boolean isOf(Hindsight other) {
        return hindsight == other;
    }

    void ends(long at) {
        hindsight.ends(this, at);
    }

    /** It has not happened. */
    void isGone() {
        hindsight.forget(this);
        booked = true;
    }

    /** What it found, by all that is known now; null if that cannot be said any more. It is not judged again. */
    Occupancy.@Nullable Start judge() {
        hindsight.play();
        booked = true;
        return start;
    }
}
