package dev.prewarm.simulator.comparison;

import com.google.common.collect.SortedMultiset;
import com.google.common.collect.TreeMultiset;
import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.simulator.workload.AutoscalerModel;
import dev.prewarm.testing.knative.KnativeModel;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.Pod;
import dev.prewarm.testing.knative.RequestKind;
import dev.prewarm.testing.knative.RequestListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Warms the services of a {@link KnativeModel} as the real client does: by a request, or, where several instances are to
 * be there, by a floor under their number, which is in nobody's way.
 */
final class SimulatedClient implements WarmupClient {
    private final Simulation simulation;
    private final Map<KnativeService, SortedMultiset<Integer>> floors = new HashMap<>();
    private long received;

    SimulatedClient(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Warm-ups that were sent so far. */
    long received() {
        return received;
    }

    @Override
    public boolean scaledByKnative() {
        return simulation.scenario().platform().autoscaler() == AutoscalerModel.KPA;
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        received++;
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        switch (simulation.fate(request.target())) {
            case LOST -> answer.complete(WarmupResult.failed("lost", false));
            case HANGS -> {
                // Nothing is ever heard of it.
            }
            case ARRIVES -> send(request, answer);
        }
        return answer;
    }

    private void send(WarmupRequest request, CompletableFuture<WarmupResult> answer) {
        KnativeService service = simulation.service(request.target());
        if (request.total() == 1 || request.target().concurrency() == 0) {
            request(request.target(), service, answer);
        } else {
            raise(request, service, answer);
        }
    }

    private void request(Target target, KnativeService service, CompletableFuture<WarmupResult> answer) {
        Duration sentAt = simulation.elapsed();
        service.request(RequestKind.WARM_UP, Duration.ZERO, new RequestListener() {
            @Override
            public void onStarted(Pod pod, Duration coldWait) {
                answer(target, sentAt, !coldWait.isZero(), answer);
            }
        });
    }

    /** Keeps so many pods until they would lapse of themselves. */
    private void raise(WarmupRequest request, KnativeService service, CompletableFuture<WarmupResult> answer) {
        Duration sentAt = simulation.elapsed();
        int most = service.settings().maxScale();
        int pods = (most == 0) ? request.total() : Math.min(request.total(), most);
        boolean cold = service.podsReady() < pods;
        SortedMultiset<Integer> kept = floors.computeIfAbsent(service, key -> TreeMultiset.create());
        kept.add(pods);
        floor(service, kept);
        service.whenReady(pods, () -> {
            answer(request.target(), sentAt, cold, answer);
            simulation.after(request.target().retention().toNanos() / 1e9, () -> {
                kept.remove(pods);
                floor(service, kept);
            });
        });
    }

    private static void floor(KnativeService service, SortedMultiset<Integer> kept) {
        int most = kept.isEmpty() ? 0 : kept.elementSet().last();
        service.minScale(Math.max(most, service.settings().minScale()));
    }

    private void answer(Target target, Duration sentAt, boolean cold, CompletableFuture<WarmupResult> answer) {
        Duration took = simulation.elapsed().minus(sentAt);
        if (cold) {
            simulation.observations().coldStart(target, took.toNanos() / 1e9);
        }
        answer.complete(cold ? WarmupResult.started(took) : WarmupResult.alreadyWarm(took));
    }
}
