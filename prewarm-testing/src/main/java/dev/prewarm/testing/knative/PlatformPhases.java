package dev.prewarm.testing.knative;

/**
 * When the activator reports, and when the autoscaler's second begins, relative to the requests. Each service may have
 * phases of its own, so that a mean over services is one over phases; or all have those of one installation, in which each is
 * one process: then their instances live longer or shorter alike.
 *
 * <p>Follows {@code pkg/activator/handler/concurrency_reporter.go} of Knative Serving: one ticker for all revisions.
 */
final class PlatformPhases {
    /** In nanoseconds from the beginning of a second of the model's clock. */
    record Phases(long second, long report) {}

    private final boolean shared;
    private Phases first = new Phases(-1, -1);

    PlatformPhases(boolean shared) {
        this.shared = shared;
    }

    /** The phases of a service: what it would have alone, or what the first one has. */
    Phases of(long second, long report) {
        if (!shared) {
            return new Phases(second, report);
        }
        if (first.second() < 0) {
            first = new Phases(second, report);
        }
        return first;
    }
}
