package dev.prewarm.knative.client;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.prewarm.Prior;
import dev.prewarm.WarmupRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells a cold start from a warm answer: by the service's own word where it gives one; else by the two kinds of latencies
 * that the target has shown; before it has, by half of its declared cold start; without one, by a fixed limit.
 */
final class WarmthRule {
    /** An answer without any handler's word, from a target believed cold, is a cold start from here on. */
    static final Duration BELIEVED_COLD = Duration.ofMillis(100);

    /** The same for a target believed warm: Knative starts no instance faster than about this. */
    static final Duration BELIEVED_WARM = Duration.ofMillis(500);

    private static final int MOST_TARGETS = 4_096;

    /** By the target's name; those not used for longest make room. */
    private final Cache<String, LatencyModes> latencies =
            CacheBuilder.newBuilder().maximumSize(MOST_TARGETS).build();

    /** Whether an answer that took so long met a cold start; learns from it. */
    boolean cold(WarmupRequest request, Verdict.Served served) {
        Duration waited = served.waited();
        if (served.kit().isPresent()) {
            return served.kit().get().cold(waited);
        }
        LatencyModes modes = modes(request.target().name());
        Optional<Duration> limit = modes.limit();
        modes.add(waited);
        return waited.compareTo(limit.orElseGet(() -> assumed(request))) >= 0;
    }

    private LatencyModes modes(String target) {
        LatencyModes known = latencies.getIfPresent(target);
        return (known != null) ? known : latencies.asMap().computeIfAbsent(target, name -> new LatencyModes());
    }

    private static Duration assumed(WarmupRequest request) {
        return request.target()
                .coldStart()
                .map(Prior::median)
                .filter(median -> !median.isZero())
                .map(median -> median.dividedBy(2))
                .orElse(request.believedCold() ? BELIEVED_COLD : BELIEVED_WARM);
    }
}
