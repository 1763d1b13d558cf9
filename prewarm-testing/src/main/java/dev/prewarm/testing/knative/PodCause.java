package dev.prewarm.testing.knative;

/**
 * Why a pod was made.
 *
 * <p>Follows nothing in Knative, which does not know: it is for the books.
 */
public enum PodCause {
    /** A task's call needed it. */
    WORK,
    /** A warm-up asked for it: a warm-up request, or a min-scale that was raised at run time. */
    WARM_UP,
    /** The service was deployed with it. */
    INITIAL,
    /** The service's settings keep it for ever: {@link ServiceSettings#minScale()}. */
    ALWAYS_ON
}
