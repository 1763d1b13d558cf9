package dev.prewarm.knative.client;

/** By what a target is warmed. */
public enum WarmupMode {
    /**
     * By requests to its warm-up path, which the service answers. Several instances are started by several requests at
     * the same time, see {@link KnativeWarmupClient.Builder#heldRequests}.
     */
    REQUESTS,

    /**
     * By one request that is cut off before an instance is up: Knative starts one all the same, but delivers nothing to
     * it. For services without a warm-up path whose every path does work.
     *
     * <p>Sent only if the target is believed cold, since an instance that is there would be called; if the belief is
     * wrong, it is. Starts one instance; a request for more fails. Since nothing answers, the result is
     * {@link dev.prewarm.WarmupResult.Started} after an assumed cold start, the median of the target's declared one or
     * else 2.5 s, counted from when the request was written: an assumption, which is all that the statistics then learn.
     * A request that could not be written is a failure.
     */
    CANCELLED_REQUEST,

    /**
     * By a floor under the number of instances, set at the target's revision and removed later, through a
     * {@link RevisionScaler}. Calls nothing in the service; needs Knative 1.21 and the right to patch revisions.
     *
     * <p>The floor stays for the target's retention after the instances are ready, so that they are there as long as
     * those that a request had started.
     */
    REVISION_ANNOTATION
}
