package dev.prewarm.knative.client;

import org.jspecify.annotations.Nullable;

/** What has failed of several things, each of which is tried whatever becomes of the others. Not thread-safe. */
final class Failures {
    private @Nullable RuntimeException first;

    /** Does it; what it throws is kept. */
    void collect(Runnable attempt) {
        try {
            attempt.run();
        } catch (RuntimeException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws the first failure, which has the others with it; returns if there is none. */
    void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
