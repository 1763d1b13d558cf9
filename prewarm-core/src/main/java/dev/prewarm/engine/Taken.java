package dev.prewarm.engine;

import dev.prewarm.instances.Instances;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task's calls take when they start: idle instances first, then such as are starting. Confined to the loop. */
class Taken implements Instances.Taker<Sent> {
    /** The warm-up that was sent for them. */
    final @Nullable Sent own;

    final int calls;
    final long now;
    /** Where calls wait that share an instance which is starting; null where each has one of its own. */
    private @Nullable UnreadyInstances unready;
    /** The warm-ups that they use for the first time. */
    List<Sent> used = List.of();
    /** The longest that an instance had been idle. */
    long longestIdle;

    /** The warm-up that they wait for. */
    @Nullable
    Sent awaited;

    Taken(@Nullable Sent own, int calls, long now) {
        this.own = own;
        this.calls = calls;
        this.now = now;
    }

    void waitsAmong(@Nullable UnreadyInstances others) {
        unready = others;
    }

    @Override
    public void idle(@Nullable Sent origin, int some, long since) {
        longestIdle = Math.max(longestIdle, now - since);
        if (origin != null) {
            use(origin);
        }
    }

    private void use(Sent sent) {
        if (used.isEmpty()) {
            used = new ArrayList<>(1);
        }
        used.add(sent);
    }

    @Override
    public void starting(Sent sent, int some) {
        use(sent);
        awaited = sent;
        if (unready != null) {
            unready.starting(sent, some, calls, now);
        }
    }

    /** Of which the warm-ups know what was taken. */
    static final class ForGood extends Taken {
        ForGood(@Nullable Sent own, int calls, long now) {
            super(own, calls, now);
        }

        @Override
        public void starting(Sent sent, int some) {
            sent.taken += some;
            super.starting(sent, some);
        }
    }
}
