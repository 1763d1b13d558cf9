package dev.prewarm.knative.client;

import java.time.Duration;

/**
 * Whether, and how, a request that failed may be repeated.
 *
 * @param most how often in all, whatever the client's own limit
 * @param pause that the platform asked for; zero for none
 */
record Retry(int most, Duration pause) {
    static final Retry NEVER = new Retry(0, Duration.ZERO);

    /** As often as the client repeats anything, with at least this pause. */
    static Retry after(Duration pause) {
        return new Retry(Integer.MAX_VALUE, pause);
    }

    /** One more request, with at least this pause before it. */
    static Retry once(Duration pause) {
        return new Retry(1, pause);
    }

    /** Whether it is worth fewer repetitions than the client is ready to make. */
    boolean limited() {
        return most < Integer.MAX_VALUE;
    }

    /** Whether the same request might succeed later. */
    boolean worthwhile() {
        return most > 0;
    }
}
