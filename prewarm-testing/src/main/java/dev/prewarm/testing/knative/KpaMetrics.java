package dev.prewarm.testing.knative;

/**
 * What the autoscaler knows of the load of one service: what the activator reports and what is scraped from the pods, once
 * a second each, in two windows.
 *
 * <p>Reports need no timers here: the load is constant between events, so what should have been reported since is made up
 * for at the next event.
 */
final class KpaMetrics {
    private static final long SECOND = 1_000_000_000L;

    private final SlidingAverage stable;
    private final SlidingAverage panic;

    /** Requests through the activator, and requests straight to the pods. */
    private final ConcurrencyMeter proxied = new ConcurrencyMeter();

    private final ConcurrencyMeter direct = new ConcurrencyMeter();

    private final long secondPhase;
    private final long reportPhase;
    private final long scrapePhase;

    /** Whether the activator has an entry for the service, and so reports. */
    private boolean reporting;
    /** What the first report leaves out, since the first request was reported at once. */
    private double reportedBefore;

    private long nextReport;
    private long nextScrape;
    private int ready;

    private double stableAverage;
    private double panicAverage;

    /** @param secondPhase the fraction of the second, in nanoseconds, that the model's time begins with; others likewise */
    KpaMetrics(KpaSettings settings, long secondPhase, long reportPhase, long scrapePhase) {
        this.stable = new SlidingAverage(Math.toIntExact(settings.window().toSeconds()));
        this.panic = new SlidingAverage(Math.toIntExact(settings.panicWindow().toSeconds()));
        this.secondPhase = secondPhase;
        this.reportPhase = reportPhase;
        this.scrapePhase = scrapePhase;
    }

    /** Counts a request; returns whether it is the first one, which the activator reports at once. */
    boolean arrived(long now, Request request) {
        catchUp(now);
        if (!request.proxied) {
            direct.add(now, 1);
            return false;
        }
        boolean first = !reporting;
        if (first) {
            reporting = true;
            reportedBefore = 1;
            proxied.reset(now);
            nextReport = after(now, reportPhase, SECOND);
            record(now, 1);
        }
        proxied.add(now, 1);
        return first;
    }

    void ended(long now, Request request) {
        catchUp(now);
        (request.proxied ? proxied : direct).add(now, -1);
    }

    /** The pods that are scraped from now on. */
    void ready(long now, int pods) {
        catchUp(now);
        if (ready == 0 && pods > 0) {
            nextScrape = after(now, scrapePhase, SECOND);
            direct.report(now);
        }
        ready = pods;
    }

    /** Makes the reports that were due. */
    private void catchUp(long now) {
        while (reporting && nextReport <= now && (ready == 0 || nextReport < nextScrape)) {
            report();
        }
        while (ready > 0 && nextScrape <= now) {
            scrape();
            while (reporting && nextReport <= now && nextReport < nextScrape) {
                report();
            }
            if (!reporting && direct.open() == 0 && now - nextScrape > 2 * SECOND) {
                scrapeNothingUntil(now);
            }
        }
    }

    private void report() {
        double average = proxied.report(nextReport);
        record(nextReport, Math.max(0, average - reportedBefore));
        reportedBefore = 0;
        reporting = average > 0;
        nextReport += SECOND;
    }

    private void scrape() {
        record(nextScrape, direct.report(nextScrape));
        nextScrape += SECOND;
    }

    private void scrapeNothingUntil(long now) {
        direct.report(nextScrape);
        long last = after(now, scrapePhase, SECOND) - SECOND;
        record(nextScrape, 0);
        stable.recordZerosUpTo(second(last));
        panic.recordZerosUpTo(second(last));
        direct.report(last);
        nextScrape = last + SECOND;
    }

    private void record(long at, double requests) {
        long second = second(at);
        stable.record(second, requests);
        panic.record(second, requests);
    }

    /** Computes the averages; returns whether there is anything to average. */
    boolean average(long now) {
        catchUp(now);
        long second = second(now);
        stableAverage = stable.at(second);
        panicAverage = panic.at(second);
        return !stable.emptyAt(second);
    }

    double stableAverage() {
        return stableAverage;
    }

    double panicAverage() {
        return panicAverage;
    }

    /** Whether requests are reported, or will be. */
    boolean loaded() {
        return reporting || direct.open() > 0;
    }

    long nextReport() {
        return nextReport;
    }

    /** The time, to the second, as the platform writes it down. */
    long truncated(long nanos) {
        return second(nanos) * SECOND - secondPhase;
    }

    private long second(long nanos) {
        return Math.floorDiv(nanos + secondPhase, SECOND);
    }

    /** The next time after now of something that happens once a period. */
    static long after(long now, long phase, long period) {
        return Math.floorDiv(now - phase, period) * period + phase + period;
    }
}
