package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A warm-up by ordinary requests: one, or several at the same time, until all are answered or the deadline comes. */
final class HeldRequests implements Warming {
    private final Transport transport;
    private final WarmupRequest request;
    private final List<Attempts> requests;

    HeldRequests(Transport transport, WarmupRequest request, HoldPolicy policy) {
        this.transport = transport;
        this.request = request;
        int count = policy.requests(request);
        this.requests = new ArrayList<>(count);
        String held = policy.hold(request);
        for (int i = 0; i < count; i++) {
            requests.add(new Attempts(transport, request, held));
        }
    }

    @Override
    public CompletableFuture<WarmupResult> start() {
        Duration left = transport.until(request.deadline());
        Cancellable deadline = transport.scheduler().schedule(left, () -> giveUp("not answered by the deadline", true));
        List<CompletableFuture<WarmupResult>> answers = new ArrayList<>(requests.size());
        for (Attempts attempts : requests) {
            answers.add(attempts.start());
        }
        CompletableFuture<WarmupResult> all = (answers.size() == 1)
                ? answers.get(0)
                : CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                        .thenApply(nothing -> combine(answers));
        CompletionStage<WarmupResult> ended = all;
        ended.whenComplete((result, failure) -> deadline.cancel());
        return all;
    }

    @Override
    public void giveUp(String reason, boolean retryable) {
        for (Attempts attempts : requests) {
            attempts.giveUp(reason, retryable);
        }
    }

    /** The slowest of them counts: the instances are ready when the last is; one that failed leaves too few. */
    private WarmupResult combine(List<CompletableFuture<WarmupResult>> answers) {
        Duration coldStart = null;
        Duration roundTrip = Duration.ZERO;
        int failures = 0;
        WarmupResult.Failed first = null;
        for (CompletableFuture<WarmupResult> answer : answers) {
            WarmupResult result = answer.join();
            if (result instanceof WarmupResult.Started started) {
                coldStart = longer(coldStart == null ? Duration.ZERO : coldStart, started.coldStart());
            } else if (result instanceof WarmupResult.AlreadyWarm warm) {
                roundTrip = longer(roundTrip, warm.roundTrip());
            } else if (result instanceof WarmupResult.Failed failed) {
                failures++;
                first = (first == null) ? failed : first;
            }
        }
        if (first != null) {
            return WarmupResult.failed(
                    failures + " of " + answers.size() + " requests failed: " + first.reason(), first.retryable());
        }
        return (coldStart == null) ? WarmupResult.alreadyWarm(roundTrip) : Warming.started(coldStart, request);
    }

    private static Duration longer(Duration a, Duration b) {
        return (a.compareTo(b) >= 0) ? a : b;
    }
}
