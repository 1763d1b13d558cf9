package dev.prewarm.engine;

/**
 * Stops warming a target that keeps failing: after five failures in a row nothing is sent for half a minute, then one
 * warm-up is let through to try. Confined to the loop.
 */
final class CircuitBreaker {
    private static final int FAILURES = 5;
    private static final long OPEN_NANOS = 30_000_000_000L;

    private int failures;
    private long retryAt = Long.MIN_VALUE;

    boolean allows(long now) {
        return failures < FAILURES || now >= retryAt;
    }

    /** When it lets one through to try, if it lets none through now. */
    long retryAt() {
        return retryAt;
    }

    /** A warm-up goes out; while the circuit is half open no second one does. */
    void attempted(long now) {
        if (failures >= FAILURES) {
            retryAt = now + OPEN_NANOS;
        }
    }

    void succeeded() {
        failures = 0;
    }

    void failed(long now) {
        failures++;
        if (failures >= FAILURES) {
            retryAt = now + OPEN_NANOS;
        }
    }
}
