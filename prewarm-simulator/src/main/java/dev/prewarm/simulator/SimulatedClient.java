package dev.prewarm.simulator;

import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Warms the services of a {@link KnativeModel}, as the real client does over HTTP: by as many requests at a time as it
 * takes to have the instances made.
 */
final class SimulatedClient implements WarmupClient {
    private final Simulation simulation;
    private long received;

    SimulatedClient(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Warm-ups that were sent so far. */
    long received() {
        return received;
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        received++;
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        switch (simulation.fate(request.target())) {
            case LOST -> answer.complete(new WarmupResult.Failed("lost", false));
            case HANGS -> {
                // Nothing is ever heard of it.
            }
            case ARRIVES -> send(request, answer);
        }
        return answer;
    }

    private void send(WarmupRequest request, CompletableFuture<WarmupResult> answer) {
        Target target = request.target();
        KnativeService service = simulation.service(target);
        int requests = requests(service, target, request.instances());
        Duration sentAt = simulation.elapsed();
        RequestListener last = new RequestListener() {
            private int open = requests;
            private boolean cold;

            @Override
            public void onStarted(Pod pod, Duration coldWait) {
                cold |= !coldWait.isZero();
            }

            @Override
            public void onFinished() {
                if (--open == 0) {
                    Duration took = simulation.elapsed().minus(sentAt);
                    if (cold) {
                        simulation.observations().coldStart(target, took.toNanos() / 1e9);
                    }
                    answer.complete(cold ? new WarmupResult.Started(took) : new WarmupResult.AlreadyWarm(took));
                }
            }
        };
        for (int i = 0; i < requests; i++) {
            service.request(RequestKind.WARM_UP, Duration.ZERO, last);
        }
    }

    /** What is free already takes requests that are to make new instances; so it gets some of its own. */
    private static int requests(KnativeService service, Target target, int instances) {
        if (target.concurrency() == 0) {
            return 1;
        }
        int free = service.podsReady() * target.concurrency() - service.counts().running();
        return Math.max(0, free) + instances * target.concurrency();
    }
}
