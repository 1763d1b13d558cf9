package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine did for a task, or left undone, and why; see {@link WorkflowRun#decisions} and {@link
 * PrewarmListener#onDecision}. Immutable; two are equal if they say the same.
 */
public final class Decision {
    private static final Rationale UNSAID = Rationale.of("no reason was given");

    private final Instant at;
    private final Kind kind;
    private final String task;
    private final String target;
    private final int instances;
    private final Rationale reason;
    private final @Nullable Duration span;

    private Decision(
            Instant at,
            Kind kind,
            String task,
            String target,
            int instances,
            Rationale reason,
            @Nullable Duration span) {
        this.at = requireNonNull(at, "at");
        this.kind = requireNonNull(kind, "kind");
        this.task = requireNonNull(task, "task");
        this.target = requireNonNull(target, "target");
        this.instances = instances;
        this.reason = requireNonNull(reason, "reason");
        this.span = span;
    }

    /**
     * A decision about no instances, without a reason or a span. The engine makes them; so do tests of listeners.
     *
     * @param at by the wall clock, {@link Scheduler#wallClock}
     * @param task the id of the task that it is for
     * @param target the name of the service in question; empty if the task has none
     */
    public static Decision of(Instant at, Kind kind, String task, String target) {
        return new Decision(at, kind, task, target, 0, UNSAID, null);
    }

    /**
     * The same, about so many instances.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Decision instances(int instances) {
        checkArgument(instances >= 0, "instances: %s, but at least 0 is needed", instances);
        return new Decision(at, kind, task, target, instances, reason, span);
    }

    /** The same, with a reason. */
    public Decision because(Rationale reason) {
        return new Decision(at, kind, task, target, instances, reason, span);
    }

    /** The same, with the duration that belongs to its kind. */
    public Decision span(Duration span) {
        return new Decision(at, kind, task, target, instances, reason, requireNonNull(span, "span"));
    }

    /** When, by the wall clock. */
    public Instant at() {
        return at;
    }

    /** What. */
    public Kind kind() {
        return kind;
    }

    /** The id of the task that it was for. */
    public String task() {
        return task;
    }

    /** The name of the service in question; empty if the task has none. */
    public String target() {
        return target;
    }

    /** How many instances it was about; 0 where none was. */
    public int instances() {
        return instances;
    }

    /** Why. */
    public Rationale reason() {
        return reason;
    }

    /** The duration that belongs to the {@link #kind}, see there; empty where none does. */
    public Optional<Duration> span() {
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

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof Decision other)
                && at.equals(other.at)
                && kind == other.kind
                && task.equals(other.task)
                && target.equals(other.target)
                && instances == other.instances
                && reason.equals(other.reason)
                && Objects.equals(span, other.span);
    }

    @Override
    public int hashCode() {
        return Objects.hash(at, kind, task, target, instances, reason, span);
    }

    /** The same as {@link #describe}. */
    @Override
    public String toString() {
        return describe();
    }

    /** The kinds of decision, and what their span means. There will be more: a {@code switch} over them needs a default. */
    public enum Kind {
        /** A warm-up will be sent; the span is the time until then. */
        PLANNED("in"),
        /** The strategy looked and wishes no warm-up: the task is left cold on purpose, or will be warm anyway; the reason says which. */
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
