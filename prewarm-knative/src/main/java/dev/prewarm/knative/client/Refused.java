package dev.prewarm.knative.client;

import dev.prewarm.WarmupResult;
import java.util.concurrent.CompletableFuture;

/** A warm-up for which nothing is sent. */
final class Refused implements Warming {
    private final String reason;

    Refused(String reason) {
        this.reason = reason;
    }

    @Override
    public CompletableFuture<WarmupResult> start() {
        return CompletableFuture.completedFuture(WarmupResult.failed(reason, false));
    }

    @Override
    public void giveUp(String reason, boolean retryable) {
        // It has ended already.
    }
}
