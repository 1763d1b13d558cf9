package dev.prewarm.testing.knative;

import java.time.Duration;

/**
 * The requests of one service, counted.
 *
 * <p>Follows nothing in Knative: it is how the model accounts.
 */
final class RequestCounts {
    private int queued;
    private int queuedWork;
    private int running;
    private int runningWork;

    private long workServed;
    private long warmUpsServed;
    private long cancelled;
    private long coldStartsMet;
    private long coldWaitNanos;

    void arrived(Request request) {
        queued++;
        queuedWork += request.work() ? 1 : 0;
    }

    void cancelled(Request request) {
        leaveQueue(request);
        cancelled++;
    }

    void started(Request request, long coldNanos) {
        leaveQueue(request);
        running++;
        runningWork += request.work() ? 1 : 0;
        if (request.work() && coldNanos > 0) {
            coldStartsMet++;
            coldWaitNanos += coldNanos;
        }
    }

    private void leaveQueue(Request request) {
        queued--;
        queuedWork -= request.work() ? 1 : 0;
    }

    void finished(Request request) {
        running--;
        if (request.work()) {
            runningWork--;
            workServed++;
        } else {
            warmUpsServed++;
        }
    }

    /** Requests that are being served. */
    int running() {
        return running;
    }

    /** Requests that wait or run. */
    int open() {
        return queued + running;
    }

    /** Those of them that are calls of tasks. */
    int openWork() {
        return queuedWork + runningWork;
    }

    ServiceStats stats(KnativeService service, Deployment deployment, PodTotals totals) {
        int ready = deployment.ready().size();
        return new ServiceStats(
                service.name(),
                workServed,
                warmUpsServed,
                cancelled,
                coldStartsMet,
                Duration.ofNanos(coldWaitNanos),
                totals.created(PodCause.WORK),
                totals.created(PodCause.WARM_UP),
                totals.wastedPods,
                queued,
                running,
                deployment.size() - ready,
                ready,
                Duration.ofNanos(totals.idleNanos),
                Duration.ofNanos(totals.wastedNanos),
                Duration.ofNanos(totals.undecidedNanos),
                Duration.ofNanos(totals.busyNanos),
                Duration.ofNanos(totals.providedNanos),
                Duration.ofNanos(totals.terminatingNanos));
    }
}
