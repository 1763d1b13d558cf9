package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How a warm-up request ended. */
public sealed interface WarmupResult {
    /**
     * Instances were started.
     *
     * @param coldStart how long it took until the last of them could serve
     * @param instances how many; 0 for as many as were asked for
     */
    record Started(Duration coldStart, int instances) implements WarmupResult {
        /** @throws IllegalArgumentException if the duration or the number is negative */
        public Started {
            Checks.duration("coldStart", coldStart);
            checkArgument(instances >= 0, "instances: %s, but at least 0 is needed", instances);
        }

        /**
         * As many as were asked for.
         *
         * @throws IllegalArgumentException if the duration is negative
         */
        public Started(Duration coldStart) {
            this(coldStart, 0);
        }

        /** How many of so many that were asked for; at least 1. */
        public int instancesOf(int asked) {
            return (instances == 0) ? asked : Math.max(1, Math.min(instances, asked));
        }
    }

    /**
     * The target was warm: as many instances as were asked for have answered. That is no more than that they are there;
     * those that were believed ready may be among them.
     *
     * @param roundTrip how long it took to find out
     */
    record AlreadyWarm(Duration roundTrip) implements WarmupResult {
        /** @throws IllegalArgumentException if the duration is negative */
        public AlreadyWarm {
            Checks.duration("roundTrip", roundTrip);
        }
    }

    /**
     * It is not known that anything was warmed.
     *
     * @param reason what happened, for people; carries no secrets
     * @param retryable whether the same request might succeed later
     */
    record Failed(String reason, boolean retryable) implements WarmupResult {
        /** Checks that the reason is there. */
        public Failed {
            requireNonNull(reason, "reason");
        }
    }
}
