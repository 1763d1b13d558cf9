package dev.prewarm.knative.client;

import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request of a warm-up, repeated while that is worth it. */
final class Attempts extends SentRequest {
    private final Instant startedAt;
    private int retries;
    /** Whether an earlier request reached the platform; then the platform has been starting an instance since. */
    private boolean reached;

    Attempts(Transport transport, WarmupRequest request, @Nullable String hold) {
        super(transport, request, hold, Duration.ZERO);
        this.startedAt = transport.scheduler().now();
    }

    @Override
    public CompletableFuture<WarmupResult> start() {
        enter();
        return result;
    }

    @Override
    Exchange send(HttpRequest http, Duration untilDeadline) {
        Duration timeout = transport.timeout();
        return Exchange.send(
                transport.connections().acquire(http.uri()),
                http,
                (untilDeadline.compareTo(timeout) < 0) ? untilDeadline : timeout,
                transport.scheduler(),
                this::decide,
                transport.places()::leave);
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
            result.complete(Warming.started(since, request));
        } else if (transport.warmthRule().cold(request, served)) {
            result.complete(Warming.started(served.waited(), request));
        } else {
            result.complete(WarmupResult.alreadyWarm(served.waited()));
        }
    }

    private void retry(Verdict.Unserved unserved) {
        Optional<Duration> wait = unserved.retryable() ? transport.backoff().before(retries) : Optional.empty();
        Instant now = transport.scheduler().now();
        if (wait.isEmpty() || !now.plus(wait.get()).isBefore(request.deadline())) {
            result.complete(WarmupResult.failed(reason(unserved), unserved.retryable()));
            return;
        }
        retries++;
        after(wait.get(), this::enter);
    }

    private String reason(Verdict.Unserved unserved) {
        return (retries == 0) ? unserved.reason() : unserved.reason() + ", after " + (retries + 1) + " requests";
    }
}
