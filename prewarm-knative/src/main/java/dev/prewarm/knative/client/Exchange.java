package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and its answer, the unwanted body included, in a bounded time. */
final class Exchange {
    private final Connections.Generation connection;
    private final Scheduler scheduler;
    private final Consumer<Verdict> onVerdict;
    private final Runnable onEnd;
    private final Instant sentAt;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable DiscardingBody body;
    private volatile @Nullable CompletableFuture<?> sent;
    private volatile @Nullable Cancellable timeout;

    private Exchange(
            Connections.Generation connection, Scheduler scheduler, Consumer<Verdict> onVerdict, Runnable onEnd) {
        this.connection = connection;
        this.scheduler = scheduler;
        this.onVerdict = onVerdict;
        this.onEnd = onEnd;
        this.sentAt = scheduler.now();
    }

    /**
     * Sends the request.
     *
     * @param atMost after this it is cut off, whatever it is doing
     * @param onVerdict told once, unless the exchange is {@linkplain #cut cut off} from outside before
     * @param onEnd run once, when the connection is free or closed
     */
    static Exchange send(
            Connections.Generation connection,
            HttpRequest request,
            Duration atMost,
            Scheduler scheduler,
            Consumer<Verdict> onVerdict,
            Runnable onEnd) {
        Exchange exchange = new Exchange(connection, scheduler, onVerdict, onEnd);
        exchange.start(request, atMost);
        return exchange;
    }

    private void start(HttpRequest request, Duration atMost) {
        timeout = scheduler.schedule(atMost, () -> timedOut(atMost));
        try {
            CompletableFuture<HttpResponse<Void>> response = connection.client().sendAsync(request, this::receive);
            sent = response;
            CompletionStage<HttpResponse<Void>> answer = response;
            answer.whenComplete((received, failure) -> broken(failure));
            if (ended.get()) {
                response.cancel(true);
            }
        } catch (RuntimeException e) {
            decide(Breakage.read(e));
            end();
        }
    }

    /**
     * Here, an answer is no news: it was told to {@link #receive}. The JDK completes its future by one more thread, which
     * it makes for each request where there are two processors or fewer.
     */
    private void broken(@Nullable Throwable failure) {
        if (failure != null) {
            decide(Breakage.read(failure));
            end();
        }
    }

    private void timedOut(Duration atMost) {
        DiscardingBody discarding = body;
        if (discarding != null) {
            // The status is there, and decides.
            discarding.stop();
        } else {
            decide(Verdict.unserved("no answer within " + atMost.toMillis() + " ms", true));
            cut();
        }
    }

    private BodySubscriber<Void> receive(ResponseInfo response) {
        Duration waited = Duration.between(sentAt, scheduler.now());
        boolean success = response.statusCode() >= 200 && response.statusCode() < 300;
        Consumer<String> answered =
                text -> decide(StatusTable.read(new Answer(response.statusCode(), response.headers(), text, waited)));
        DiscardingBody discarding = new DiscardingBody(success ? null : answered, this::end);
        body = discarding;
        if (ended.get()) {
            discarding.stop();
        }
        if (success) {
            answered.accept("");
        }
        return discarding;
    }

    /** Ends the exchange now, whatever it is doing, without a verdict; without effect once it has ended. */
    void cut() {
        decided.set(true);
        CompletableFuture<?> future = sent;
        if (future != null) {
            future.cancel(true);
        }
        DiscardingBody discarding = body;
        if (discarding != null) {
            discarding.stop();
        }
        end();
    }

    private void decide(Verdict verdict) {
        if (decided.compareAndSet(false, true)) {
            onVerdict.accept(verdict);
        }
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            Cancellable timer = timeout;
            if (timer != null) {
                timer.cancel();
            }
            connection.release();
            onEnd.run();
        }
    }
}
