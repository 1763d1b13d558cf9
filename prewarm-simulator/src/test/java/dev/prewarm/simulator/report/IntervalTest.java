package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    @ParameterizedTest(name = "t({1}) at {0}")
    @CsvSource({"0.975, 1, 12.706", "0.975, 2, 4.303", "0.975, 3, 3.182", "0.975, 4, 2.776", "0.95, 9, 1.833"})
    void theQuantilesAreThoseOfTheTables(double p, int freedom, double expected) {
        assertThat(Interval.quantile(p, freedom)).isCloseTo(expected, within(5e-4));
    }

    @Test
    void theIntervalOfFiveValuesIsTheirMeanAndTheirStandardErrorByT() {
        Interval interval = Interval.of(1, 2, 3, 4, 5);
        assertThat(interval.mean()).isEqualTo(3);
        assertThat(interval.half()).isCloseTo(2.776 * Math.sqrt(2.5 / 5), within(1e-3));
        assertThat(interval.above(1)).isTrue();
        assertThat(interval.above(1.1)).isFalse();
        assertThat(interval).hasToString("3.000 ± 1.963");
    }

    @Test
    void oneValueSaysNothingOfTheMean() {
        assertThat(Interval.of(1).above(-1e9)).isFalse();
    }
}
