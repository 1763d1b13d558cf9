package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a warm-up request ended, as a {@link WarmupClient} tells: one of {@link Started}, {@link AlreadyWarm} and {@link
 * Failed}. Immutable; two are equal if they say the same.
 *
 * <pre>{@code
 * WarmupResult.started(Duration.ofMillis(1_400));
 * WarmupResult.alreadyWarm(Duration.ofMillis(5));
 * WarmupResult.failed("HTTP 503", true);
 * }</pre>
 */
public sealed interface WarmupResult {
    /**
     * As many instances were started as were asked for.
     *
     * @param coldStart how long it took until the last of them could serve
     * @throws IllegalArgumentException if it is negative, or above 100 years
     */
    static Started started(Duration coldStart) {
        return new Started(coldStart, Started.AS_ASKED);
    }

    /**
     * So many instances were started, which may be fewer than were asked for.
     *
     * @param coldStart how long it took until the last of them could serve
     * @param instances how many; at least 1
     * @throws IllegalArgumentException if the duration is negative or above 100 years, or no instance was started
     */
    static Started started(Duration coldStart, int instances) {
        checkArgument(instances >= 1, "instances: %s, but at least 1 is needed", instances);
        return new Started(coldStart, instances);
    }

    /**
     * The target was warm.
     *
     * @param roundTrip how long it took to find out
     * @throws IllegalArgumentException if it is negative, or above 100 years
     */
    static AlreadyWarm alreadyWarm(Duration roundTrip) {
        return new AlreadyWarm(roundTrip);
    }

    /**
     * It is not known that anything was warmed.
     *
     * @param reason what happened, for people; carries no secrets
     * @param retryable whether the same request might succeed later
     */
    static Failed failed(String reason, boolean retryable) {
        return new Failed(reason, retryable);
    }

    /** Instances were started; made by {@link #started(Duration)}. */
    final class Started implements WarmupResult {
        private static final int AS_ASKED = 0;

        private final Duration coldStart;
        private final int instances;

        private Started(Duration coldStart, int instances) {
            this.coldStart = Checks.duration("coldStart", coldStart);
            this.instances = instances;
        }

        /** How long it took until the last of them could serve. */
        public Duration coldStart() {
            return coldStart;
        }

        /** How many were started of so many that were asked for: all of them, unless fewer were said; at least 1. */
        public int instancesOf(int asked) {
            return (instances == AS_ASKED) ? asked : Math.max(1, Math.min(instances, asked));
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return (o instanceof Started other) && coldStart.equals(other.coldStart) && instances == other.instances;
        }

        @Override
        public int hashCode() {
            return Objects.hash(coldStart, instances);
        }

        @Override
        public String toString() {
            return ((instances == AS_ASKED) ? "started" : "started " + instances) + " in " + coldStart;
        }
    }

    /**
     * The target was warm: as many instances as were asked for have answered. That is no more than that they are there;
     * those that were believed ready may be among them. Made by {@link #alreadyWarm}.
     */
    final class AlreadyWarm implements WarmupResult {
        private final Duration roundTrip;

        private AlreadyWarm(Duration roundTrip) {
            this.roundTrip = Checks.duration("roundTrip", roundTrip);
        }

        /** How long it took to find out. */
        public Duration roundTrip() {
            return roundTrip;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return (o instanceof AlreadyWarm other) && roundTrip.equals(other.roundTrip);
        }

        @Override
        public int hashCode() {
            return roundTrip.hashCode();
        }

        @Override
        public String toString() {
            return "already warm, answered in " + roundTrip;
        }
    }

    /** It is not known that anything was warmed; made by {@link #failed}. */
    final class Failed implements WarmupResult {
        private final String reason;
        private final boolean retryable;

        private Failed(String reason, boolean retryable) {
            this.reason = requireNonNull(reason, "reason");
            this.retryable = retryable;
        }

        /** What happened, for people. */
        public String reason() {
            return reason;
        }

        /** Whether the same request might succeed later. */
        public boolean retryable() {
            return retryable;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return (o instanceof Failed other) && reason.equals(other.reason) && retryable == other.retryable;
        }

        @Override
        public int hashCode() {
            return Objects.hash(reason, retryable);
        }

        @Override
        public String toString() {
            return "failed" + (retryable ? ", may be tried again: " : ": ") + reason;
        }
    }
}
