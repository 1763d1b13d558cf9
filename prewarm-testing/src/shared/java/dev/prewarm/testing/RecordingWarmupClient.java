package dev.prewarm.testing;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Scheduler;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A client that reaches no platform: it remembers what it was asked for, and answers after the time that a cold start
 * would take. For tests of strategies and orchestrators.
 *
 * <p>Safe for use by any thread, as far as the scheduler is.
 */
public final class RecordingWarmupClient implements WarmupClient {
    /** A request, and when it came. */
    public record Recorded(Instant at, WarmupRequest request) {
        /** Checks that nothing is null. */
        public Recorded {
            requireNonNull(at, "at");
            requireNonNull(request, "request");
        }
    }

    private final Scheduler scheduler;
    private final Function<WarmupRequest, WarmupResult> answers;
    private final List<Recorded> requests = new ArrayList<>();

    private RecordingWarmupClient(Scheduler scheduler, Function<WarmupRequest, WarmupResult> answers) {
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.answers = requireNonNull(answers, "answers");
    }

    /** Every warm-up succeeds after this cold start. */
    public static RecordingWarmupClient of(Scheduler scheduler, Duration coldStart) {
        return of(scheduler, request -> WarmupResult.started(coldStart));
    }

    /** Each warm-up ends as the function says: after the result's duration, or at once if it failed. */
    public static RecordingWarmupClient of(Scheduler scheduler, Function<WarmupRequest, WarmupResult> answers) {
        return new RecordingWarmupClient(scheduler, answers);
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        synchronized (requests) {
            requests.add(new Recorded(scheduler.now(), request));
        }
        WarmupResult result = answers.apply(request);
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        scheduler.schedule(delay(result), () -> answer.complete(result));
        return answer;
    }

    private static Duration delay(WarmupResult result) {
        if (result instanceof WarmupResult.Started started) {
            return started.coldStart();
        }
        return (result instanceof WarmupResult.AlreadyWarm warm) ? warm.roundTrip() : Duration.ZERO;
    }

    /** The requests so far, in the order in which they came; an unmodifiable copy. */
    public List<Recorded> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }
}
