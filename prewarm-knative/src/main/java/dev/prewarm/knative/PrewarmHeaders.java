package dev.prewarm.knative;

/** The headers of the contract between the client and the handlers of services. */
public final class PrewarmHeaders {
    /** On a request: marks it as a warm-up; the value is {@code 1}. */
    public static final String WARMUP = "Prewarm-Warmup";

    /** On a request: what to prepare for, in words that only the service understands. */
    public static final String HINT = "Prewarm-Hint";

    /**
     * On a request: for how many seconds, as a decimal number, to hold the answer back, so that the platform sees
     * requests at the same time and starts several instances.
     */
    public static final String HOLD = "Prewarm-Hold";

    /** On a reply: what identifies the instance that answered, such as the name of its pod. */
    public static final String INSTANCE = "Prewarm-Instance";

    /**
     * On a reply: for how many seconds, as a decimal number, the instance had been up when it was ready to answer, before
     * it held the answer back.
     */
    public static final String INSTANCE_AGE = "Prewarm-Instance-Age";

    /** On a reply: {@code true} if this was the first request to reach the instance, else {@code false}. */
    public static final String FIRST_REQUEST = "Prewarm-First-Request";

    /** On a reply: for how many seconds, as a decimal number, it was held back since {@link #HOLD} asked for it. */
    public static final String HELD = "Prewarm-Held";

    /** On a reply: how many seconds, as a decimal number, the instance's priming took. */
    public static final String PRIMING = "Prewarm-Priming";

    private PrewarmHeaders() {}
}
