package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlidingAverageTest {
    private final SlidingAverage average = new SlidingAverage(6);

    @Test
    void aWindowThatIsNotFullIsDividedByWhatItHas() {
        average.record(100, 1);
        assertThat(average.at(100)).isEqualTo(1);

        average.record(101, 2);
        assertThat(average.at(101)).isEqualTo(1.5);
    }

    @Test
    void valuesOfTheSameSecondAddUp() {
        average.record(100, 1);
        average.record(100, 2);

        assertThat(average.at(100)).isEqualTo(3);
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        for (int second = 0; second < 8; second++) {
            average.record(second, second);
        }

        assertThat(average.at(7)).isEqualTo((2 + 3 + 4 + 5 + 6 + 7) / 6.0);
        assertThat(average.at(9)).isEqualTo((4 + 5 + 6 + 7) / 4.0);
        assertThat(average.at(13)).isZero();
    }

    @Test
    void aValueAfterAGapCountsAlone() {
        average.record(0, 5);
        average.record(6, 1);

        assertThat(average.at(6)).isEqualTo(1);
    }

    @Test
    void zerosInBetweenFillTheWindow() {
        average.record(0, 5);
        average.recordZerosUpTo(100);
        average.record(101, 6);

        assertThat(average.at(101)).isEqualTo(1);
    }

    @Test
    void itIsEmptyWhenNothingCameForLongerThanTheWindow() {
        assertThat(average.emptyAt(0)).isTrue();
        average.record(0, 0);

        assertThat(average.emptyAt(6)).isFalse();
        assertThat(average.emptyAt(7)).isTrue();
    }
}
