package dev.prewarm.testing.knative;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The activator, as far as one service is concerned: requests wait in it until a pod has room, and it {@linkplain
 * ActivatorReports reports} how many are open, if an autoscaler listens.
 *
 * <p>Follows {@code pkg/activator/net/throttler.go} of Knative Serving with a single activator: one queue for all pods. In
 * Knative, requests that bypass the activator wait at the pods; here all wait in the one queue, and differ only in who
 * reports them.
 */
final class Activator {
    private final PodChoice choice;
    private final ArrayDeque<Request> queue = new ArrayDeque<>();
    private boolean dispatching;

    /** @param seed of the choice among the pods */
    Activator(int containerConcurrency, long seed) {
        this.choice = PodChoice.of(containerConcurrency, seed);
    }

    /** The request waits; {@link #dispatch} hands it on. One that is cancelled meanwhile is passed over. */
    void enqueue(Request request) {
        queue.add(request);
    }

    /**
     * Hands waiting requests to the pods, as far as these have room, in the order in which they came.
     *
     * @param ready the pods that are ready; may change with what is delivered
     * @param deliver takes a request to its pod
     */
    void dispatch(List<Pod> ready, BiConsumer<Request, Pod> deliver) {
        // What a callback adds is seen by the loop that made the callback; so requests start in the order of the queue.
        if (dispatching) {
            return;
        }
        dispatching = true;
        try {
            for (Request next = firstQueued(); next != null; next = firstQueued()) {
                Pod pod = choice.choose(ready);
                if (pod == null) {
                    return;
                }
                queue.remove();
                deliver.accept(next, pod);
            }
        } finally {
            dispatching = false;
        }
    }

    private @Nullable Request firstQueued() {
        Request first = queue.peek();
        while (first != null && !first.queued()) {
            queue.remove();
            first = queue.peek();
        }
        return first;
    }

    /**
     * The activator's reports on the service, from now on.
     *
     * @param phase when in each second the reports are made, in nanoseconds
     */
    ActivatorReports reports(long phase) {
        return new ActivatorReports(phase);
    }
}
