package dev.prewarm.testing.knative;

/**
 * What the activator tells the autoscaler of one service: that a first request has come, at once, and from then on, once a
 * second, how many requests were open on average. After a second without any it forgets the service, so that the next
 * request is a first one again.
 *
 * <p>Follows {@code pkg/activator/handler/concurrency_reporter.go} of Knative Serving. The first report counts the first
 * request as one, however many come with it; the next one leaves that one out.
 */
final class ActivatorReports {
    private static final long SECOND = 1_000_000_000L;

    private final long phase;
    private final ConcurrencyMeter meter = new ConcurrencyMeter();

    /** Whether the activator has an entry for the service, and so reports. */
    private boolean reporting;
    /** What the next report leaves out, since the first request was reported at once. */
    private double reportedBefore;

    private long next;

    /** @param phase when in each second the reports are made, in nanoseconds */
    ActivatorReports(long phase) {
        this.phase = phase;
    }

    /** A request came through the activator; returns whether it is a first one, which is reported at once, as 1. */
    boolean arrived(long now) {
        boolean first = !reporting;
        if (first) {
            reporting = true;
            reportedBefore = 1;
            meter.reset(now);
            next = KpaMetrics.after(now, phase, SECOND);
        }
        meter.add(now, 1);
        return first;
    }

    /** A request that came through the activator has ended. */
    void ended(long now) {
        meter.add(now, -1);
    }

    /** Whether there will be another report. */
    boolean reporting() {
        return reporting;
    }

    /** When the next report is due; only meaningful while {@link #reporting}. */
    long next() {
        return next;
    }

    /** Makes the report that is due: the requests that it tells of. */
    double report() {
        double average = meter.report(next);
        double reported = Math.max(0, average - reportedBefore);
        reportedBefore = 0;
        reporting = average > 0;
        next += SECOND;
        return reported;
    }
}
