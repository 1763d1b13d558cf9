package dev.prewarm.engine;

import com.google.common.util.concurrent.MoreExecutors;
import dev.prewarm.Decision;
import dev.prewarm.PrewarmListener;
import dev.prewarm.Problem;
import dev.prewarm.WorkflowRun;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Passes on to the listener, in order and without ever waiting for it. */
// NONE is meant as that one object; what a user's listener says of equality does not matter.
@SuppressWarnings("ReferenceEquality")
final class Notifications {
    private static final int MOST_QUEUED = 10_000;

    private final PrewarmListener listener;
    private final Executor executor;
    private final Consumer<Throwable> onFailure;
    private final AtomicInteger queued = new AtomicInteger();

    /** @param onFailure hears of what the listener threw, and of what was discarded because it could not keep up */
    Notifications(EngineSettings settings, Executor executor, Consumer<Throwable> onFailure) {
        this.listener = settings.listener();
        this.executor = MoreExecutors.newSequentialExecutor(executor);
        this.onFailure = onFailure;
    }

    /** Whether there is anybody to notify. */
    boolean wanted() {
        return listener != PrewarmListener.NONE;
    }

    void decision(WorkflowRun run, Decision decision) {
        if (wanted()) {
            enqueue(() -> listener.onDecision(run, decision));
        }
    }

    void problem(Problem problem) {
        if (wanted()) {
            enqueue(() -> listener.onProblem(problem));
        }
    }

    private void enqueue(Runnable notification) {
        if (queued.get() >= MOST_QUEUED) {
            onFailure.accept(
                    new RejectedExecutionException("the listener is " + MOST_QUEUED + " notifications behind"));
            return;
        }
        queued.incrementAndGet();
        try {
            executor.execute(() -> deliver(notification));
        } catch (Throwable t) {
            // Without a thread for it the notification is lost; the engine goes on.
            queued.decrementAndGet();
            onFailure.accept(t);
        }
    }

    private void deliver(Runnable notification) {
        queued.decrementAndGet();
        try {
            notification.run();
        } catch (Throwable t) {
            onFailure.accept(t);
        }
    }
}
