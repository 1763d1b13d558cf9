package dev.prewarm.knative.client;

import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A warm-up under way, in one of the modes. */
interface Warming {
    /**
     * The result of a warm-up that has started instances.
     *
     * @param coldStart until the last of them was ready
     * @param allowed what the warm-up was for, after it was cut
     */
    static WarmupResult started(Duration coldStart, WarmupRequest allowed) {
        return WarmupResult.started(coldStart, allowed.instances());
    }

    /** Begins; called once. The future completes normally. */
    CompletableFuture<WarmupResult> start();

    /** Ends it with a failure, whatever it is doing; without effect once it has ended. */
    void giveUp(String reason, boolean retryable);
}
