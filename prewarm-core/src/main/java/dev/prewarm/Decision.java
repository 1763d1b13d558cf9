package dev.prewarm;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine did for a task, or left undone, and why.
 *
 * @param at when
 * @param kind what
 * @param task the task that it was for
 * @param target the service in question
 * @param instances how many instances it was about; 0 where none was
 * @param reason why
 * @param span the duration that belongs to the kind, see there; null where none does
 */
public record Decision(
        Instant at,
        Kind kind,
        String task,
        String target,
        int instances,
        Rationale reason,
        @Nullable Duration span) {
    /** Checks that nothing but the span is null. */
    public Decision {
        requireNonNull(at, "at");
        requireNonNull(kind, "kind");
        requireNonNull(task, "task");
        requireNonNull(target, "target");
        requireNonNull(reason, "reason");
    }

    /** The duration that belongs to the {@link #kind}. */
    public Optional<Duration> margin() {
        return Optional.ofNullable(span);
    }

    /** One line for people: when, what, and why. */
    public String describe() {
        String what =
                String.format(Locale.ROOT, "%s %s for task %s", kind.name().toLowerCase(Locale.ROOT), target, task);
        String many = (instances > 1) ? " (" + instances + " instances)" : "";
        String by =
                (span == null) ? "" : String.format(Locale.ROOT, ", %s %.3f s", kind.spanMeaning, span.toNanos() / 1e9);
        return at + " " + what + many + by + ": " + reason.sentence();
    }

    /** The same as {@link #describe}. */
    @Override
    public String toString() {
        return describe();
    }

    /** The kinds of decision, and what their span means. */
    public enum Kind {
        /** A warm-up will be sent; the span is the time until then. */
        PLANNED("in"),
        /** The strategy looked and leaves the task cold on purpose. */
        REFUSED(""),
        /** A planned warm-up is no longer wished. */
        CANCELLED(""),
        /** Enough instances are warm, or being warmed, already; it is looked at again if they lapse before the task comes. */
        SUPPRESSED(""),
        /** A due warm-up could not be sent in time: the task came first, or a cap or an open circuit held it back. */
        DROPPED(""),
        /** A warm-up was handed to the client. */
        SENT(""),
        /** A task found what was warmed; the span is by how much it was early. */
        USED("early by"),
        /** A task came before the instance was ready; the span is what was saved of the cold start. */
        LATE("saved"),
        /**
         * What was warmed lapsed without being used; or a later warm-up found it before, and it counts for that one from
         * then on; or the warm-up itself found only what was in use, or is always kept.
         */
        WASTED(""),
        /** The warm-up failed. */
        FAILED("");

        private final String spanMeaning;

        Kind(String spanMeaning) {
            this.spanMeaning = spanMeaning;
        }
    }
}
