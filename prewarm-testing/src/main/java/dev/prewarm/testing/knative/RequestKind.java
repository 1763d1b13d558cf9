package dev.prewarm.testing.knative;

/**
 * What a request to a modelled service is for; the platform cannot tell, the accounting can.
 *
 * <p>Follows nothing in Knative, which does not know: it is for the books.
 */
public enum RequestKind {
    /** A task's call. */
    WORK,
    /** A call that is made only to have an instance ready. */
    WARM_UP
}
