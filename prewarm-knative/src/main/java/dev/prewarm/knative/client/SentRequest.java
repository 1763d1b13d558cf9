package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A warm-up by one request: it waits for a place, is made, and is sent; it can be given up at any time. How it is sent
 * and what comes of it, its kinds say.
 */
abstract class SentRequest implements Warming {
    /** Why one that finds no place to wait in fails. */
    static final String CROWDED = "too many warm-ups wait for a connection";

    final Transport transport;
    final WarmupRequest request;
    final CompletableFuture<WarmupResult> result = new CompletableFuture<>();
    private final @Nullable String hold;
    private final Duration leastTime;
    /** Whether the exchange is to end; by then, it may not be known here yet. */
    private volatile boolean over;

    private volatile @Nullable Exchange exchange;
    private volatile @Nullable Cancellable timer;

    /**
     * @param hold for how long the service is asked to hold the answer back; null for not at all
     * @param leastTime what must be left until the deadline, and more, for the request to be of use
     */
    SentRequest(Transport transport, WarmupRequest request, @Nullable String hold, Duration leastTime) {
        this.transport = transport;
        this.request = request;
        this.hold = hold;
        this.leastTime = leastTime;
    }

    /** Sends it; it has a place, which is to be left when the exchange ends. */
    abstract Exchange send(HttpRequest http, Duration untilDeadline);

    @Override
    public final void giveUp(String reason, boolean retryable) {
        result.complete(WarmupResult.failed(reason, retryable));
        stop();
    }

    private void stop() {
        cut();
        Cancellable current = timer;
        if (current != null) {
            current.cancel();
        }
    }

    /** Ends the exchange, whatever it is doing, but not the warm-up. */
    final void cut() {
        over = true;
        Exchange current = exchange;
        if (current != null) {
            current.cut();
        }
    }

    /** Does this later instead of what was to be done later, unless the warm-up has ended by then. */
    final void after(Duration delay, Runnable task) {
        Cancellable earlier = timer;
        if (earlier != null) {
            earlier.cancel();
        }
        timer = transport.scheduler().schedule(delay, task);
        if (result.isDone()) {
            stop();
        }
    }

    /** Waits for a place, and then sends. */
    final void enter() {
        if (!transport.places().enter(this::prepare)) {
            giveUp(CROWDED, true);
        }
    }

    /** Sends; it has a place, and leaves it at the end. */
    final void prepare() {
        if (result.isDone()) {
            transport.places().leave();
        } else if (transport.template().mayBlock()) {
            try {
                transport.blocking().execute(this::make);
            } catch (RejectedExecutionException e) {
                leave("the header source is too slow, or the client is closed", true);
            }
        } else {
            make();
        }
    }

    private void make() {
        HttpRequest http;
        try {
            http = transport.template().make(request, hold);
        } catch (IllegalArgumentException e) {
            leave(String.valueOf(e.getMessage()), false);
            return;
        }
        Duration left = transport.until(request.deadline());
        if (result.isDone() || left.compareTo(leastTime) <= 0) {
            leave("too late to be of use", false);
            return;
        }
        Exchange sent = send(http, left);
        exchange = sent;
        if (over || result.isDone()) {
            sent.cut();
        }
    }

    private void leave(String reason, boolean retryable) {
        transport.places().leave();
        giveUp(reason, retryable);
    }
}
