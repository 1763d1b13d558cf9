package dev.prewarm.testing.knative;

import java.time.Duration;

/**
 * Hears what becomes of one {@link Request}; called by the model, on its scheduler's thread.
 *
 * <p>Stands for the client.
 */
public interface RequestListener {
    /** One that does not care. */
    RequestListener NONE = new RequestListener() {};

    /**
     * The request reached a pod.
     *
     * @param pod the pod that serves it
     * @param coldWait how long the request waited for this pod to start; zero if the pod was ready when the request came,
     *     even if the request had to wait for its turn
     */
    default void onStarted(Pod pod, Duration coldWait) {}

    /** The request was served. Not called for one that was cancelled. */
    default void onFinished() {}
}
