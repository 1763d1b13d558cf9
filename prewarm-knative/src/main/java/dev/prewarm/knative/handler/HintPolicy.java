package dev.prewarm.knative.handler;

/**
 * What a service does with the hint of a warm-up: words of the caller's choice, which may come from anybody who reaches
 * the service.
 */
@FunctionalInterface
public interface HintPolicy {
    /**
     * Acts on the hint, or passes over it. Called for each warm-up with a hint, after the priming, by any thread.
     *
     * @param hint at most 1,024 characters, else it is refused unseen
     * @return false to refuse it, which the client is told with status 400
     */
    boolean accept(String hint);

    /** Passes over every hint. */
    static HintPolicy ignoring() {
        return hint -> true;
    }

    /** Refuses every hint. */
    static HintPolicy refusing() {
        return hint -> false;
    }
}
