package dev.prewarm.knative.client;

import dev.prewarm.Prior;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A warm-up by a request that is cut off before an instance is up. It is bodyless: the activator would not notice the
 * end of one whose body it has not read, and deliver it.
 *
 * <p>The time until the cut counts from when the request is written, so that one whose connection takes long is not cut
 * off before it has woken anything.
 */
final class CancelledRequest extends SentRequest {
    /** What Knative takes on a small image, from the request to a ready pod. */
    private static final Duration ASSUMED = Duration.ofMillis(2_500);

    private final Duration cutAfter;
    private final AtomicBoolean written = new AtomicBoolean();

    CancelledRequest(Transport transport, WarmupRequest request, Duration cutAfter) {
        super(transport, request, null, cutAfter);
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
        } else {
            enter();
        }
        return result;
    }

    @Override
    Exchange send(HttpRequest http, Duration untilDeadline) {
        after(untilDeadline, this::unwritten);
        return Exchange.send(
                transport.connections().acquire(http.uri()),
                WrittenRequest.of(http, this::written),
                // Longer than until the deadline, so that it is never this which ends the request.
                untilDeadline.multipliedBy(2),
                transport.scheduler(),
                this::answered,
                transport.places()::leave);
    }

    private void unwritten() {
        if (!written.get()) {
            giveUp("the request could not be written by the deadline", true);
        }
    }

    /** Called by the HTTP client; more than once if it finds a kept connection dead. */
    private void written() {
        if (written.compareAndSet(false, true)) {
            Instant writtenAt = transport.scheduler().now();
            Duration left = Duration.between(writtenAt, request.deadline());
            Duration untilCut = (left.compareTo(cutAfter) < 0) ? left : cutAfter;
            after(untilCut, () -> cutOff(writtenAt));
        }
    }

    /** An answer before the cut: an instance was there, or nothing was started. */
    private void answered(Verdict verdict) {
        if (verdict instanceof Verdict.Served served) {
            result.complete(WarmupResult.alreadyWarm(served.waited()));
        } else if (verdict instanceof Verdict.Unserved unserved) {
            giveUp(unserved.reason(), unserved.retryable());
        }
    }

    private void cutOff(Instant writtenAt) {
        // Where an answer has come, its body may still be under way.
        cut();
        if (result.isDone()) {
            return;
        }
        Duration coldStart = request.target().coldStart().map(Prior::median).orElse(ASSUMED);
        Instant ready = writtenAt.plus(coldStart);
        boolean late = ready.isAfter(request.deadline());
        after(transport.until(late ? request.deadline() : ready), () -> {
            if (late) {
                giveUp("an instance was woken, but is not expected to be ready by the deadline", false);
            } else {
                result.complete(Warming.started(coldStart, request));
            }
        });
    }
}
