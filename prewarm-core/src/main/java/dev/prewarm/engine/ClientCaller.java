package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hands bursts to the client, on its executor, and what becomes of them to the loop, whatever the client does. */
final class ClientCaller {
    private final WarmupClient client;
    private final Duration timeout;
    private final Scheduler scheduler;
    private final Executor executor;
    private final EventLoop loop;
    private final BiConsumer<Problem, @Nullable Throwable> problems;

    ClientCaller(
            EngineSettings settings,
            Scheduler scheduler,
            Executor executor,
            EventLoop loop,
            BiConsumer<Problem, @Nullable Throwable> problems) {
        this.client = settings.client();
        this.timeout = settings.limits().timeout();
        this.scheduler = scheduler;
        this.executor = executor;
        this.loop = loop;
        this.problems = problems;
    }

    /** Takes what has become of a burst, on the loop. */
    interface Answered {
        /**
         * The client has answered, or has been given up on; may be told more than once.
         *
         * @param perhapsStarted the instances that the platform has been made to start, as far as is known
         */
        void answer(Burst burst, WarmupResult result, int perhapsStarted);

        /** The client's method has returned at last, of a burst that was {@linkplain Burst#blocked answered before that}. */
        void unblocked(Burst burst);
    }

    /** Called on the loop; returns at once. Whatever goes wrong is the answer to this burst alone. */
    void call(Burst burst, long now, Answered answered) {
        try {
            begin(burst, now, answered);
        } catch (Throwable t) {
            answer(burst, WarmupResult.failed("the client could not be called: " + t, true), answered);
        }
    }

    private void begin(Burst burst, long now, Answered answered) {
        WarmupRequest request = WarmupRequest.builder(burst.target.target(), Nanos.instant(Nanos.plus(now, timeout)))
                .instances(burst.instances)
                .believedReady(burst.ready)
                .renewed(burst.renewed())
                .runId(burst.runId)
                .build();
        burst.deadline = scheduler.schedule(timeout, () -> timedOut(burst, answered));
        try {
            executor.execute(() -> callNow(burst, request, answered));
        } catch (Throwable t) {
            answer(burst, WarmupResult.failed("there is no thread to call the client: " + t, true), answered);
        }
    }

    private void timedOut(Burst burst, Answered answered) {
        if (!burst.answered && burst.handBack()) {
            burst.blocked = true;
            problems.accept(
                    Problem.of(
                            Problem.Kind.CLIENT_FAILED,
                            burst.runId,
                            "the client has not returned from the call for target "
                                    + burst.target.target().name() + " within " + timeout
                                    + "; until it does, the call counts as one in flight"),
                    null);
        }
        answered.answer(burst, WarmupResult.failed("no answer within " + timeout, true), burst.instances);
    }

    private void callNow(Burst burst, WarmupRequest request, Answered answered) {
        try {
            CompletionStage<WarmupResult> stage = warmUp(burst, request, answered);
            if (stage == null) {
                throw new IllegalStateException("the client returned null");
            }
            stage.whenComplete((result, failure) -> {
                if (failure != null) {
                    answer(burst, WarmupResult.failed(failure.toString(), true), answered);
                } else if (result == null) {
                    fail(burst, new IllegalStateException("the client completed with null"), answered);
                } else {
                    answer(burst, result, answered);
                }
            });
        } catch (Throwable t) {
            fail(burst, t, answered);
        }
    }

    private @Nullable CompletionStage<WarmupResult> warmUp(Burst burst, WarmupRequest request, Answered answered) {
        try {
            return client.warmUp(request);
        } finally {
            if (!burst.handBack()) {
                loop.add(() -> answered.unblocked(burst));
            }
        }
    }

    private void answer(Burst burst, WarmupResult result, Answered answered) {
        loop.add(() -> answered.answer(
                burst,
                result,
                (result instanceof WarmupResult.Started started) ? started.instancesOf(burst.instances) : 0));
    }

    /** The client has done what it should not have. */
    private void fail(Burst burst, Throwable cause, Answered answered) {
        loop.add(() -> {
            problems.accept(Problem.of(Problem.Kind.CLIENT_FAILED, burst.runId, cause.toString()), cause);
            answered.answer(burst, WarmupResult.failed(cause.toString(), false), 0);
        });
    }
}
