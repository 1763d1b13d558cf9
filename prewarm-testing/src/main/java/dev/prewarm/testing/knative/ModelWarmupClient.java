package dev.prewarm.testing.knative;

import dev.prewarm.Scheduler;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Warms services of a {@link KnativeModel} by requests, one for each instance.
 *
 * <p>Follows the warm-up client of prewarm-knative where no floor is set: requests that are held until their instance is ready.
 */
final class ModelWarmupClient implements WarmupClient {
    private static final Duration ANSWERED_IN = Duration.ofMillis(1);

    private final KnativeModel model;
    private final Scheduler scheduler;

    ModelWarmupClient(KnativeModel model, Scheduler scheduler) {
        this.model = model;
        this.scheduler = scheduler;
    }

    @Override
    public boolean scaledByKnative() {
        return model.services().stream()
                .allMatch(service -> service.settings().autoscaling().isKnative());
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        KnativeService service = model.service(request.target().name());
        Answers answers = new Answers(scheduler, request.instances());
        for (int i = 0; i < request.instances(); i++) {
            service.request(RequestKind.WARM_UP, ANSWERED_IN, answers);
        }
        return answers.result;
    }

    /** Waits for the answers to all requests of a warm-up. */
    private static final class Answers implements RequestListener {
        final CompletableFuture<WarmupResult> result = new CompletableFuture<>();
        private final Scheduler scheduler;
        private final Instant sentAt;
        private int awaited;
        private boolean cold;

        Answers(Scheduler scheduler, int requests) {
            this.scheduler = scheduler;
            this.sentAt = scheduler.now();
            this.awaited = requests;
        }

        @Override
        public void onStarted(Pod pod, Duration waited) {
            cold |= !waited.isZero();
        }

        @Override
        public void onFinished() {
            awaited--;
            if (awaited == 0) {
                Duration took = Duration.between(sentAt, scheduler.now());
                result.complete(cold ? WarmupResult.started(took) : WarmupResult.alreadyWarm(took));
            }
        }
    }
}
