package dev.prewarm.engine;

import dev.prewarm.Task;
import dev.prewarm.Warmup;
import org.jspecify.annotations.Nullable;

/** One round of one task's wish for a warm target, from the plan to its settlement; confined to the loop. */
final class Need {
    /** What has become of the wish. */
    enum Stage {
        /** A timer will bring it up. */
        PLANNED,
        /** Due, but a cap holds it back. */
        WAITING,
        /** Due, but enough is warm or being warmed; looked at again before that lapses. */
        COVERED,
        /** Handed to the client. */
        SENT,
        /** Over, and not sent: cancelled, suppressed or dropped. */
        SETTLED
    }

    /** Changes owner when an announced run starts. */
    Run run;

    /** Changes where an announced run is started with another object of its workflow. */
    Task task;

    final int round;
    Warmup warmup;
    Stage stage = Stage.PLANNED;
    /** When it is looked at again that is covered. */
    long lookAt;
    /** The plan that last wished it. */
    long plan;

    @Nullable
    Sent sent;
    /** The round before, which counts again if this one is cancelled. */
    @Nullable
    Need previous;

    Need(Run run, Warmup warmup) {
        this.run = run;
        this.task = warmup.task();
        this.round = warmup.round();
        this.warmup = warmup;
    }

    /** The latest warm-up that was sent for the task, this one or an earlier round's. */
    @Nullable
    Sent latestSent() {
        for (Need need = this; need != null; need = need.previous) {
            if (need.sent != null) {
                return need.sent;
            }
        }
        return null;
    }

    /** The latest warm-up that was sent for the task before this one. */
    @Nullable
    Sent previousSent() {
        return (previous == null) ? null : previous.latestSent();
    }

    boolean pending() {
        return stage == Stage.PLANNED || stage == Stage.WAITING || stage == Stage.COVERED;
    }

    /** Whether it was to be sent by now, whatever has become of that. */
    boolean wasDue(long now) {
        return Nanos.of(warmup.sendAt()) <= now;
    }

    /** When a timer has to bring it up; the largest value for never. */
    long dueAt() {
        return switch (stage) {
            case PLANNED -> Nanos.of(warmup.sendAt());
            case COVERED -> lookAt;
            default -> Long.MAX_VALUE;
        };
    }
}
