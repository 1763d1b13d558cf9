package dev.prewarm.knative.client;

import com.google.common.collect.Lists;
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
        requests.forEach(attempts -> answers.add(attempts.result));
        // All of them or none: fewer would start too few.
        if (!transport.places().enter(Lists.transform(requests, attempts -> attempts::prepare))) {
            giveUp(SentRequest.CROWDED, true);
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
        Replies replies = new Replies(request);
        for (int i = 0; i < answers.size(); i++) {
            replies.add(answers.get(i).join(), requests.get(i).instance());
        }
        return replies.result();
    }
}
