package dev.prewarm.testing.knative;

/**
 * Puts the autoscaler's wish into effect, with the care that Knative takes about zero: the last pod goes only after the
 * service was active for a window, and after the activator was put into the path in its stead.
 *
 * <p>Follows {@code pkg/reconciler/autoscaling/kpa/kpa.go} and {@code scaler.go} of Knative Serving, and of {@code
 * pkg/reconciler/serverlessservice} whether the activator is in the path.
 */
final class KpaReconciler {
    private static final long SECOND = 1_000_000_000L;
    /** How long a service may fail to become ready before it is given up. */
    private static final long ACTIVATION_TIMEOUT = 630 * SECOND;

    private static final long REQUEUE = 3 * SECOND;
    /** Nothing is wanted of those who depend on it: neither pods nor that they be ready for none. */
    private static final int NO_WISH = -1;

    private enum Condition {
        ACTIVE,
        ACTIVATING,
        INACTIVE
    }

    private final KnativeService service;
    private final KpaAutoscaler autoscaler;
    private final boolean scaleToZero;
    private final long windowNanos;
    private final long graceNanos;
    private final long retentionNanos;

    private Condition condition = Condition.INACTIVE;
    private long conditionSince = -ModelClock.NEVER;
    private boolean proxying = true;
    private long proxyingSince = -ModelClock.NEVER;

    KpaReconciler(KnativeService service, KpaSettings settings, KpaAutoscaler autoscaler) {
        this.service = service;
        this.autoscaler = autoscaler;
        this.scaleToZero = settings.scaleToZero();
        this.windowNanos = settings.window().toNanos();
        this.graceNanos = settings.scaleToZeroGracePeriod().toNanos();
        this.retentionNanos = settings.podRetention().toNanos();
    }

    /** Whether requests go through the activator. */
    boolean proxying() {
        return proxying || service.podsReady() == 0;
    }

    /** The service was deployed with ready pods. */
    void activeSince(long now) {
        become(Condition.ACTIVE, now);
    }

    /** Whether all is as it will stay without load. */
    boolean settled() {
        int rest = Math.max(service.minScale(), scaleToZero ? 0 : 1);
        return service.deployment().size() == rest
                && service.podsSeenReady() == rest
                && condition == (rest > 0 ? Condition.ACTIVE : Condition.INACTIVE);
    }

    void reconcile(int desired, int excessBurst) {
        long now = service.clock().nanos();
        int wanted = scale(now, desired);
        boolean proxy = wanted <= 0 || excessBurst < 0;
        if (proxy && !proxying) {
            proxyingSince = now;
        }
        proxying = proxy;
        if (updateCondition(now, wanted)) {
            autoscaler.reconcileSoon();
        }
    }

    /** Scales; returns what is wanted, which may not be in effect yet. */
    private int scale(long now, int desired) {
        if (desired < 0 && condition != Condition.ACTIVATING) {
            return desired;
        }
        int bounded = Math.min(
                Math.max(desired, service.minScale()), service.settings().mostPods());
        return (bounded == 0) ? scaleToZero(now) : apply(bounded);
    }

    private int scaleToZero(long now) {
        if (!scaleToZero) {
            return apply(1);
        }
        long lasted = now - conditionSince;
        switch (condition) {
            case ACTIVATING:
                return (lasted > ACTIVATION_TIMEOUT) ? apply(0) : NO_WISH;
            case ACTIVE:
                if (lasted < windowNanos) {
                    autoscaler.reconcileAfter(windowNanos - lasted);
                    return apply(1);
                }
                if (proxying) {
                    autoscaler.reconcileAfter(REQUEUE);
                }
                return 0;
            default:
                return removeLast(now, lasted);
        }
    }

    private int removeLast(long now, long inactive) {
        if (service.deployment().size() == 0 || inactive >= Math.max(graceNanos, retentionNanos)) {
            return apply(0);
        }
        if (inactive < retentionNanos) {
            autoscaler.reconcileAfter(retentionNanos - inactive);
            return 0;
        }
        long remaining = graceNanos - (now - proxyingSince);
        if (remaining > 0) {
            autoscaler.reconcileAfter(remaining);
            return 0;
        }
        return apply(0);
    }

    private int apply(int pods) {
        service.deployment().scaleTo(pods, autoscaler::cause);
        autoscaler.podsChanged();
        return pods;
    }

    /** Follows the pods that are ready; returns whether the condition is another one now. */
    private boolean updateCondition(long now, int wanted) {
        if (wanted == 0) {
            return become(Condition.INACTIVE, now);
        }
        if (wanted < 0 && condition == Condition.INACTIVE) {
            return false;
        }
        boolean enough = service.podsSeenReady() >= Math.max(service.minScale(), 1);
        return become(enough ? Condition.ACTIVE : Condition.ACTIVATING, now);
    }

    private boolean become(Condition next, long now) {
        if (condition == next) {
            return false;
        }
        condition = next;
        // Written down to the second.
        conditionSince = autoscaler.truncated(now);
        return true;
    }

    /** Notes that a min-scale that was raised at run time keeps the pods. */
    void holdPods() {
        if (service.minScale() > service.settings().minScale()) {
            service.deployment().ready().forEach(pod -> pod.ledger.prolonged());
        }
    }
}
