package dev.prewarm.testing.knative;

import dev.prewarm.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * A request that was made to a modelled service. To be used on the scheduler's thread only.
 *
 * <p>Follows the way of a request in {@code pkg/activator/handler/handler.go} of Knative Serving: it waits, reaches a
 * pod, or is given up by its client.
 */
public final class Request implements Cancellable {
    enum State {
        QUEUED,
        RUNNING,
        FINISHED,
        CANCELLED
    }

    final RequestKind kind;
    final long arrivedNanos;
    final RequestListener listener;
    /** How long it takes, unless there is a handler. */
    final long serviceNanos;

    final @Nullable RequestHandler handler;

    State state = State.QUEUED;
    /** Whether it came through the activator, which then counts it. */
    boolean proxied;

    @Nullable
    Pod pod;

    long startedNanos;
    long finishedNanos;

    private final KnativeService service;

    Request(
            KnativeService service,
            RequestKind kind,
            long arrivedNanos,
            long serviceNanos,
            @Nullable RequestHandler handler,
            RequestListener listener) {
        this.service = service;
        this.kind = kind;
        this.arrivedNanos = arrivedNanos;
        this.serviceNanos = serviceNanos;
        this.handler = handler;
        this.listener = listener;
    }

    /** What it is for. */
    public RequestKind kind() {
        return kind;
    }

    /** Whether it still waits for a pod. */
    public boolean queued() {
        return state == State.QUEUED;
    }

    /** Whether it was served. */
    public boolean finished() {
        return state == State.FINISHED;
    }

    /**
     * Takes the request back, as a client does that closes its connection: one that still waits is never served. The pod
     * that it made the platform start starts all the same. Without effect once a pod serves it.
     */
    @Override
    public void cancel() {
        service.cancel(this);
    }

    boolean work() {
        return kind == RequestKind.WORK;
    }
}
