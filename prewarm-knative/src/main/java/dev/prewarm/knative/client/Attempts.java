package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One request of a warm-up, repeated while that is worth it. */
final class Attempts {
    private final Transport transport;
    private final WarmupRequest request;
    private final @Nullable String hold;
    private final CompletableFuture<WarmupResult> result = new CompletableFuture<>();
    private final Instant startedAt;
    private int retries;
    /** Whether an earlier request reached the platform; then the platform has been starting an instance since. */
    private boolean reached;

    private volatile @Nullable Exchange exchange;
    private volatile @Nullable Cancellable pause;

    Attempts(Transport transport, WarmupRequest request, @Nullable String hold) {
        this.transport = transport;
        this.request = request;
        this.hold = hold;
        this.startedAt = transport.scheduler().now();
    }

    CompletableFuture<WarmupResult> start() {
        enter();
        return result;
    }

    /** Ends them now, with this reason, whatever they are doing. */
    void giveUp(String reason, boolean retryable) {
        result.complete(new WarmupResult.Failed(reason, retryable));
        Exchange current = exchange;
        if (current != null) {
            current.cut();
        }
        Cancellable waiting = pause;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void enter() {
        if (!transport.places().enter(this::prepare)) {
            giveUp("too many warm-ups wait for a connection", true);
        }
    }

    /** Has a place, and must leave it. */
    private void prepare() {
        if (result.isDone()) {
            transport.places().leave();
        } else if (transport.template().mayBlock()) {
            try {
                transport.blocking().execute(this::send);
            } catch (RejectedExecutionException e) {
                transport.places().leave();
                giveUp("the header source is too slow, or the client is closed", true);
            }
        } else {
            send();
        }
    }

    private void send() {
        HttpRequest http;
        try {
            http = transport.template().make(request, hold);
        } catch (IllegalArgumentException e) {
            transport.places().leave();
            giveUp(String.valueOf(e.getMessage()), false);
            return;
        }
        Duration atMost = transport.atMost(request.deadline());
        if (result.isDone() || atMost.isNegative() || atMost.isZero()) {
            transport.places().leave();
            giveUp("too late to be of use", false);
            return;
        }
        Connections.Generation connection = transport.connections().acquire(http.uri());
        Exchange sent =
                Exchange.send(connection, http, atMost, transport.scheduler(), this::decide, transport.places()::leave);
        exchange = sent;
        if (result.isDone()) {
            sent.cut();
        }
    }

    private void decide(Verdict verdict) {
        if (verdict instanceof Verdict.Served served) {
            complete(served);
        } else if (verdict instanceof Verdict.Unserved unserved) {
            reached |= unserved.reached();
            retry(unserved);
        }
    }

    private void complete(Verdict.Served served) {
        Duration since = Duration.between(startedAt, transport.scheduler().now());
        if (reached) {
            result.complete(new WarmupResult.Started(since));
        } else if (transport.warmthRule().cold(request, served)) {
            result.complete(new WarmupResult.Started(served.waited()));
        } else {
            result.complete(new WarmupResult.AlreadyWarm(served.waited()));
        }
    }

    private void retry(Verdict.Unserved unserved) {
        Optional<Duration> wait = unserved.retryable() ? transport.backoff().before(retries) : Optional.empty();
        Instant now = transport.scheduler().now();
        if (wait.isEmpty() || !now.plus(wait.get()).isBefore(request.deadline())) {
            result.complete(new WarmupResult.Failed(reason(unserved), unserved.retryable()));
            return;
        }
        retries++;
        pause = transport.scheduler().schedule(wait.get(), this::enter);
        if (result.isDone()) {
            giveUp("", false);
        }
    }

    private String reason(Verdict.Unserved unserved) {
        return (retries == 0) ? unserved.reason() : unserved.reason() + ", after " + (retries + 1) + " requests";
    }
}
