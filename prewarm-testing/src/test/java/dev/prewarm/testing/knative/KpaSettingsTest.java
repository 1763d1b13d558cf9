package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KpaSettingsTest {
    @Test
    void defaultsAreKnatives() {
        KpaSettings settings = KpaSettings.DEFAULTS;

        assertThat(settings.window()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.panicWindow()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.aim(0)).isEqualTo(70);
        assertThat(settings.aim(1)).isEqualTo(0.7);
        assertThat(settings.initialScale()).isZero();
    }

    @Test
    void annotationsHavePrecedenceOverTheConfigMap() {
        KpaSettings settings =
                KpaSettings.of(Map.of("stable-window", "90s"), Map.of("autoscaling.knative.dev/window", "1m30.0s"));

        assertThat(KpaSettings.of(Map.of("stable-window", "90s"), Map.of("window", "30s"))
                        .window())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.window()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void theOlderSpellingIsUnderstood() {
        assertThat(KpaSettings.of(Map.of(), Map.of("autoscaling.knative.dev/minScale", "2"))
                        .minScale())
                .isEqualTo(2);
    }

    @Test
    void aTargetBoundsTheConcurrencyThatIsAimedAt() {
        KpaSettings settings = KpaSettings.of(Map.of(), Map.of("target", "5"));

        assertThat(settings.aim(0)).isEqualTo(3.5);
        assertThat(settings.aim(2)).isEqualTo(1.4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window | 5s | window: PT5S, but PT6S to PT1H is allowed",
                "window | 60 | window: \"60\" is not a duration; write for example 60s, 1m30s or 500ms",
                "window | 6.5s | window: PT6.5S, but whole seconds are needed",
                "min-scale | -1 | min-scale: -1, but at least 0 is needed",
                "min-scale | many | min-scale: \"many\" is not a whole number",
                "activation-scale | 0 | activation-scale: 0, but at least 1 is needed",
                "target-utilization-percentage | 101 | target utilization: 1.01, but above 0 %, up to 100 % is allowed",
                "target | NaN | target: \"NaN\" is not a finite number",
                "metric | rps | metric: \"rps\", but only \"concurrency\" is modelled",
                "panic-threshold-percentage | 100 | panic-threshold-percentage: 100.0, but 110 to 1000 is allowed"
            })
    void refusesWhatKnativeRefuses(String annotation, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KpaSettings.of(Map.of(), Map.of(annotation, value)))
                .withMessage(message);
    }

    @Test
    void anUnknownKeyIsNamedWithThoseThatAreKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KpaSettings.of(Map.of("stable-windows", "60s"), Map.of()))
                .withMessageStartingWith("config-autoscaler has no key \"stable-windows\" here; known: [")
                .withMessageContaining("stable-window,");
    }
}
