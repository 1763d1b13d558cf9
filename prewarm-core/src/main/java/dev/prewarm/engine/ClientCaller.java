package dev.prewarm.engine;

import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Hands warm-ups to the client, on its executor, and what becomes of them to the loop, whatever the client does. */
final class ClientCaller {
    private final WarmupClient client;
    private final Executor executor;
    private final EventLoop loop;
    private final BiConsumer<Burst, WarmupResult> answers;
    private final BiConsumer<Burst, Throwable> failures;

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
            BiConsumer<Burst, WarmupResult> answers,
            BiConsumer<Burst, Throwable> failures) {
        this.client = client;
        this.executor = executor;
        this.loop = loop;
        this.answers = answers;
        this.failures = failures;
    }

    /** Called on the loop; returns at once. */
    void call(Burst burst, WarmupRequest request) {
        try {
            executor.execute(() -> callNow(burst, request));
        } catch (Throwable t) {
            answer(burst, WarmupResult.failed("there is no thread to call the client: " + t, true));
        }
    }

    private void callNow(Burst burst, WarmupRequest request) {
        try {
            CompletionStage<WarmupResult> stage = client.warmUp(request);
            if (stage == null) {
                throw new IllegalStateException("the client returned null");
            }
            stage.whenComplete((result, failure) -> {
                if (failure != null) {
                    answer(burst, WarmupResult.failed(failure.toString(), true));
                } else if (result == null) {
                    fail(burst, new IllegalStateException("the client completed with null"));
                } else {
                    answer(burst, result);
                }
            });
        } catch (Throwable t) {
            fail(burst, t);
        }
    }

    private void answer(Burst burst, WarmupResult result) {
        loop.add(() -> answers.accept(burst, result));
    }

    private void fail(Burst burst, Throwable cause) {
        loop.add(() -> failures.accept(burst, cause));
    }
}
