package dev.prewarm.testing.knative;

import java.util.SplittableRandom;

/**
 * Knative's own autoscaler: every two seconds, and at once when the first request comes to a service at zero, it decides
 * how many pods the load asks for; the {@link KpaReconciler} puts that into effect a little later.
 *
 * <p>Follows {@code pkg/autoscaler/scaling/multiscaler.go} of Knative Serving: the tick, and the poke by a first
 * request.
 */
final class KpaAutoscaler implements Autoscaler {
    private static final long SECOND = 1_000_000_000L;
    private static final long TICK = 2 * SECOND;
    private static final long LEAST_LATENCY = 20_000_000L;
    private static final long MOST_LATENCY = 50_000_000L;
    /** No decision has been made yet. */
    static final int UNDECIDED = -1;

    private final KnativeService service;
    private final KpaMetrics metrics;
    private final KpaScaler scaler;
    private final KpaReconciler reconciler;
    private final boolean needsMetrics;
    private final SplittableRandom random;
    private final long tickPhase;

    private int desired;
    private int excessBurst = -1;
    private boolean ticking;
    private boolean reconcileQueued;
    private RequestKind lastKind = RequestKind.WORK;

    KpaAutoscaler(KnativeService service, KpaSettings settings, long seed) {
        this.service = service;
        this.random = new SplittableRandom(seed);
        this.tickPhase = random.nextLong(TICK);
        // Knative sets up a service's decisions and its scraping in one go, so the first scrape follows the first
        // decision.
        long scrapePhase = (tickPhase + random.nextLong(LEAST_LATENCY, MOST_LATENCY)) % SECOND;
        PlatformPhases.Phases phases = service.phases().of(random.nextLong(SECOND), random.nextLong(SECOND));
        ActivatorReports reports = service.activator().reports(phases.report());
        this.metrics = new KpaMetrics(settings, phases.second(), reports, scrapePhase);
        ServiceSettings deployed = service.settings();
        this.scaler = new KpaScaler(settings, deployed.containerConcurrency(), deployed.activationScale());
        this.reconciler = new KpaReconciler(service, settings, this);
        this.needsMetrics = settings.targetBurstCapacity() != -1;
    }

    @Override
    public void onDeployed() {
        if (service.podsReady() > 0) {
            desired = UNDECIDED;
            reconciler.activeSince(service.clock().nanos());
            tick();
        }
    }

    @Override
    public void onArrived(Request request) {
        long now = service.clock().nanos();
        lastKind = request.kind();
        request.proxied = reconciler.proxying();
        boolean first = metrics.arrived(now, request);
        if (first) {
            poke(now);
        } else if (desired == 0 && request.proxied) {
            // It will be reported soon, and that report will find that there is no pod.
            service.clock().schedule(metrics.nextReport() - now, this::onLateReport);
        }
        keepTicking();
    }

    private void onLateReport() {
        if (desired == 0 && metrics.loaded()) {
            poke(service.clock().nanos());
            keepTicking();
        }
    }

    /** A report of requests that finds no pod wanted does not wait for the next tick. */
    private void poke(long now) {
        if (desired == 0) {
            decide(now);
        }
    }

    @Override
    public void onEnded(Request request) {
        metrics.ended(service.clock().nanos(), request);
    }

    @Override
    public void onReady(Pod pod) {
        podsChanged();
        reconcileSoon();
    }

    /** The number of ready pods is another one. */
    void podsChanged() {
        metrics.ready(service.clock().nanos(), service.podsSeenReady());
    }

    @Override
    public void onIdle(Pod pod) {
        // The service as a whole is looked at, not its pods.
    }

    @Override
    public void onMinScale() {
        reconcileSoon();
        keepTicking();
    }

    private void keepTicking() {
        if (!ticking) {
            ticking = true;
            long now = service.clock().nanos();
            service.clock().schedule(KpaMetrics.after(now, tickPhase, TICK) - now, this::tick);
        }
    }

    private void tick() {
        ticking = false;
        decide(service.clock().nanos());
        reconciler.holdPods();
        // At rest nothing changes until a request comes, so nobody has to look.
        if (metrics.loaded() || reconcileQueued || desired > service.minScale() || !reconciler.settled()) {
            keepTicking();
        }
    }

    private void decide(long now) {
        if (!metrics.average(now) && needsMetrics) {
            return;
        }
        int ready = service.podsSeenReady();
        int wanted = scaler.decide(now, ready, metrics.stableAverage(), metrics.panicAverage());
        int excess = scaler.excessBurstCapacity(ready, metrics.panicAverage());
        boolean news = wanted != desired || (excess < 0) != (excessBurst < 0);
        desired = wanted;
        excessBurst = excess;
        if (news) {
            reconcileSoon();
        }
    }

    /** Has the reconciler look, after the latency of the control plane; once, however often it is asked for until then. */
    void reconcileSoon() {
        if (!reconcileQueued) {
            reconcileQueued = true;
            service.clock().schedule(random.nextLong(LEAST_LATENCY, MOST_LATENCY), () -> {
                reconcileQueued = false;
                reconciler.reconcile(desired, excessBurst);
                keepTicking();
            });
        }
    }

    void reconcileAfter(long delayNanos) {
        service.clock().schedule(delayNanos, this::reconcileSoon);
    }

    long truncated(long nanos) {
        return metrics.truncated(nanos);
    }

    /** On whose behalf the next pod is made. */
    PodCause cause() {
        int pods = service.deployment().size();
        if (pods < service.settings().minScale()) {
            return PodCause.ALWAYS_ON;
        }
        RequestCounts counts = service.counts();
        if (counts.openWork() > 0 && pods < podsFor(counts.openWork())) {
            return PodCause.WORK;
        }
        if (pods < service.minScale() || counts.open() > counts.openWork()) {
            return PodCause.WARM_UP;
        }
        return (lastKind == RequestKind.WORK || counts.openWork() > 0) ? PodCause.WORK : PodCause.WARM_UP;
    }

    private int podsFor(int calls) {
        int concurrency = service.settings().containerConcurrency();
        return (concurrency == 0) ? 1 : (calls + concurrency - 1) / concurrency;
    }
}
