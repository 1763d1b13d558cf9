package dev.prewarm.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What many requests at once do to a service at zero. */
class KpaBurstTest {
    private static final int SEEDS = 200;

    @ParameterizedTest(name = "containerConcurrency {0}, {1} %, {2} requests")
    @CsvSource({
        "1, 70, 4, 2, 6", "1, 70, 10, 2, 15", "1, 70, 32, 2, 46", //
        "1, 100, 4, 1, 4", "1, 100, 10, 1, 10", "1, 100, 32, 1, 32", //
        "4, 70, 4, 1, 2", "4, 70, 10, 1, 4", "4, 70, 32, 1, 12", //
        "10, 70, 4, 1, 1", "10, 70, 10, 1, 2", "10, 70, 100, 1, 15", //
        "0, 70, 70, 1, 1", "0, 70, 100, 1, 2"
    })
    void heldRequestsMakeAsManyPodsAsTheirNumberAsksFor(
            int concurrency, String utilization, int requests, int first, int all) {
        Set<Integer> firsts = new HashSet<>();
        List<Integer> finals = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            VirtualScheduler scheduler = new VirtualScheduler();
            KnativeService service =
                    deploy(scheduler, concurrency, Map.of("target-utilization-percentage", utilization), seed);
            for (int i = 0; i < requests; i++) {
                service.request(RequestKind.WORK, Duration.ofSeconds(10), RequestListener.NONE);
            }
            scheduler.advance(Duration.ofMillis(60));
            firsts.add(service.stats().podsByWork());
            scheduler.advance(Duration.ofSeconds(20));
            finals.add(service.stats().podsByWork());
        }

        assertThat(firsts).containsExactly(first);
        // In unlucky phases the requests end before the averages have forgotten the first second.
        assertThat(finals).allMatch(pods -> pods <= all);
        assertThat(Collections.frequency(finals, all)).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void activationScaleIsTheFirstDecision() {
        VirtualScheduler scheduler = new VirtualScheduler();
        KnativeService service = deploy(scheduler, 0, Map.of("activation-scale", "3"), 1);

        service.request(RequestKind.WARM_UP, Duration.ZERO, RequestListener.NONE);
        scheduler.advance(Duration.ofSeconds(3));

        assertThat(service.podsReady()).isEqualTo(3);
        assertThat(service.stats().podsByWarmUp()).isEqualTo(3);
    }

    @Test
    void maxScaleBoundsABurst() {
        VirtualScheduler scheduler = new VirtualScheduler();
        KnativeService service = deploy(scheduler, 1, Map.of("max-scale", "2"), 1);

        for (int i = 0; i < 10; i++) {
            service.request(RequestKind.WORK, Duration.ofSeconds(1), RequestListener.NONE);
        }
        scheduler.advance(Duration.ofSeconds(10));

        assertThat(service.stats().podsByWork()).isEqualTo(2);
        assertThat(service.stats().workServed()).isEqualTo(10);
    }

    private static KnativeService deploy(
            VirtualScheduler scheduler, int concurrency, Map<String, String> annotations, long seed) {
        SplittableRandom random = new SplittableRandom(seed + 1_000);
        return KnativeModel.of(scheduler)
                .deploy(ServiceSettings.builder("map")
                        .containerConcurrency(concurrency)
                        .podStart(() -> Duration.ofMillis(random.nextLong(1_200, 2_200)))
                        .kpa(KpaSettings.of(Map.of(), annotations), seed)
                        .build());
    }
}
