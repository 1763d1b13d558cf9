package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order to a {@link WarmupClient}. The engine makes them; so do clients that pass on less than they were asked for, with
 * {@link #toBuilder}, and tests of clients. Immutable; two are equal if they say the same.
 */
public final class WarmupRequest {
    private final Target target;
    private final int instances;
    private final int believedReady;
    private final int renewed;
    private final Instant deadline;
    private final String runId;

    private WarmupRequest(Builder builder) {
        this.target = builder.target;
        this.instances = builder.instances;
        this.believedReady = builder.believedReady;
        this.renewed = builder.renewed;
        this.deadline = builder.deadline;
        this.runId = builder.runId;
    }

    /**
     * A builder of a request for one instance of a target that is believed cold, on behalf of no run.
     *
     * @param deadline by the scheduler's clock, {@link Scheduler#now}
     */
    public static Builder builder(Target target, Instant deadline) {
        return new Builder(target, deadline);
    }

    /** A builder that begins with what this request says. */
    public Builder toBuilder() {
        return builder(target, deadline)
                .instances(instances)
                .believedReady(believedReady)
                .renewed(renewed)
                .runId(runId);
    }

    /** The service to warm. */
    public Target target() {
        return target;
    }

    /** How many instances to make ready, at least 1. */
    public int instances() {
        return instances;
    }

    /** How many instances are believed ready or starting already. */
    public int believedReady() {
        return believedReady;
    }

    /**
     * How many of the instances to make ready are among those that are believed ready, but would lapse before they are needed;
     * the others are to be added.
     */
    public int renewed() {
        return renewed;
    }

    /** When the warm-up is useless, by the scheduler's clock, {@link Scheduler#now}; a client gives up then, retries included. */
    public Instant deadline() {
        return deadline;
    }

    /** The run on whose behalf it is sent; empty if it is none's. */
    public String runId() {
        return runId;
    }

    /** How many instances there are when it is done, if what is believed is true. */
    public int total() {
        return (int) Math.min(Integer.MAX_VALUE, (long) believedReady + instances - renewed);
    }

    /** Whether the target is believed to have no instance at all, so that a request will start one. */
    public boolean believedCold() {
        return believedReady == 0;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof WarmupRequest other)
                && target.equals(other.target)
                && instances == other.instances
                && believedReady == other.believedReady
                && renewed == other.renewed
                && deadline.equals(other.deadline)
                && runId.equals(other.runId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(target, instances, believedReady, renewed, deadline, runId);
    }

    @Override
    public String toString() {
        String renewing = (renewed == 0) ? "" : ", " + renewed + " of them renewed,";
        return instances + " of " + target + renewing + " beside " + believedReady + " by " + deadline
                + (runId.isEmpty() ? "" : " for run " + runId);
    }

    /** Builds a {@link WarmupRequest}. Not thread-safe. */
    public static final class Builder {
        private final Target target;
        private final Instant deadline;
        private int instances = 1;
        private int believedReady;
        private int renewed;
        private String runId = "";

        private Builder(Target target, Instant deadline) {
            this.target = requireNonNull(target, "target");
            this.deadline = requireNonNull(deadline, "deadline");
        }

        /** How many instances to make ready, at least 1; 1 by default. */
        public Builder instances(int instances) {
            checkArgument(instances >= 1, "instances: %s, but at least 1 is needed", instances);
            this.instances = instances;
            return this;
        }

        /** How many instances are believed ready or starting already; 0 by default. */
        public Builder believedReady(int instances) {
            checkArgument(instances >= 0, "believedReady: %s, but at least 0 is needed", instances);
            this.believedReady = instances;
            return this;
        }

        /** How many of the instances to make ready are among those that are believed ready; 0 by default. */
        public Builder renewed(int instances) {
            checkArgument(instances >= 0, "renewed: %s, but at least 0 is needed", instances);
            this.renewed = instances;
            return this;
        }

        /** The run on whose behalf it is sent; none's, the empty string, by default. */
        public Builder runId(String id) {
            this.runId = requireNonNull(id, "runId");
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if more are renewed than are to be made ready, or than are believed ready
         */
        public WarmupRequest build() {
            checkArgument(
                    renewed <= Math.min(instances, believedReady),
                    "renewed: %s, but 0 to the least of instances (%s) and believedReady (%s) is allowed",
                    renewed,
                    instances,
                    believedReady);
            return new WarmupRequest(this);
        }
    }
}
