package dev.prewarm.testing.knative;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a modelled service. Changes as the model runs; to be read on the scheduler's thread only.
 *
 * <p>Follows what {@code pkg/reconciler/revision/resources/deploy.go} of Knative Serving deploys, from its making to
 * its readiness ({@code pkg/queue/readiness/probe.go}) and its end; what is in it is not modelled.
 */
public final class Pod {
    enum State {
        /** Ordered, but the platform has not got round to it. */
        PENDING,
        STARTING,
        READY,
        /** Gets no calls any more, and ends with the last one that it has. */
        RETIRED,
        GONE
    }

    private final KnativeService service;
    private final int number;
    private final PodCause cause;

    State state = State.PENDING;
    final PodLedger ledger;
    /** Calls that it serves now. */
    int running;
    /** The end of its last call, or its readiness. */
    long idleSinceNanos;

    final long createdNanos;
    /** When it will be ready, or was; for a pending one, as if it started in no time. */
    long expectedReadyNanos;

    long readyNanos = ModelClock.NEVER;
    long goneNanos = ModelClock.NEVER;

    /** Whether Kubernetes calls it ready, which may be later than that it can serve. */
    boolean seenReady;

    /** Whether the ideal autoscaler has a timer for its end. */
    boolean expiryArmed;

    /** Kept only if the model records. */
    private final @Nullable List<Request> served;

    Pod(KnativeService service, int number, PodCause cause, long createdNanos, boolean recorded) {
        this.service = service;
        this.number = number;
        this.cause = cause;
        this.createdNanos = createdNanos;
        this.expectedReadyNanos = createdNanos;
        this.ledger = new PodLedger(cause, createdNanos, service.retentionNanos());
        this.served = recorded ? new ArrayList<>() : null;
    }

    /** The service's name. */
    public String service() {
        return service.name();
    }

    /** Counts the pods of the service from 1, in the order in which they were made. */
    public int number() {
        return number;
    }

    /** Why it was made. */
    public PodCause cause() {
        return cause;
    }

    /** When the platform began to start it. */
    public Instant createdAt() {
        return service.instant(createdNanos);
    }

    /** When it could serve first; empty while it starts. */
    public Optional<Instant> readyAt() {
        return (readyNanos == ModelClock.NEVER) ? Optional.empty() : Optional.of(service.instant(readyNanos));
    }

    /** When it was gone; empty while it is there. */
    public Optional<Instant> goneAt() {
        return (goneNanos == ModelClock.NEVER) ? Optional.empty() : Optional.of(service.instant(goneNanos));
    }

    /** Whether a task's call has reached it. */
    public boolean usedByWork() {
        return ledger.used();
    }

    void record(Request request) {
        if (served != null) {
            served.add(request);
        }
    }

    List<PodTimeline.Call> calls() {
        if (served == null) {
            return List.of();
        }
        return served.stream()
                .map(request -> new PodTimeline.Call(
                        request.kind(),
                        service.instant(request.startedNanos),
                        request.finished() ? service.instant(request.finishedNanos) : null))
                .toList();
    }

    boolean ready() {
        return state == State.READY;
    }

    boolean accepts(int containerConcurrency) {
        return containerConcurrency == 0 || running < containerConcurrency;
    }

    @Override
    public String toString() {
        return service.name() + "-" + number;
    }
}
