package dev.prewarm;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Hands warm-ups to the client, on its executor, and what becomes of them to the loop, whatever the client does. */
final class ClientCaller {
    private final WarmupClient client;
    private final Executor executor;
    private final EventLoop loop;
    private final BiConsumer<Sent, WarmupResult> answers;
    private final BiConsumer<Sent, Throwable> failures;

    /**
     * A caller of the client.
     *
     * @param answers takes the client's answers, on the loop
     * @param failures takes what the client should not have done, on the loop
     */
    ClientCaller(
            WarmupClient client,
            Executor executor,
            EventLoop loop,
            BiConsumer<Sent, WarmupResult> answers,
            BiConsumer<Sent, Throwable> failures) {
        this.client = client;
        this.executor = executor;
        this.loop = loop;
        this.answers = answers;
        this.failures = failures;
    }

    /** Called on the loop; returns at once. */
    void call(Sent sent, WarmupRequest request) {
        try {
            executor.execute(() -> callNow(sent, request));
        } catch (Throwable t) {
            answer(sent, new WarmupResult.Failed("there is no thread to call the client: " + t, true));
        }
    }

    private void callNow(Sent sent, WarmupRequest request) {
        try {
            CompletionStage<WarmupResult> stage = client.warmUp(request);
            if (stage == null) {
                throw new IllegalStateException("the client returned null");
            }
            stage.whenComplete((result, failure) -> {
                if (failure != null) {
                    answer(sent, new WarmupResult.Failed(failure.toString(), true));
                } else if (result == null) {
                    fail(sent, new IllegalStateException("the client completed with null"));
                } else {
                    answer(sent, result);
                }
            });
        } catch (Throwable t) {
            fail(sent, t);
        }
    }

    private void answer(Sent sent, WarmupResult result) {
        loop.add(() -> answers.accept(sent, result));
    }

    private void fail(Sent sent, Throwable cause) {
        loop.add(() -> failures.accept(sent, cause));
    }
}
