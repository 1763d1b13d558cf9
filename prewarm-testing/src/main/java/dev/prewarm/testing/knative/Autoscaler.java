package dev.prewarm.testing.knative;

/**
 * Decides on the pods of one service; told of what happens, after it has happened.
 *
 * <p>Stands for the place of the autoscaler in Knative Serving, {@code cmd/autoscaler}: {@link KpaAutoscaler} follows
 * it, {@link IdealAutoscaler} does not.
 */
interface Autoscaler {
    /** The service was deployed, with its first pods. */
    void onDeployed();

    /** A request came; it is counted among the waiting ones. */
    void onArrived(Request request);

    /** A request ended, served or cancelled; it is counted no longer. */
    void onEnded(Request request);

    /** A pod became ready; it serves nothing yet. */
    void onReady(Pod pod);

    /** A pod served its last request. */
    void onIdle(Pod pod);

    /** The least number of pods was changed at run time. */
    void onMinScale();
}
