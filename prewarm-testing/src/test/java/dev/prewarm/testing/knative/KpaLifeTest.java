package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a service lives after its last request, over many phases of the platform's timers. */
class KpaLifeTest {
    private static final int SEEDS = 400;

    @ParameterizedTest(name = "a request of {0} ms")
    @ValueSource(ints = {50, 1000, 5000})
    void oneRequestKeepsAPodForSixtyOneSecondsOnAverage(int millis) {
        DoubleSummaryStatistics life = lives(Map.of(), 0, Duration.ofMillis(millis));

        assertThat(life.getMin()).isBetween(59.0, 59.6);
        assertThat(life.getMax()).isBetween(62.3, 63.0);
        assertThat(life.getAverage()).isCloseTo(61.1, within(0.15));
    }

    @Test
    void aConcurrencyOfOneMakesTwoPodsThatGoOneByOne() {
        DoubleSummaryStatistics life = lives(Map.of(), 1, Duration.ofMillis(50));

        assertThat(life.getMin()).isBetween(60.4, 60.9);
        assertThat(life.getMax()).isBetween(64.4, 64.9);
        assertThat(life.getAverage()).isCloseTo(62.8, within(0.15));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "scale-to-zero-pod-retention-period, 20s, 80.5, 81.2",
        "scale-to-zero-pod-retention-period, 60s, 120.5, 121.2",
        "window, 6s, 7, 7.3",
        "window, 90s, 91, 91.3",
        "target-burst-capacity, 0, 90.8, 91.6"
    })
    void settingsChangeTheLifeByThemselves(String annotation, String value, double from, double to) {
        DoubleSummaryStatistics life = lives(Map.of(annotation, value), 0, Duration.ofMillis(500));

        assertThat(life.getAverage()).isBetween(from, to);
    }

    @Test
    void aPodThatKubernetesCallsReadyLateIsKeptForAWindowFromThen() {
        DoubleSummaryStatistics life = LongStream.range(0, SEEDS)
                .mapToDouble(seed -> new Run(Map.of(), 0, seed, Duration.ofSeconds(5)).lifeAfter(Duration.ofMillis(50)))
                .summaryStatistics();

        assertThat(life.getAverage()).isCloseTo(64.5, within(0.75));
    }

    @Test
    void itServesBeforeKubernetesCallsItReady() {
        Run run = new Run(Map.of(), 0, 1, Duration.ofSeconds(5));
        run.work(Duration.ofSeconds(1));
        run.scheduler.advance(Duration.ofSeconds(4));

        assertThat(run.service.stats().workServed()).isEqualTo(1);
        assertThat(run.service.podsReady()).isEqualTo(1);
        assertThat(run.service.podsSeenReady()).isZero();
        run.scheduler.advance(Duration.ofSeconds(4));
        assertThat(run.service.podsSeenReady()).isEqualTo(1);
    }

    @Test
    void aWarmUpThatIsCancelledBeforeItIsServedKeepsThePodForAWindowFromItsReadiness() {
        DoubleSummaryStatistics life = LongStream.range(0, SEEDS)
                .mapToDouble(seed -> {
                    Run run = new Run(Map.of(), 0, seed);
                    Request request = run.service.request(RequestKind.WARM_UP, Duration.ZERO, RequestListener.NONE);
                    run.scheduler.advance(Duration.ofMillis(500));
                    request.cancel();
                    return run.secondsToZero(run.sentAtNanos);
                })
                .summaryStatistics();

        assertThat(life.getMin()).isBetween(60.0, 61.2);
        assertThat(life.getMax()).isBetween(62.2, 63.4);
    }

    @Test
    void aServiceThatIsAtRestHasNoTimers() {
        Run run = new Run(Map.of(), 0, 1);
        run.work(Duration.ofSeconds(1));
        run.scheduler.advance(Duration.ofMinutes(3));

        assertThat(run.service.podsReady()).isZero();
        assertThat(run.scheduler.runNext()).isFalse();
    }

    @Test
    void minScaleThatIsRaisedAtRunTimeWarmsPodsUntilItIsLowered() {
        Run run = new Run(Map.of(), 0, 1);

        run.service.minScale(2);
        run.scheduler.advance(Duration.ofSeconds(300));
        assertThat(run.service.podsReady()).isEqualTo(2);
        assertThat(run.service.stats().podsByWarmUp()).isEqualTo(2);
        run.service.minScale(0);
        run.scheduler.advance(Duration.ofSeconds(10));

        assertThat(run.service.podsReady()).isZero();
    }

    @Test
    void anAlwaysOnPodStays() {
        Run run = new Run(Map.of("min-scale", "1"), 0, 1);
        run.work(Duration.ofSeconds(1));

        run.scheduler.advance(Duration.ofHours(2));

        assertThat(run.service.podsReady()).isEqualTo(1);
        assertThat(run.service.stats().coldStartsMet()).isZero();
        assertThat(run.service.stats().idle()).isEqualTo(Duration.ofHours(2).minusSeconds(1));
    }

    @Test
    void initialPodsGoAfterAWindow() {
        Run run = new Run(Map.of("initial-scale", "1"), 0, 1);

        run.scheduler.advance(Duration.ofSeconds(58));
        assertThat(run.service.podsReady()).isEqualTo(1);
        run.scheduler.advance(Duration.ofSeconds(6));

        assertThat(run.service.podsReady()).isZero();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(new Run(Map.of(), 1, 5).lifeAfter(Duration.ofSeconds(1)))
                .isEqualTo(new Run(Map.of(), 1, 5).lifeAfter(Duration.ofSeconds(1)));
    }

    private static DoubleSummaryStatistics lives(Map<String, String> annotations, int concurrency, Duration work) {
        return LongStream.range(0, SEEDS)
                .mapToDouble(seed -> new Run(annotations, concurrency, seed).lifeAfter(work))
                .summaryStatistics();
    }

    /** One service that starts its pods in 1.2 to 2.2 s. */
    private static final class Run {
        final VirtualScheduler scheduler = new VirtualScheduler();
        final KnativeService service;
        final long sentAtNanos;
        private long finishedAtNanos;

        Run(Map<String, String> annotations, int concurrency, long seed) {
            this(annotations, concurrency, seed, Duration.ZERO);
        }

        Run(Map<String, String> annotations, int concurrency, long seed, Duration readinessLag) {
            SplittableRandom random = new SplittableRandom(seed + 1_000);
            service = KnativeModel.of(scheduler)
                    .deploy(ServiceSettings.builder("resize")
                            .containerConcurrency(concurrency)
                            .podStart(() -> Duration.ofMillis(random.nextLong(1_200, 2_200)))
                            .readinessLag(() -> readinessLag)
                            .kpa(KpaSettings.of(Map.of(), annotations), seed)
                            .build());
            sentAtNanos = nanos();
        }

        void work(Duration duration) {
            service.request(RequestKind.WORK, duration, new RequestListener() {
                @Override
                public void onFinished() {
                    finishedAtNanos = nanos();
                }
            });
        }

        double lifeAfter(Duration work) {
            work(work);
            while (service.stats().workServed() == 0) {
                scheduler.runNext();
            }
            return secondsToZero(finishedAtNanos);
        }

        double secondsToZero(long sinceNanos) {
            while (service.podsReady() > 0 || service.stats().podsStarting() > 0) {
                scheduler.runNext();
            }
            return (nanos() - sinceNanos) / 1e9;
        }

        private long nanos() {
            return Duration.between(Instant.EPOCH, scheduler.now()).toNanos();
        }
    }
}
