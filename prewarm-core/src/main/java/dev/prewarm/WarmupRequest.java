package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An order to a {@link WarmupClient}.
 *
 * @param target the service to warm
 * @param instances how many instances to add to those believed ready, at least 1
 * @param believedReady how many instances are believed ready already
 * @param deadline when the warm-up is useless; a client gives up then, retries included
 * @param runId the run on whose behalf it is sent
 */
public record WarmupRequest(Target target, int instances, int believedReady, Instant deadline, String runId) {
    /** @throws IllegalArgumentException if instances is below 1 or believedReady below 0 */
    public WarmupRequest {
        requireNonNull(target, "target");
        requireNonNull(deadline, "deadline");
        requireNonNull(runId, "runId");
        checkArgument(instances >= 1, "instances: %s, but at least 1 is needed", instances);
        checkArgument(believedReady >= 0, "believedReady: %s, but at least 0 is needed", believedReady);
    }

    /** Whether the target is believed to have no instance at all, so that a request will start one. */
    public boolean believedCold() {
        return believedReady == 0;
    }
}
