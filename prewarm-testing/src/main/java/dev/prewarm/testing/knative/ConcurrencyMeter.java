package dev.prewarm.testing.knative;

/**
 * The number of requests that are open, averaged over the time between two reports.
 *
 * <p>Follows {@code pkg/http/stats/request.go} of Knative's networking, which both the activator and the queue-proxy
 * count with.
 */
final class ConcurrencyMeter {
    private int open;
    private long reportedNanos;
    private long changedNanos;
    private double requestNanos;

    /** Starts anew. */
    void reset(long now) {
        reportedNanos = now;
        changedNanos = now;
        requestNanos = 0;
    }

    void add(long now, int requests) {
        account(now);
        open += requests;
    }

    int open() {
        return open;
    }

    /** The average since the last report, or since the start. */
    double report(long now) {
        account(now);
        double average = (now > reportedNanos) ? requestNanos / (now - reportedNanos) : open;
        reportedNanos = now;
        requestNanos = 0;
        return average;
    }

    private void account(long now) {
        requestNanos += (double) open * (now - changedNanos);
        changedNanos = now;
    }
}
