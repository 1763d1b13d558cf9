package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service that was deployed to a {@link KnativeModel}: its calls, its pods, and its books.
 *
 * <p>Stands for a Revision of Knative Serving with all traffic ({@code pkg/apis/serving/v1/revision_types.go}), and puts the
 * parts together that follow Knative's: the {@link Activator}, the {@link Deployment}, the {@link Autoscaler}.
 *
 * <p>Requests wait in one queue for all pods, and go to the pods as Knative's activator sends them: to the less busy of
 * two drawn at random (with a fixed seed) if a pod's concurrency is unlimited, to the first with room if it is 1 to 3, in
 * turn otherwise.
 *
 * <p>Not thread-safe: all calls are to be made on the model's scheduler's thread, as the callbacks are.
 */
public final class KnativeService {
    private final ServiceSettings settings;
    private final ModelClock clock;
    private final PlatformPhases phases;
    private final Deployment deployment;
    private final Activator activator;
    private final Autoscaler autoscaler;
    private final long retentionNanos;

    private final RequestCounts counts = new RequestCounts();
    private final List<PodsAwaited> awaited = new ArrayList<>(1);
    private int minScale;

    KnativeService(
            ServiceSettings settings,
            ModelClock clock,
            CreationLimit limit,
            PodStarts starts,
            PlatformPhases phases,
            boolean recording) {
        this.settings = settings;
        this.clock = clock;
        this.phases = phases;
        this.minScale = settings.minScale();
        this.retentionNanos = ModelClock.nanosOf(settings.autoscaling().retention());
        this.deployment = new Deployment(this, clock, limit, starts, recording);
        this.activator =
                new Activator(settings.containerConcurrency(), settings.name().hashCode());
        this.autoscaler = settings.autoscaling().autoscale(this);
    }

    void deploy() {
        for (int i = 0; i < settings.minScale(); i++) {
            deployment.createReady(PodCause.ALWAYS_ON);
        }
        for (int i = 0; i < settings.initialInstances(); i++) {
            deployment.createReady(PodCause.INITIAL);
        }
        autoscaler.onDeployed();
    }

    /** What identifies the service within its model. */
    public String name() {
        return settings.name();
    }

    /** How it was deployed. */
    public ServiceSettings settings() {
        return settings;
    }

    /**
     * Makes a request whose duration is known.
     *
     * @param serviceTime how long a pod takes to serve it, from the moment that it reaches the pod; zero is allowed
     * @throws IllegalArgumentException if the time is negative
     */
    public Request request(RequestKind kind, Duration serviceTime, RequestListener listener) {
        checkArgument(!serviceTime.isNegative(), "service time: %s, but 0 or more is allowed", serviceTime);
        return accept(kind, ModelClock.nanosOf(serviceTime), null, listener);
    }

    /** Makes a request that the handler serves, for as long as it takes. */
    public Request request(RequestKind kind, RequestHandler handler, RequestListener listener) {
        return accept(kind, 0, requireNonNull(handler, "handler"), listener);
    }

    private Request accept(
            RequestKind kind, long serviceNanos, @Nullable RequestHandler handler, RequestListener listener) {
        Request request = new Request(
                this,
                requireNonNull(kind, "kind"),
                clock.nanos(),
                serviceNanos,
                handler,
                requireNonNull(listener, "listener"));
        counts.arrived(request);
        activator.enqueue(request);
        autoscaler.onArrived(request);
        dispatch();
        return request;
    }

    void cancel(Request request) {
        if (request.queued()) {
            request.state = Request.State.CANCELLED;
            counts.cancelled(request);
            autoscaler.onEnded(request);
        }
    }

    /**
     * Changes at run time how many pods are kept, as a patch of the revision's annotation does; pods that it makes count
     * as made by a warm-up.
     *
     * @param pods at least 0; no more than max-scale has an effect
     */
    public void minScale(int pods) {
        checkArgument(pods >= 0, "service %s: min-scale %s, but at least 0 is needed", name(), pods);
        minScale = Math.min(pods, settings.mostPods());
        autoscaler.onMinScale();
    }

    /** How many pods are kept now. */
    public int minScale() {
        return minScale;
    }

    /** Pods that can serve now. */
    public int podsReady() {
        return deployment.ready().size();
    }

    /** Pods that Kubernetes calls ready now: what a watch shows, and the autoscaler counts. */
    public int podsSeenReady() {
        int seen = 0;
        for (Pod pod : deployment.ready()) {
            seen += pod.seenReady ? 1 : 0;
        }
        return seen;
    }

    /** The books as of now. */
    public ServiceStats stats() {
        return counts.stats(this, deployment, deployment.totals(clock.nanos()));
    }

    /**
     * The books as they will be if nobody calls any more: each pod that has no calls now lives to its natural end, and
     * what is undecided becomes waste. Nothing is changed.
     */
    public ServiceStats settledStats() {
        return counts.stats(this, deployment, deployment.settledTotals(clock.nanos()));
    }

    /** The lives of all pods so far, in the order of their making; empty if the model does not record. */
    public List<PodTimeline> timelines() {
        return deployment.timelines();
    }

    private void dispatch() {
        activator.dispatch(deployment.ready(), this::start);
    }

    private void start(Request request, Pod pod) {
        long now = clock.nanos();
        request.state = Request.State.RUNNING;
        request.pod = pod;
        request.startedNanos = now;
        pod.running++;
        pod.record(request);
        if (request.work()) {
            pod.ledger.workStarted(now);
        }
        long coldNanos = (pod.readyNanos > request.arrivedNanos) ? now - request.arrivedNanos : 0;
        counts.started(request, coldNanos);
        request.listener.onStarted(pod, Duration.ofNanos(coldNanos));
        RequestHandler handler = request.handler;
        if (handler != null) {
            handler.handle(pod, () -> finish(request, pod));
        } else if (request.serviceNanos == 0) {
            finish(request, pod);
        } else {
            clock.schedule(request.serviceNanos, () -> finish(request, pod));
        }
    }

    private void finish(Request request, Pod pod) {
        if (request.finished()) {
            return;
        }
        long now = clock.nanos();
        request.state = Request.State.FINISHED;
        request.finishedNanos = now;
        pod.running--;
        if (request.work()) {
            pod.ledger.workEnded(now);
        } else {
            pod.ledger.prolonged();
        }
        counts.finished(request);
        if (pod.running == 0) {
            pod.idleSinceNanos = now;
            if (pod.ready()) {
                autoscaler.onIdle(pod);
            } else {
                deployment.drained(pod);
            }
        }
        autoscaler.onEnded(request);
        request.listener.onFinished();
        dispatch();
    }

    /** A pod can serve. */
    void onReady(Pod pod) {
        long lag =
                pod.seenReady ? 0 : ModelClock.nanosOf(settings.readinessLag().get());
        if (lag > 0) {
            clock.schedule(lag, () -> onSeenReady(pod));
            dispatch();
            return;
        }
        pod.seenReady = true;
        autoscaler.onReady(pod);
        dispatch();
        tellWhoWaits();
    }

    private void onSeenReady(Pod pod) {
        if (pod.ready()) {
            pod.seenReady = true;
            autoscaler.onReady(pod);
            tellWhoWaits();
        }
    }

    private void tellWhoWaits() {
        for (PodsAwaited waiter : List.copyOf(awaited)) {
            tellIfReady(waiter);
        }
    }

    /**
     * Runs something as soon as so many pods are {@linkplain #podsSeenReady seen to be ready}: in this call if they are, else
     * on the scheduler's thread.
     */
    public void whenReady(int pods, Runnable action) {
        PodsAwaited waiter = new PodsAwaited(pods, action);
        awaited.add(waiter);
        tellIfReady(waiter);
    }

    private void tellIfReady(PodsAwaited waiter) {
        if (podsSeenReady() >= waiter.pods && awaited.remove(waiter)) {
            waiter.action.run();
        }
    }

    private record PodsAwaited(int pods, Runnable action) {}

    Deployment deployment() {
        return deployment;
    }

    PlatformPhases phases() {
        return phases;
    }

    Activator activator() {
        return activator;
    }

    ModelClock clock() {
        return clock;
    }

    RequestCounts counts() {
        return counts;
    }

    long retentionNanos() {
        return retentionNanos;
    }

    Instant instant(long nanos) {
        return clock.instant(nanos);
    }
}
