package dev.prewarm.testing.knative;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The pods of one service, from their making to their end.
 *
 * <p>Follows Kubernetes, to which Knative Serving leaves this: {@code pkg/controller/controller_utils.go} says which
 * pods go first; a pod that ends serves its last calls, as {@code pkg/queue/sharedmain} of Knative Serving has it.
 */
final class Deployment {
    private final KnativeService service;
    private final ModelClock clock;
    private final CreationLimit limit;
    private final PodStarts starts;
    private final ServiceSettings settings;
    private final boolean recording;

    /** Pending, starting and ready ones, in the order of their making. */
    private final List<Pod> pods = new ArrayList<>();

    private final List<Pod> ready = new ArrayList<>();
    private final List<Pod> readyView = Collections.unmodifiableList(ready);
    /** Those that serve their last calls. */
    private final List<Pod> retired = new ArrayList<>();

    private final List<Pod> recorded = new ArrayList<>();
    private final PodTotals totals = new PodTotals();

    Deployment(KnativeService service, ModelClock clock, CreationLimit limit, PodStarts starts, boolean recording) {
        this.service = service;
        this.clock = clock;
        this.limit = limit;
        this.starts = starts;
        this.settings = service.settings();
        this.recording = recording;
    }

    /** Pods that serve or will. */
    int size() {
        return pods.size();
    }

    List<Pod> ready() {
        return readyView;
    }

    /** Orders a pod. */
    void create(PodCause cause) {
        long now = clock.nanos();
        long at = limit.reserve(now);
        Pod pod = add(cause, at);
        if (at <= now) {
            start(pod);
        } else {
            clock.schedule(at - now, () -> start(pod));
        }
    }

    /** Adds a pod that is ready now. */
    void createReady(PodCause cause) {
        Pod pod = add(cause, clock.nanos());
        pod.state = Pod.State.STARTING;
        pod.seenReady = true;
        becomeReady(pod);
    }

    /** Orders pods, or takes some out of service, until there are so many. */
    void scaleTo(int replicas, Supplier<PodCause> cause) {
        while (pods.size() < replicas) {
            create(cause.get());
        }
        while (pods.size() > replicas) {
            retire(victim());
        }
    }

    /** Whom Kubernetes takes first: not those that are idle, but those that are not ready, and then the newest. */
    private Pod victim() {
        return Collections.max(
                pods,
                Comparator.comparing((Pod pod) -> !pod.ready())
                        .thenComparing(pod -> pod.cause() != PodCause.ALWAYS_ON)
                        .thenComparingLong(pod -> pod.readyNanos)
                        .thenComparingInt(Pod::number));
    }

    private Pod add(PodCause cause, long createdNanos) {
        Pod pod = new Pod(service, totals.create(cause), cause, createdNanos, recording);
        pods.add(pod);
        if (recording) {
            recorded.add(pod);
        }
        return pod;
    }

    private void start(Pod pod) {
        if (pod.state != Pod.State.PENDING) {
            return;
        }
        pod.state = Pod.State.STARTING;
        long startNanos = Math.max(0, ModelClock.nanosOf(settings.podStart().get()));
        pod.expectedReadyNanos = pod.createdNanos + startNanos;
        starts.start(startNanos, () -> becomeReady(pod));
    }

    private void becomeReady(Pod pod) {
        if (pod.state != Pod.State.STARTING) {
            return;
        }
        long now = clock.nanos();
        pod.state = Pod.State.READY;
        pod.readyNanos = now;
        pod.idleSinceNanos = now;
        pod.ledger.ready(now);
        insertReady(pod);
        service.onReady(pod);
    }

    /** Keeps the ready ones in the order of their making, which stands for the order of their addresses. */
    private void insertReady(Pod pod) {
        int at = ready.size();
        while (at > 0 && ready.get(at - 1).number() > pod.number()) {
            at--;
        }
        ready.add(at, pod);
    }

    /** Takes a pod out of service; calls that it has still end. */
    void retire(Pod pod) {
        pods.remove(pod);
        ready.remove(pod);
        boolean existed = pod.state != Pod.State.PENDING;
        pod.state = Pod.State.RETIRED;
        if (pod.running > 0) {
            retired.add(pod);
        } else {
            gone(pod, existed);
        }
    }

    /** A retired pod has served its last call. */
    void drained(Pod pod) {
        retired.remove(pod);
        gone(pod, true);
    }

    private void gone(Pod pod, boolean existed) {
        long now = clock.nanos();
        pod.state = Pod.State.GONE;
        pod.goneNanos = now;
        totals.gone(pod.ledger, now, existed ? ModelClock.nanosOf(settings.termination()) : 0);
    }

    /** The totals as of now, open pods included. */
    PodTotals totals(long now) {
        PodTotals all = totals.copy();
        pods.forEach(pod -> all.open(pod.ledger, now));
        retired.forEach(pod -> all.open(pod.ledger, now));
        return all;
    }

    /** The totals if every open pod lived on without calls, to its natural end. */
    PodTotals settledTotals(long now) {
        PodTotals all = totals.copy();
        long retention = service.retentionNanos();
        long termination = ModelClock.nanosOf(settings.termination());
        for (Pod pod : pods) {
            if (pod.cause() == PodCause.ALWAYS_ON || pod.running > 0) {
                all.open(pod.ledger, now);
            } else {
                long idleFrom = pod.ready() ? pod.idleSinceNanos : pod.expectedReadyNanos;
                all.gone(pod.ledger, Math.max(now, idleFrom + retention), termination);
            }
        }
        retired.forEach(pod -> all.open(pod.ledger, now));
        return all;
    }

    List<PodTimeline> timelines() {
        return recorded.stream().map(PodTimeline::of).toList();
    }
}
