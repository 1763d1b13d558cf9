package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An order to a {@link WarmupClient}.
 *
 * @param target the service to warm
 * @param instances how many instances to make ready, at least 1
 * @param believedReady how many instances are believed ready or starting already
 * @param renewed how many of the instances to make ready are among those, but would lapse before they are needed; the
 *     others are to be added
 * @param deadline when the warm-up is useless; a client gives up then, retries included
 * @param runId the run on whose behalf it is sent
 */
public record WarmupRequest(
        Target target, int instances, int believedReady, int renewed, Instant deadline, String runId) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if instances is below 1, believedReady below 0, or renewed below 0 or above one of
     *     them
     */
    public WarmupRequest {
        requireNonNull(target, "target");
        requireNonNull(deadline, "deadline");
        requireNonNull(runId, "runId");
        checkArgument(instances >= 1, "instances: %s, but at least 1 is needed", instances);
        checkArgument(believedReady >= 0, "believedReady: %s, but at least 0 is needed", believedReady);
        checkArgument(
                renewed >= 0 && renewed <= Math.min(instances, believedReady),
                "renewed: %s, but 0 to the least of instances (%s) and believedReady (%s) is allowed",
                renewed,
                instances,
                believedReady);
    }

    /** How many instances there are when it is done, if what is believed is true. */
    public int total() {
        return (int) Math.min(Integer.MAX_VALUE, (long) believedReady + instances - renewed);
    }

    /** Whether the target is believed to have no instance at all, so that a request will start one. */
    public boolean believedCold() {
        return believedReady == 0;
    }
}
