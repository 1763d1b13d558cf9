package dev.prewarm.testing.knative;

/**
 * What the autoscaler knows of the load of one service: what the activator reports and what is scraped from the pods, once
 * a second each, in two windows.
 *
 * <p>Reports need no timers here: the load is constant between events, so what should have been reported since is made up
 * for at the next event.
 *
 * <p>Follows {@code pkg/autoscaler/metrics/collector.go} and {@code stats_scraper.go} of Knative Serving, where all
 * pods are scraped.
 */
final class KpaMetrics {
    private static final long SECOND = 1_000_000_000L;

    private final SlidingAverage stable;
    private final SlidingAverage panic;

    private final ActivatorReports activator;
    /** Requests straight to the pods, which are scraped. */
    private final ConcurrencyMeter direct = new ConcurrencyMeter();

    private final long secondPhase;
    private final long scrapePhase;

    private long nextScrape;
    private int ready;

    private double stableAverage;
    private double panicAverage;

    /**
     * Metrics of a service that has no load.
     *
     * @param secondPhase the fraction of the second, in nanoseconds, that the model's time begins with
     * @param activator what the activator reports
     * @param scrapePhase when in each second the pods are scraped, in nanoseconds
     */
    KpaMetrics(KpaSettings settings, long secondPhase, ActivatorReports activator, long scrapePhase) {
        this.stable = new SlidingAverage(Math.toIntExact(settings.window().toSeconds()));
        this.panic = new SlidingAverage(Math.toIntExact(settings.panicWindow().toSeconds()));
        this.secondPhase = secondPhase;
        this.activator = activator;
        this.scrapePhase = scrapePhase;
    }

    /** Counts a request; returns whether it is the first one, which the activator reports at once. */
    boolean arrived(long now, Request request) {
        catchUp(now);
        if (!request.proxied) {
            direct.add(now, 1);
            return false;
        }
        boolean first = activator.arrived(now);
        if (first) {
            record(now, 1);
        }
        return first;
    }

    void ended(long now, Request request) {
        catchUp(now);
        if (request.proxied) {
            activator.ended(now);
        } else {
            direct.add(now, -1);
        }
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
        while (reportDue(now) && (ready == 0 || activator.next() < nextScrape)) {
            report();
        }
        while (ready > 0 && nextScrape <= now) {
            scrape();
            while (reportDue(now) && activator.next() < nextScrape) {
                report();
            }
            if (!activator.reporting() && direct.open() == 0 && now - nextScrape > 2 * SECOND) {
                scrapeNothingUntil(now);
            }
        }
    }

    private boolean reportDue(long now) {
        return activator.reporting() && activator.next() <= now;
    }

    private void report() {
        long at = activator.next();
        record(at, activator.report());
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
        return activator.reporting() || direct.open() > 0;
    }

    /** When the activator reports next, if it does. */
    long nextReport() {
        return activator.next();
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
