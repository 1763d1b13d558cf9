package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What many requests at once do to a service at zero. */
class KpaBurstTest {
    private static final int SEEDS = 200;
    /** The last decision comes after about one second or after about six, so a mean of 200 is no more exact. */
    private static final double ERROR = 0.25;

    /** With the mean time of the last decision between those given, up to the error of a mean of 200 such times. */
    @ParameterizedTest(name = "containerConcurrency {0}, {1} %, {2} requests")
    @CsvSource({
        "1, 70, 4, 2, 6, 3.3, 3.7", "1, 70, 10, 2, 15, 3.3, 3.7", "1, 70, 32, 2, 46, 3.3, 3.7", //
        "1, 100, 4, 1, 4, 2.6, 3.6", "1, 100, 10, 1, 10, 2.6, 3.6", "1, 100, 32, 1, 32, 2.6, 3.6", //
        "4, 70, 4, 1, 2, 2.3, 3.5", "4, 70, 10, 1, 4, 2.3, 3.5", "4, 70, 32, 1, 12, 2.3, 3.5", //
        "10, 70, 4, 1, 1, 0, 0", "10, 70, 10, 1, 2, 2.3, 2.3", "10, 70, 100, 1, 15, 3.6, 3.6", //
        "0, 70, 70, 1, 1, 0, 0", "0, 70, 100, 1, 2, 2.3, 2.3"
    })
    void heldRequestsMakeAsManyPodsAsTheirNumberAsksFor(
            int concurrency, String utilization, int requests, int first, int all, double from, double to) {
        Set<Integer> firsts = new HashSet<>();
        Set<Integer> finals = new HashSet<>();
        DoubleSummaryStatistics last = new DoubleSummaryStatistics();
        for (long seed = 0; seed < SEEDS; seed++) {
            VirtualScheduler scheduler = new VirtualScheduler();
            KnativeService service =
                    deploy(scheduler, concurrency, Map.of("target-utilization-percentage", utilization), seed);
            for (int i = 0; i < requests; i++) {
                service.request(RequestKind.WORK, Duration.ofSeconds(10), RequestListener.NONE);
            }
            Instant changedAt = scheduler.now();
            long pods = 0;
            while (scheduler.now().isBefore(Instant.EPOCH.plusSeconds(20)) && scheduler.runNext()) {
                if (service.stats().podsByWork() > pods) {
                    if (pods == 0) {
                        firsts.add(Math.toIntExact(service.stats().podsByWork()));
                    }
                    pods = service.stats().podsByWork();
                    changedAt = scheduler.now();
                }
            }
            finals.add(Math.toIntExact(pods));
            last.accept(Duration.between(Instant.EPOCH, changedAt).toNanos() / 1e9);
        }

        assertThat(firsts).containsExactly(first);
        assertThat(finals).containsExactly(all);
        assertThat(last.getAverage()).isBetween(from - ERROR, to + ERROR);
        assertThat(last.getMax()).isLessThan(14);
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
