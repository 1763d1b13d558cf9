package dev.prewarm.testing.knative;

/**
 * How fast the platform makes pods, all services together.
 *
 * <p>Stands for the limit of the autoscaler's calls of Kubernetes' API ({@code cmd/autoscaler/main.go} of Knative
 * Serving), and for whatever else makes many starts at once slow.
 */
final class CreationLimit {
    private final long intervalNanos;
    private long nextNanos;

    /** @param perSecond pods a second; infinite for no limit */
    CreationLimit(double perSecond) {
        this.intervalNanos = Math.round(1e9 / perSecond);
    }

    /** Takes the next place; returns the time at which the pod may be made. */
    long reserve(long now) {
        long at = Math.max(now, nextNanos);
        nextNanos = at + intervalNanos;
        return at;
    }
}
