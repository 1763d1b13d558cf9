package dev.prewarm.observe;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Scheduler;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client that passes warm-ups on, and remembers how those of each target ended. What its client never answers is not seen. Safe
 * for use by any thread.
 */
public final class WarmupWatch implements WarmupClient {
    private static final int MOST_SERVICES = 1_000;

    private final WarmupClient client;
    private final Scheduler scheduler;
    private final Map<String, Counts> services = new LinkedHashMap<>();

    /** @param scheduler tells the time */
    public WarmupWatch(WarmupClient client, Scheduler scheduler) {
        this.client = client;
        this.scheduler = scheduler;
    }

    /**
     * How warm-ups of a service ended.
     *
     * @param service its name
     * @param sent in all
     * @param started those that started instances
     * @param alreadyWarm those that found enough of them
     * @param failed those that did not succeed
     * @param failedInTurn how many of the latest have failed, one after another
     * @param lastFailure why the last one failed; empty if none has
     * @param lastFailureAt when that was; null if none has
     */
    public record Outcomes(
            String service,
            long sent,
            long started,
            long alreadyWarm,
            long failed,
            int failedInTurn,
            String lastFailure,
            @Nullable Instant lastFailureAt) {}

    private static final class Counts {
        long sent;
        long started;
        long alreadyWarm;
        long failed;
        int failedInTurn;
        String lastFailure = "";

        @Nullable
        Instant lastFailureAt;
    }

    @Override
    public boolean scaledByKnative() {
        return client.scaledByKnative();
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        String service = request.target().name();
        count(service, counts -> counts.sent++);
        CompletionStage<WarmupResult> stage;
        try {
            stage = requireNonNull(client.warmUp(request), "the stage of a warm-up");
        } catch (Throwable t) {
            count(service, counts -> ended(counts, null, t));
            throw t;
        }
        stage.whenComplete((result, failure) -> count(service, counts -> ended(counts, result, failure)));
        return stage;
    }

    private void ended(Counts counts, @Nullable WarmupResult result, @Nullable Throwable failure) {
        if (result instanceof WarmupResult.Started) {
            counts.started++;
            counts.failedInTurn = 0;
        } else if (result instanceof WarmupResult.AlreadyWarm) {
            counts.alreadyWarm++;
            counts.failedInTurn = 0;
        } else {
            counts.failed++;
            counts.failedInTurn++;
            counts.lastFailure =
                    (result instanceof WarmupResult.Failed failed) ? failed.reason() : String.valueOf(failure);
            counts.lastFailureAt = scheduler.wallClock();
        }
    }

    private synchronized void count(String service, java.util.function.Consumer<Counts> change) {
        Counts counts = services.get(service);
        if (counts == null && services.size() < MOST_SERVICES) {
            counts = new Counts();
            services.put(service, counts);
        }
        if (counts != null) {
            change.accept(counts);
        }
    }

    /** How warm-ups ended, service by service. */
    public synchronized List<Outcomes> outcomes() {
        return services.entrySet().stream()
                .map(entry -> {
                    Counts counts = entry.getValue();
                    return new Outcomes(
                            entry.getKey(),
                            counts.sent,
                            counts.started,
                            counts.alreadyWarm,
                            counts.failed,
                            counts.failedInTurn,
                            counts.lastFailure,
                            counts.lastFailureAt);
                })
                .toList();
    }
}
