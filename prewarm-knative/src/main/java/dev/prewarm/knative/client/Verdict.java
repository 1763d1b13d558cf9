package dev.prewarm.knative.client;

import java.time.Duration;
import java.util.Optional;

/** What one request, answered or not, says of the target. */
sealed interface Verdict {
    /**
     * An instance answered.
     *
     * @param waited how long that took, without the time for which the answer was held back because that was asked for
     */
    record Served(Duration waited, Optional<KitReply> kit) implements Verdict {}

    /**
     * None did.
     *
     * @param reason what happened, for people
     * @param retry whether, and how, the request may be repeated
     * @param reached whether it is certain that the request reached the platform, which then starts an instance
     */
    record Unserved(String reason, Retry retry, boolean reached) implements Verdict {
        /** Whether the same request might succeed later. */
        boolean retryable() {
            return retry.worthwhile();
        }
    }

    /** A failure that says nothing certain about the platform. */
    static Verdict unserved(String reason, boolean retryable) {
        return new Unserved(reason, retryable ? Retry.after(Duration.ZERO) : Retry.NEVER, false);
    }
}
