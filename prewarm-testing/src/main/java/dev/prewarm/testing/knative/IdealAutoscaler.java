package dev.prewarm.testing.knative;

import java.util.List;

/**
 * As many pods as the open calls need, at once; each kept for a fixed time after its last call.
 *
 * <p>Follows nothing in Knative: it is what an autoscaler without delays and inertia would be.
 */
final class IdealAutoscaler implements Autoscaler {
    private final KnativeService service;
    private final long retentionNanos;

    IdealAutoscaler(KnativeService service, long retentionNanos) {
        this.service = service;
        this.retentionNanos = retentionNanos;
    }

    @Override
    public void onDeployed() {
        // The first pods were announced by onReady.
    }

    @Override
    public void onArrived(Request request) {
        int needed = podsFor(service.counts().open());
        Deployment pods = service.deployment();
        if (pods.size() == 0) {
            needed = Math.max(needed, service.settings().activationScale());
        }
        raiseTo(needed, request.work() ? PodCause.WORK : PodCause.WARM_UP);
    }

    private int podsFor(int calls) {
        int concurrency = service.settings().containerConcurrency();
        return (concurrency == 0) ? Math.min(calls, 1) : (calls + concurrency - 1) / concurrency;
    }

    private void raiseTo(int needed, PodCause cause) {
        Deployment pods = service.deployment();
        int wanted = Math.min(needed, service.settings().mostPods());
        while (pods.size() < wanted) {
            pods.create(cause);
        }
    }

    @Override
    public void onEnded(Request request) {
        // Pods go one by one, by their retention.
    }

    @Override
    public void onReady(Pod pod) {
        arm(pod, retentionNanos);
    }

    @Override
    public void onIdle(Pod pod) {
        if (!pod.expiryArmed) {
            arm(pod, retentionNanos);
        }
    }

    private void arm(Pod pod, long delayNanos) {
        // One timer a pod, that looks anew when it is due: cheaper than one for each call, taken back at the next.
        pod.expiryArmed = true;
        service.clock().schedule(delayNanos, () -> expire(pod));
    }

    private void expire(Pod pod) {
        pod.expiryArmed = false;
        if (!pod.ready() || pod.running > 0) {
            return;
        }
        long remaining = pod.idleSinceNanos + retentionNanos - service.clock().nanos();
        if (remaining > 0) {
            arm(pod, remaining);
        } else if (held(pod)) {
            pod.ledger.prolonged();
        } else {
            service.deployment().retire(pod);
        }
    }

    private boolean held(Pod pod) {
        int kept = service.minScale();
        boolean ownSettings =
                pod.cause() == PodCause.ALWAYS_ON && kept >= service.settings().minScale();
        return ownSettings || service.deployment().size() <= kept;
    }

    @Override
    public void onMinScale() {
        raiseTo(service.minScale(), PodCause.WARM_UP);
        for (Pod pod : List.copyOf(service.deployment().ready())) {
            if (!pod.expiryArmed) {
                expire(pod);
            }
        }
    }
}
