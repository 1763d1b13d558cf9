package dev.prewarm;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The complete wish of a strategy for one run, now: what to warm, what is left cold on purpose, and when to ask again. What
 * the plan before it wished and it does not is cancelled. Immutable; two are equal if they say the same in the same order.
 */
public final class Plan {
    private static final Plan EMPTY = new Plan(ImmutableList.of(), ImmutableList.of(), null);

    private final ImmutableList<Warmup> warmups;
    private final ImmutableList<Refusal> refusals;
    private final @Nullable Instant reviewAt;

    private Plan(ImmutableList<Warmup> warmups, ImmutableList<Refusal> refusals, @Nullable Instant reviewAt) {
        this.warmups = warmups;
        this.refusals = refusals;
        this.reviewAt = reviewAt;
    }

    /** The plan that wishes nothing. */
    public static Plan empty() {
        return EMPTY;
    }

    /** A plan of these warm-ups, at most one a task. */
    public static Plan of(Warmup... warmups) {
        return new Plan(ImmutableList.copyOf(warmups), ImmutableList.of(), null);
    }

    /** A builder of a plan that wishes nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** What to warm, at most one a task; unmodifiable. */
    public List<Warmup> warmups() {
        return warmups;
    }

    /** The tasks that are left cold on purpose, with the reason; for explanation only. Unmodifiable. */
    public List<Refusal> refusals() {
        return refusals;
    }

    /** When the strategy wants to be asked again even if nothing happens; empty for never. */
    public Optional<Instant> reviewAt() {
        return Optional.ofNullable(reviewAt);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof Plan other)
                && warmups.equals(other.warmups)
                && refusals.equals(other.refusals)
                && Objects.equals(reviewAt, other.reviewAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(warmups, refusals, reviewAt);
    }

    @Override
    public String toString() {
        return "warm " + warmups + ", refuse " + refusals + ((reviewAt == null) ? "" : ", review at " + reviewAt);
    }

    /** A task that the strategy looked at and leaves cold on purpose; made by {@link Builder#refuse}. */
    public static final class Refusal {
        private final Task task;
        private final Rationale reason;

        private Refusal(Task task, Rationale reason) {
            this.task = requireNonNull(task, "task");
            this.reason = requireNonNull(reason, "reason");
        }

        /** The task that is left cold. */
        public Task task() {
            return task;
        }

        /** Why. */
        public Rationale reason() {
            return reason;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return (o instanceof Refusal other) && task == other.task && reason.equals(other.reason);
        }

        @Override
        public int hashCode() {
            return Objects.hash(task, reason);
        }

        @Override
        public String toString() {
            return task + ": " + reason.sentence();
        }
    }

    /** Builds a {@link Plan}. Not thread-safe. */
    public static final class Builder {
        private final ImmutableList.Builder<Warmup> warmups = ImmutableList.builder();
        private final ImmutableList.Builder<Refusal> refusals = ImmutableList.builder();
        private @Nullable Instant reviewAt;

        private Builder() {}

        /** Adds a warm-up; of each task one at most, since the last would count. */
        public Builder warm(Warmup warmup) {
            warmups.add(warmup);
            return this;
        }

        /** Says that a task is left cold on purpose, and why. */
        public Builder refuse(Task task, Rationale reason) {
            refusals.add(new Refusal(task, reason));
            return this;
        }

        /** Asks for a review then, or earlier if an earlier one has been asked for. */
        public Builder reviewAt(Instant instant) {
            if (reviewAt == null || instant.isBefore(reviewAt)) {
                reviewAt = instant;
            }
            return this;
        }

        /** The plan, of what has been said so far. */
        public Plan build() {
            return new Plan(warmups.build(), refusals.build(), reviewAt);
        }
    }
}
