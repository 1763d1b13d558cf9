package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.text.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A warm-up by a floor at the target's revision; the platform is asked every now and then whether it is reached. */
final class AnnotatedRevision implements Warming {
    /** Of what an exception says: enough for what an API server answers. */
    private static final int LONGEST = 400;

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final RevisionFloors floors;
    private final Transport transport;
    private final WarmupRequest request;
    private final int wanted;
    private final Instant startedAt;
    private final CompletableFuture<WarmupResult> result = new CompletableFuture<>();
    private boolean looked;

    AnnotatedRevision(RevisionFloors floors, Transport transport, WarmupRequest request) {
        this.floors = floors;
        this.transport = transport;
        this.request = request;
        this.wanted = request.total();
        this.startedAt = transport.scheduler().now();
    }

    @Override
    public CompletableFuture<WarmupResult> start() {
        Duration left = Duration.between(startedAt, request.deadline());
        if (left.isNegative() || left.isZero()) {
            giveUp("too late to be of use", false);
            return result;
        }
        Cancellable deadline = transport
                .scheduler()
                .schedule(left, () -> giveUp("the instances were not ready by the deadline", true));
        CompletionStage<WarmupResult> ended = result;
        ended.whenComplete((value, none) -> deadline.cancel());
        // The floor is kept for the retention after the instances are ready, which is at the deadline at the latest.
        Instant until = request.deadline().plus(request.target().retention());
        FloorUse use = floors.hold(request.target(), wanted, until);
        // Also if it ends before the floor is set, which is then not to be done any more.
        ended.whenComplete((value, none) -> floors.releaseAfter(use, keptFor(value)));
        use.revision().whenComplete((revision, failure) -> {
            if (revision == null) {
                giveUp("the floor could not be set" + named(failure), true);
            } else {
                look(revision);
            }
        });
        return result;
    }

    private Duration keptFor(WarmupResult result) {
        return (result instanceof WarmupResult.Failed)
                ? Duration.ZERO
                : request.target().retention();
    }

    private void look(RevisionName revision) {
        if (result.isDone()) {
            return;
        }
        floors.scale(revision).whenComplete((scale, failure) -> {
            if (scale != null && scale.ready() >= Math.min(wanted, scale.most())) {
                Duration elapsed =
                        Duration.between(startedAt, transport.scheduler().now());
                result.complete(looked ? started(elapsed, scale) : WarmupResult.alreadyWarm(elapsed));
            } else {
                // One failure to look is no reason to give up what the platform is doing.
                looked = true;
                transport.scheduler().schedule(LOOK_EVERY, () -> look(revision));
            }
        });
    }

    /** Fewer than were asked for, where there can be no more. */
    private WarmupResult started(Duration coldStart, RevisionScale scale) {
        int missing = Math.max(0, wanted - scale.most());
        return WarmupResult.started(coldStart, Math.max(1, request.instances() - missing));
    }

    private static String named(@Nullable Throwable failure) {
        Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
        if (cause == null) {
            return "";
        }
        String said = cause.getMessage();
        return " (" + cause.getClass().getSimpleName() + ((said == null) ? "" : ": " + Excerpt.of(said, LONGEST)) + ")";
    }

    @Override
    public void giveUp(String reason, boolean retryable) {
        result.complete(WarmupResult.failed(reason, retryable));
    }
}
