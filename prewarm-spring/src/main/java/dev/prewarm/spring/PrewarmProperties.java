package dev.prewarm.spring;

import java.io.File;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code prewarm.*}. What they allow is checked where they are used; one that is not known is refused.
 *
 * @param strategy what decides
 * @param priceOfLatency for cost-aware: how many idle instance-seconds one second of delay is worth; above 0, and 10 unless it is set
 * @param lead for timed-lead: how long before its predicted start each task is warmed
 * @param leadQuantile for timed-lead: the lead as a quantile of the learned cold start, 0 to 1
 * @param runTimeToLive after how long without an event a run that was not closed is forgotten
 * @param limits how much warming is let loose on the platform at a time
 * @param statistics where what is learned is kept
 * @param knative how Knative services are warmed
 * @param health what the health indicator says
 */
@ConfigurationProperties(prefix = "prewarm", ignoreUnknownFields = false)
public record PrewarmProperties(
        @DefaultValue("next-hop") Strategy strategy,
        @Nullable Double priceOfLatency,
        @Nullable Duration lead,
        @Nullable Double leadQuantile,
        @DefaultValue("1h") Duration runTimeToLive,
        @DefaultValue Limits limits,
        @DefaultValue Statistics statistics,
        @DefaultValue Knative knative,
        @DefaultValue Health health) {
    /** The strategies that properties can name; a bean can be any other. */
    public enum Strategy {
        /** Warms nothing. */
        NONE,
        /** Warms what comes directly after a task, when that is called. */
        NEXT_HOP,
        /** Warms everything when the run starts, or is announced. */
        FULL_PATH,
        /** Warms each task a lead before its predicted start. */
        TIMED_LEAD,
        /** Warms each task when that costs least. */
        COST_AWARE
    }

    /**
     * How much warming is let loose on the platform at a time.
     *
     * @param inFlight unanswered warm-ups in all, at least 1
     * @param inFlightPerTarget unanswered warm-ups to one target, at least 1
     * @param instancesPerSecond new instances asked for a second on average, above 0
     * @param burst instances that may be asked for at once after a quiet time, at least 1
     * @param timeout after how long an unanswered warm-up counts as failed
     */
    public record Limits(
            @DefaultValue("4") int inFlightPerTarget,
            @DefaultValue("64") int inFlight,
            @DefaultValue("10") double instancesPerSecond,
            @DefaultValue("50") int burst,
            @DefaultValue("60s") Duration timeout) {}

    /**
     * Where what is learned is kept.
     *
     * @param file the file that it is kept in from one start of the application to the next, of this process alone; in memory if it is
     *     not set
     */
    public record Statistics(@Nullable File file) {}

    /**
     * How Knative services are warmed.
     *
     * @param path what is requested, below the path of the target's own address
     * @param mode by what all targets are warmed; revision-annotation needs a bean RevisionScaler
     * @param ingress the address of an ingress that all targets are reached by, told apart by the Host header; each by its own
     *     address if it is not set
     * @param connectTimeout how long a connection may take
     * @param requestTimeout how long one request may take, the cold start included
     */
    public record Knative(
            @DefaultValue("/warmup") String path,
            @DefaultValue("requests") Mode mode,
            @Nullable URI ingress,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("60s") Duration requestTimeout) {
        /** By what a target is warmed. */
        public enum Mode {
            /** Requests that are answered. */
            REQUESTS,
            /** Requests that are cut off before an instance is up. */
            CANCELLED_REQUEST,
            /** A floor under the number of the revision's instances. */
            REVISION_ANNOTATION
        }
    }

    /**
     * What the health indicator says.
     *
     * @param failures how many warm-ups of a target in a row must have failed for the target to count as failing, at least 1
     * @param within how long ago the last of them may be
     * @param downWhenAllFail whether the health is DOWN, and not only DEGRADED, when all targets that were warmed are failing; then the
     *     whole application looks down
     */
    public record Health(
            @DefaultValue("5") int failures,
            @DefaultValue("10m") Duration within,
            @DefaultValue("false") boolean downWhenAllFail) {}
}
