package dev.prewarm.knative.client;

import dev.prewarm.WarmupResult;
import java.util.concurrent.CompletableFuture;

/** A warm-up under way, in one of the modes. */
interface Warming {
    /** Begins; called once. The future completes normally. */
    CompletableFuture<WarmupResult> start();

    /** Ends it with a failure, whatever it is doing; without effect once it has ended. */
    void giveUp(String reason, boolean retryable);
}
