package dev.prewarm.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.testing.VirtualScheduler;
import dev.prewarm.testing.knative.KnativeModel;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.KpaSettings;
import dev.prewarm.testing.knative.RequestKind;
import dev.prewarm.testing.knative.RequestListener;
import dev.prewarm.testing.knative.ServiceSettings;
import dev.prewarm.testing.knative.ServiceStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each setting that is advised, tried on the model of Knative's autoscaler. */
class AdvisedSettingsTest {
    private static final int SEEDS = 50;

    /** What calls at once at zero come to, on average: seconds to the last answer, and instance-seconds without work. */
    private record Trial(double answered, double spent) {
        static Trial of(int concurrency, int calls, Map<String, String> annotations) {
            double answered = 0;
            double spent = 0;
            for (long seed = 0; seed < SEEDS; seed++) {
                Trial one = one(concurrency, calls, annotations, seed);
                answered += one.answered / SEEDS;
                spent += one.spent / SEEDS;
            }
            return new Trial(answered, spent);
        }

        private static Trial one(int concurrency, int calls, Map<String, String> annotations, long seed) {
            VirtualScheduler time = new VirtualScheduler();
            KnativeService service = KnativeModel.of(time)
                    .deploy(ServiceSettings.builder("resize")
                            .containerConcurrency(concurrency)
                            .podStart(Duration.ofMillis(1_500))
                            .kpa(KpaSettings.of(Map.of(), annotations), seed)
                            .build());
            // Instances that are always there are there before the calls come.
            time.advance(Duration.ofMinutes(5));
            Instant calledAt = time.now();
            double[] last = new double[1];
            for (int i = 0; i < calls; i++) {
                service.request(RequestKind.WORK, Duration.ofSeconds(2), new RequestListener() {
                    @Override
                    public void onFinished() {
                        last[0] = seconds(Duration.between(calledAt, time.now()));
                    }
                });
            }
            time.advance(Duration.ofMinutes(3));
            ServiceStats stats = service.settledStats();
            return new Trial(last[0], seconds(stats.provided().minus(stats.busy())));
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1e3;
        }
    }

    private static Map<String, String> annotation(String scenario, boolean keepWarm, String key) {
        Scenario named = Scenarios.named(scenario);
        String text = SettingsAdvice.of(named, 0, keepWarm).stream()
                .map(KnativeSetting::annotation)
                .filter(annotation -> annotation.startsWith("autoscaling.knative.dev/" + key + ": "))
                .findFirst()
                .orElseThrow();
        return Map.of(key, text.substring(text.indexOf('"') + 1, text.length() - 1));
    }

    @ParameterizedTest(name = "{1} as advised for {0}")
    @CsvSource({
        "paper, window, 0, 1",
        "grid-1x2-cc1, target-utilization-percentage, 1, 1",
    })
    void whatSparesInstancesSparesThemAndSlowsNothing(String scenario, String key, int concurrency, int calls) {
        Trial without = Trial.of(concurrency, calls, Map.of());
        Trial with = Trial.of(concurrency, calls, annotation(scenario, false, key));
        assertThat(with.spent()).isLessThan(0.75 * without.spent());
        assertThat(with.answered()).isLessThan(without.answered() + 0.1);
    }

    @ParameterizedTest(name = "activation-scale as advised for {0}")
    @CsvSource({"grid-16x3-cc1, 1", "grid-16x3-cc10, 10"})
    void instancesThatAreStartedAtOnceAnswerSooner(String scenario, int concurrency) {
        Trial without = Trial.of(concurrency, 16, Map.of());
        Trial with = Trial.of(concurrency, 16, annotation(scenario, false, "activation-scale"));
        assertThat(with.answered()).isLessThan(without.answered() - 1);
    }

    @ParameterizedTest
    @CsvSource("paper+poisson-10")
    void instancesThatAreAlwaysThereAnswerAtOnce(String scenario) {
        assertThat(Trial.of(0, 1, annotation(scenario, true, "min-scale")).answered())
                .isLessThan(2.1);
        assertThat(Trial.of(0, 1, Map.of()).answered()).isGreaterThan(3.4);
    }
}
