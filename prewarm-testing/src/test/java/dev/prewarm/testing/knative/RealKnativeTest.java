package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model held against what a real Knative did, which {@code real-knative.csv} records. */
class RealKnativeTest {
    private static final int SEEDS = 400;

    /** What the control plane takes, and the watch that saw it. */
    private static final double SLACK_SECONDS = 0.5;

    /** What was seen is of one activator or two, whose phases make all lives longer or shorter alike. */
    private static final double OFF_BY_ONE_PHASE = 0.7;

    /** One setting, and what was seen with it. */
    record Fact(String kind, Map<String, String> annotations, int concurrency, int requests, List<String> seen) {
        static Fact of(String line) {
            List<String> fields = Splitter.on(',').splitToList(line);
            return new Fact(
                    fields.get(0),
                    fields.get(1).isEmpty() ? Map.of() : Map.of(fields.get(1), fields.get(2)),
                    Integer.parseInt(fields.get(3)),
                    Integer.parseInt(fields.get(4)),
                    Splitter.on(' ').splitToList(fields.get(5)));
        }

        @Override
        public String toString() {
            return annotations + ", concurrency " + concurrency + ", requests " + requests;
        }
    }

    static Stream<Fact> facts(String kind) throws IOException {
        return Resources.readLines(
                        Resources.getResource(RealKnativeTest.class, "real-knative.csv"), StandardCharsets.UTF_8)
                .stream()
                .filter(line -> line.startsWith(kind + ","))
                .map(Fact::of);
    }

    static Stream<Fact> lives() throws IOException {
        return facts("life");
    }

    static Stream<Fact> bursts() throws IOException {
        return facts("burst");
    }

    @ParameterizedTest
    @MethodSource("lives")
    void whatWasSeenOfLivesIsWithinWhatTheModelDoes(Fact fact) {
        DoubleSummaryStatistics modelled = new DoubleSummaryStatistics();
        for (long seed = 0; seed < SEEDS; seed++) {
            modelled.accept(new Service(fact, seed).life());
        }
        DoubleSummaryStatistics seen =
                fact.seen().stream().mapToDouble(Double::parseDouble).summaryStatistics();
        assertThat(seen.getMin()).isGreaterThan(modelled.getMin() - SLACK_SECONDS);
        assertThat(seen.getMax()).isLessThan(modelled.getMax() + SLACK_SECONDS);
        assertThat(modelled.getAverage()).isCloseTo(seen.getAverage(), within(OFF_BY_ONE_PHASE));
    }

    @ParameterizedTest
    @MethodSource("bursts")
    void whatWasSeenOfBurstsIsWhatTheModelDoes(Fact fact) {
        Set<String> modelled = new HashSet<>();
        DoubleSummaryStatistics decidedAt = new DoubleSummaryStatistics();
        for (long seed = 0; seed < SEEDS; seed++) {
            Service.Burst burst = new Service(fact, seed).burst();
            modelled.add(burst.first() + "-" + burst.all());
            decidedAt.accept(burst.decidedAt());
        }
        for (String seen : fact.seen()) {
            List<String> parts = Splitter.on('@').splitToList(seen);
            assertThat(modelled).containsExactly(parts.get(0));
            assertThat(Double.parseDouble(parts.get(1)))
                    .isBetween(decidedAt.getMin() - SLACK_SECONDS, decidedAt.getMax() + SLACK_SECONDS);
        }
    }

    private static final class Service {
        record Burst(long first, long all, double decidedAt) {}

        private final VirtualScheduler time = new VirtualScheduler();
        private final Fact fact;
        private final KnativeService service;

        Service(Fact fact, long seed) {
            this.fact = fact;
            SplittableRandom random = new SplittableRandom(seed + 1_000);
            service = KnativeModel.of(time)
                    .deploy(ServiceSettings.builder("resize")
                            .containerConcurrency(fact.concurrency())
                            .podStart(() -> Duration.ofMillis(random.nextLong(1_000, 2_000)))
                            .kpa(KpaSettings.of(Map.of(), fact.annotations()), seed)
                            .build());
        }

        double life() {
            List<Instant> endedAt = new ArrayList<>();
            service.request(RequestKind.WORK, Duration.ofMillis(10), new RequestListener() {
                @Override
                public void onFinished() {
                    endedAt.add(time.now());
                }
            });
            while (endedAt.isEmpty()
                    || service.podsReady() > 0
                    || service.stats().podsStarting() > 0) {
                time.runNext();
            }
            return seconds(endedAt.get(0), time.now());
        }

        Burst burst() {
            for (int i = 0; i < fact.requests(); i++) {
                service.request(RequestKind.WORK, Duration.ofSeconds(10), RequestListener.NONE);
            }
            long first = 0;
            long all = 0;
            Instant decidedAt = time.now();
            while (time.now().isBefore(Instant.EPOCH.plusSeconds(20)) && time.runNext()) {
                long pods = service.stats().podsByWork();
                if (pods > all) {
                    first = (first == 0) ? pods : first;
                    all = pods;
                    decidedAt = time.now();
                }
            }
            return new Burst(first, all, seconds(Instant.EPOCH, decidedAt));
        }

        private static double seconds(Instant from, Instant to) {
            return Duration.between(from, to).toMillis() / 1e3;
        }
    }
}
