package dev.prewarm;

import java.util.concurrent.CompletionStage;

/**
 * Makes instances of a target ready. The port through which the engine reaches a platform.
 *
 * <pre>{@code
 * WarmupClient client = request -> {
 *     Instant sent = clock.instant();
 *     return http.sendAsync(get(request.target().uri().resolve("/warmup")), BodyHandlers.discarding())
 *             .thenApply(response -> (response.statusCode() == 200)
 *                     ? WarmupResult.started(Duration.between(sent, clock.instant()), 1)
 *                     : WarmupResult.failed("HTTP " + response.statusCode(), true));
 * };
 * }</pre>
 *
 * <p>What it tells is believed: {@link WarmupResult#started} teaches how long a cold start takes, {@link
 * WarmupResult#alreadyWarm} that the instances were there. The engine retries nothing; a later plan may ask again.
 *
 * <p>Called by several threads. It should return at once and complete the stage later; one that throws, returns null,
 * blocks or never completes is contained by the engine, which gives up on the request at its deadline. A call that has not
 * returned by then keeps its thread, and its place among those that {@link WarmupLimits} allow at a time, until it does: of a
 * target whose calls all block no more is asked, and others are warmed as long as there are places.
 */
@FunctionalInterface
public interface WarmupClient {
    /** Starts warming; the stage completes when the instances are ready, or when it is known that they will not be. */
    CompletionStage<WarmupResult> warmUp(WarmupRequest request);

    /**
     * Whether Knative's own autoscaler decides how many instances there are. It counts calls that wait, and wants each instance to
     * have no more than 70 % of the calls that it could serve: several calls that meet no instance make more of them than
     * they need. False unless a client says otherwise; one that wraps another one should ask it.
     */
    default boolean scaledByKnative() {
        return false;
    }
}
