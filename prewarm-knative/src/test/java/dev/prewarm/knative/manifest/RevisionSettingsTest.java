package dev.prewarm.knative.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.knative.Scaling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RevisionSettingsTest {
    private static final Scaling STOCK = new Scaling(70, 1);

    private final List<String> problems = new ArrayList<>();

    private RevisionSettings settings(Map<String, String> annotations, int concurrency, Map<String, String> config) {
        Map<String, String> prefixed = annotations.entrySet().stream()
                .collect(Collectors.toMap(e -> "autoscaling.knative.dev/" + e.getKey(), Map.Entry::getValue));
        return RevisionSettings.from(
                prefixed,
                OptionalInt.of(concurrency),
                AutoscalerSettings.from(config, Map.of(), (key, text) -> problems.add(key + ": " + text)),
                (key, text) -> problems.add(key + ": " + text));
    }

    @Test
    void withoutAnySettingTheDefaultsInKnativesCodeHold() {
        assertThat(settings(Map.of(), 0, Map.of()))
                .isEqualTo(new RevisionSettings(0, Duration.ofSeconds(61), 0, STOCK));
    }

    @ParameterizedTest(name = "{0}={1}, containerConcurrency {2}: {3} s")
    @CsvSource({
        "window, 90s, 0, 91",
        "window, 1m30s, 0, 91",
        "scale-to-zero-pod-retention-period, 20s, 0, 81",
        "scale-to-zero-pod-retention-period, 60s, 0, 121",
        "scaleToZeroPodRetentionPeriod, 60s, 0, 121",
        "scale-down-delay, 15m, 0, 961",
        "scaleDownDelay, 15m, 0, 961",
        // The activator has left the path of the one instance: it must be back for the grace period of 30 s.
        "target-burst-capacity, 0, 0, 91",
        "targetBurstCapacity, 0, 10, 91",
        "target-burst-capacity, 100, 0, 91",
        "target-burst-capacity, 101, 0, 61",
        "target-burst-capacity, 10, 10, 91",
        "target-burst-capacity, 11, 10, 61",
        "target-burst-capacity, -1, 0, 61",
        "target, 300, 0, 91",
        "target, 300, 10, 61",
        "metric, rps, 0, 61",
    })
    void anAnnotationChangesHowLongTheLastInstanceIsKept(String key, String value, int concurrency, int seconds) {
        assertThat(settings(Map.of(key, value), concurrency, Map.of()).retention())
                .hasSeconds(seconds);
    }

    @Test
    void theLongerOfGraceAndRetentionHoldsWhereTheActivatorHasLeftThePath() {
        Map<String, String> away = Map.of("target-burst-capacity", "0", "scale-to-zero-pod-retention-period", "50s");

        assertThat(settings(away, 0, Map.of()).retention()).hasSeconds(111);
    }

    @Test
    void anAnnotationGoesBeforeTheConfigMapAndThatBeforeTheCode() {
        Map<String, String> config = Map.of("stable-window", "40s", "scale-down-delay", "5s", "min-scale", "2");
        RevisionSettings settings = settings(Map.of("window", "20s", "min-scale", "0"), 0, config);

        assertThat(settings.retention()).hasSeconds(20 + 5 + 1);
        assertThat(settings.minScale()).isZero();
        assertThat(settings(Map.of(), 0, config).minScale()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}={1}, containerConcurrency {2}: {3} requests an instance")
    @CsvSource({
        "none, 0, 0, 70",
        "none, 0, 1, 0.7",
        "target-utilization-percentage, 100, 1, 1",
        "targetUtilizationPercentage, 50, 4, 2",
        "target, 5, 0, 3.5",
        "target, 5, 2, 1.4",
        "target-utilization-percentage, 1, 1, 0.01",
        "target-utilization-percentage, 101, 1, 0.7",
        "target-utilization-percentage, 0, 1, 0.7",
        "target, Infinity, 1, 0.7",
        "metric, rps, 1, 140"
    })
    void whatTheAutoscalerAimsAt(String key, String value, int concurrency, double aim) {
        assertThat(settings(Map.of(key, value), concurrency, Map.of()).scaling().aim())
                .isCloseTo(aim, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "1, 1", "0.8, 0.8", "80, 0.8", "70, 0.7"})
    void theConfigMapSaysThePartAsOneOrAsAPercentage(String value, double aim) {
        assertThat(settings(Map.of(), 1, Map.of("container-concurrency-target-percentage", value))
                        .scaling()
                        .aim())
                .isCloseTo(aim, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"activation-scale, 4", "activationScale, 4"})
    void howManyInstancesAreStartedFirst(String key, int instances) {
        assertThat(settings(Map.of(key, "4"), 1, Map.of()).scaling().activationScale())
                .isEqualTo(instances);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "minScale, 3, 3",
        "min-scale, 1, 1",
        "class, hpa.autoscaling.knative.dev, 1",
        "class, kpa.autoscaling.knative.dev, 0"
    })
    void someRevisionsNeverReachZero(String key, String value, int minScale) {
        assertThat(settings(Map.of(key, value), 0, Map.of()).minScale()).isEqualTo(minScale);
    }

    @ParameterizedTest(name = "before: {0}")
    @CsvSource({"none, 0", "0, 0", "2, 2"})
    void aFloorThatAWarmupHasSetIsNotTheServicesOwn(String before, int minScale) {
        assertThat(settings(Map.of("min-scale", "4", "prewarm-before", before), 0, Map.of())
                        .minScale())
                .isEqualTo(minScale);
    }

    @Test
    void noneReachesZeroIfThatIsSwitchedOff() {
        assertThat(settings(Map.of(), 0, Map.of("enable-scale-to-zero", "false"))
                        .minScale())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "window, soon",
        "window, -5s",
        "window, 5",
        "window, 5s 6s",
        "min-scale, -1",
        "min-scale, 1.5",
        "window, 9999999999h",
        "target-burst-capacity, NaN"
    })
    void aValueThatCannotBeReadCountsAsAbsentAndIsReported(String key, String value) {
        assertThat(settings(Map.of(key, value), 0, Map.of()))
                .isEqualTo(new RevisionSettings(0, Duration.ofSeconds(61), 0, STOCK));
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("autoscaling.knative.dev/" + key + ": \"" + value + "\" is not ");
    }

    @Test
    void ofSeveralRevisionsTheLeastOfEachCounts() {
        RevisionSettings unlimited = new RevisionSettings(0, Duration.ofSeconds(61), 2, STOCK);
        RevisionSettings four = new RevisionSettings(4, Duration.ofSeconds(100), 1, new Scaling(2.8, 5));
        RevisionSettings nine = new RevisionSettings(9, Duration.ofSeconds(30), 3, new Scaling(6.3, 1));

        assertThat(RevisionSettings.leastOf(List.of(unlimited, four, nine)))
                .isEqualTo(new RevisionSettings(4, Duration.ofSeconds(30), 1, STOCK));
        assertThat(RevisionSettings.leastOf(List.of(four, nine)).scaling()).isEqualTo(new Scaling(6.3, 1));
    }
}
