package dev.prewarm;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The complete wish of a strategy for one run, now.
 *
 * @param warmups what to warm, at most one a task
 * @param refusals tasks that are left cold on purpose, with the reason; for explanation only
 * @param review when the strategy wants to be asked again even if nothing happens; null for never
 */
public record Plan(
        ImmutableList<Warmup> warmups,
        ImmutableList<Refusal> refusals,
        @Nullable Instant review) {
    private static final Plan EMPTY = new Plan(ImmutableList.of(), ImmutableList.of(), null);

    /** Checks that nothing is null. */
    public Plan {
        requireNonNull(warmups, "warmups");
        requireNonNull(refusals, "refusals");
    }

    /** The plan that wishes nothing. */
    public static Plan empty() {
        return EMPTY;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** When the strategy wants to be asked again even if nothing happens. */
    public Optional<Instant> reviewAt() {
        return Optional.ofNullable(review);
    }

    /** A task that the strategy looked at and leaves cold on purpose. */
    public record Refusal(Task task, Rationale reason) {
        /** Checks that nothing is null. */
        public Refusal {
            requireNonNull(task, "task");
            requireNonNull(reason, "reason");
        }
    }

    /** Builds a {@link Plan}. Not thread-safe. */
    public static final class Builder {
        private final ImmutableList.Builder<Warmup> warmups = ImmutableList.builder();
        private final ImmutableList.Builder<Refusal> refusals = ImmutableList.builder();
        private @Nullable Instant reviewAt;

        private Builder() {}

        public Builder warm(Warmup warmup) {
            warmups.add(warmup);
            return this;
        }

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

        public Plan build() {
            return new Plan(warmups.build(), refusals.build(), reviewAt);
        }
    }
}
