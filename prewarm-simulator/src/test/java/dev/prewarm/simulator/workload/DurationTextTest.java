package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"250ms, 250", "3.24s, 3240", "2min, 120000", "2m, 120000", "1h, 3600000", "0s, 0", "1500 us, 1.5"})
    void readsANumberAndAUnit(String text, double millis) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofNanos(Math.round(millis * 1e6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "s", "-3s", "3 weeks", "NaNs", "1e9s", "999999999999h"})
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse(text));
    }

    @Test
    void writesSecondsWithoutNeedlessDigits() {
        assertThat(DurationText.of(Duration.ofMillis(3240))).isEqualTo("3.24s");
        assertThat(DurationText.of(Duration.ofMinutes(2))).isEqualTo("120s");
        assertThat(DurationText.of(Duration.ZERO)).isEqualTo("0s");
    }
}
