package dev.prewarm;

import java.util.concurrent.CompletionStage;

/**
 * Makes instances of a target ready. The port through which the engine reaches a platform.
 *
 * <p>Called by several threads. It should return at once and complete the stage later; one that throws, returns null,
 * blocks or never completes is contained by the engine, which gives up on the request at its deadline.
 */
@FunctionalInterface
public interface WarmupClient {
    /** Starts warming; the stage completes when the instances are ready, or when it is known that they will not be. */
    CompletionStage<WarmupResult> warmUp(WarmupRequest request);
}
