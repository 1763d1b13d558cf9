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
    /** Those after answers that are worth only so many. */
    private int limitedRetries;

    /** Whether an earlier request reached the platform; then the platform has been starting an instance since. */
    private boolean reached;

    private volatile @Nullable String instance;

    Attempts(Transport transport, WarmupRequest request, @Nullable String hold) {
        super(transport, request, hold, Duration.ZERO);
        this.startedAt = transport.scheduler().now();
    }

    @Override
    public CompletableFuture<WarmupResult> start() {
        enter();
        return result;
    }

    /** The instance that answered, where it names itself. */
    Optional<String> instance() {
        return Optional.ofNullable(instance);
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
        instance = served.kit().map(KitReply::instance).orElse(null);
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
        Optional<Duration> wait = pause(unserved.retry());
        Instant now = transport.scheduler().now();
        if (wait.isEmpty() || !now.plus(wait.get()).isBefore(request.deadline())) {
            result.complete(WarmupResult.failed(reason(unserved), unserved.retryable()));
            return;
        }
        retries++;
        limitedRetries += unserved.retry().limited() ? 1 : 0;
        after(wait.get(), this::enter);
    }

    /** The platform may ask for a longer pause, but not for a shorter one; empty if there are no more retries. */
    private Optional<Duration> pause(Retry retry) {
        if (!retry.worthwhile() || (retry.limited() && limitedRetries >= retry.most())) {
            return Optional.empty();
        }
        return transport
                .backoff()
                .before(retries)
                .map(pause -> (pause.compareTo(retry.pause()) < 0) ? retry.pause() : pause);
    }

    private String reason(Verdict.Unserved unserved) {
        return (retries == 0) ? unserved.reason() : unserved.reason() + ", after " + (retries + 1) + " requests";
    }
}
