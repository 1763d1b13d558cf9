package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Prior;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A warm-up by a request that is cut off before an instance is up. It is bodyless: the activator would not notice the
 * end of one whose body it has not read, and deliver it.
 *
 * <p>The time until the cut counts from when the request is written, so that one whose connection takes long is not cut
 * off before it has woken anything.
 */
final class CancelledRequest implements Warming {
    /** What Knative takes on a small image, from the request to a ready pod. */
    private static final Duration ASSUMED = Duration.ofMillis(2_500);

    private final Transport transport;
    private final WarmupRequest request;
    private final Duration cutAfter;
    private final CompletableFuture<WarmupResult> result = new CompletableFuture<>();
    private final AtomicBoolean written = new AtomicBoolean();
    /** Whether the request is to be cut off; by then, the exchange may not be known here yet. */
    private volatile boolean over;

    private volatile @Nullable Exchange exchange;
    private volatile @Nullable Cancellable timer;

    CancelledRequest(Transport transport, WarmupRequest request, Duration cutAfter) {
        this.transport = transport;
        this.request = request;
        this.cutAfter = cutAfter;
    }

    @Override
    public CompletableFuture<WarmupResult> start() {
        if (!request.believedCold()) {
            giveUp("not sent: an instance is believed ready, and a request to be cut off would call it", false);
        } else if (request.instances() > 1) {
            giveUp(
                    "not sent: a request that is cut off starts one instance, but " + request.instances()
                            + " are wanted; warm this target by requests or by annotation",
                    false);
        } else if (!transport.places().enter(this::prepare)) {
            giveUp("too many warm-ups wait for a connection", true);
        }
        return result;
    }

    @Override
    public void giveUp(String reason, boolean retryable) {
        result.complete(new WarmupResult.Failed(reason, retryable));
        cut();
        Cancellable current = timer;
        if (current != null) {
            current.cancel();
        }
    }

    private void prepare() {
        if (!transport.template().mayBlock()) {
            send();
            return;
        }
        try {
            transport.blocking().execute(this::send);
        } catch (RejectedExecutionException e) {
            transport.places().leave();
            giveUp("the header source is too slow, or the client is closed", true);
        }
    }

    private void send() {
        HttpRequest http;
        try {
            http = transport.template().make(request, null);
        } catch (IllegalArgumentException e) {
            transport.places().leave();
            giveUp(String.valueOf(e.getMessage()), false);
            return;
        }
        Duration left = Duration.between(transport.scheduler().now(), request.deadline());
        if (result.isDone() || left.compareTo(cutAfter) <= 0) {
            transport.places().leave();
            giveUp("too late to be of use", false);
            return;
        }
        timer = transport.scheduler().schedule(left, this::unwritten);
        exchange = Exchange.send(
                transport.connections().acquire(http.uri()),
                WrittenRequest.of(http, this::written),
                // Longer than until the deadline, so that it is never this which ends the request.
                left.multipliedBy(2),
                transport.scheduler(),
                this::answered,
                transport.places()::leave);
        if (over || result.isDone()) {
            cut();
        }
    }

    private void unwritten() {
        if (!written.get()) {
            giveUp("the request could not be written by the deadline", true);
        }
    }

    /** Called by the HTTP client; more than once if it finds a kept connection dead. */
    private void written() {
        if (written.compareAndSet(false, true)) {
            Cancellable untilWritten = timer;
            if (untilWritten != null) {
                untilWritten.cancel();
            }
            Instant writtenAt = transport.scheduler().now();
            Duration left = Duration.between(writtenAt, request.deadline());
            Duration untilCut = (left.compareTo(cutAfter) < 0) ? left : cutAfter;
            timer = transport.scheduler().schedule(untilCut, () -> cutOff(writtenAt));
            if (result.isDone()) {
                giveUp("", false);
            }
        }
    }

    private void cut() {
        Exchange current = exchange;
        if (current != null) {
            current.cut();
        }
    }

    /** An answer before the cut: an instance was there, or nothing was started. */
    private void answered(Verdict verdict) {
        if (verdict instanceof Verdict.Served served) {
            result.complete(new WarmupResult.AlreadyWarm(served.waited()));
        } else if (verdict instanceof Verdict.Unserved unserved) {
            giveUp(unserved.reason(), unserved.retryable());
        }
    }

    private void cutOff(Instant writtenAt) {
        over = true;
        // Where an answer has come, its body may still be under way.
        cut();
        if (result.isDone()) {
            return;
        }
        Duration coldStart = request.target().coldStart().map(Prior::median).orElse(ASSUMED);
        Instant ready = writtenAt.plus(coldStart);
        boolean late = ready.isAfter(request.deadline());
        Duration rest = Duration.between(transport.scheduler().now(), late ? request.deadline() : ready);
        timer = transport.scheduler().schedule(rest, () -> {
            if (late) {
                giveUp("an instance was woken, but is not expected to be ready by the deadline", false);
            } else {
                result.complete(new WarmupResult.Started(coldStart));
            }
        });
        if (result.isDone()) {
            giveUp("", false);
        }
    }
}
