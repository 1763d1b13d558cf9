package dev.prewarm.testing.knative;

/**
 * What a service does with a request whose duration is not known when the request is made.
 *
 * <p>Stands for the user container behind the queue-proxy, {@code pkg/queue} of Knative Serving.
 */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Starts to serve; called on the scheduler's thread, and must not block.
     *
     * @param pod the pod that serves
     * @param done to be run once, on the scheduler's thread, when the request is served; later calls have no effect
     */
    void handle(Pod pod, Runnable done);
}
