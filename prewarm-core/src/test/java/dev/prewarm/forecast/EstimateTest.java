package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Estimate;
import dev.prewarm.Prior;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {
    private static final Prior TWO_SECONDS = new Prior(Duration.ofSeconds(2), 0.5);

    private final DurationHistory history = new DurationHistory();

    private void add(int times, double seconds) {
        for (int i = 0; i < times; i++) {
            history.add(seconds);
        }
    }

    @Test
    void isUnknownWithoutHistoryAndPrior() {
        Estimate estimate = LearnedEstimate.of(history);
        assertThat(estimate.known()).isFalse();
        assertThat(estimate.observations()).isZero();
        assertThatIllegalStateException().isThrownBy(estimate::mean).withMessageContaining("known()");
        assertThatIllegalStateException().isThrownBy(() -> estimate.draw(0.5));
        assertThatIllegalStateException().isThrownBy(() -> estimate.drawBeyond(0.5, 1));
    }

    @Test
    void withoutPriorOneValueIsEnough() {
        Estimate estimate = LearnedEstimate.of(history);
        add(1, 7);
        assertThat(estimate.known()).isTrue();
        assertThat(estimate.observations()).isEqualTo(1);
        assertThat(estimate.quantile(0.1)).isEqualTo(7);
        assertThat(estimate.draw(0.5)).isCloseTo(7, within(1e-12));
    }

    @Test
    void thePriorHoldsUntilFiveValuesAreMeasured() {
        Estimate estimate = LearnedEstimate.of(history, TWO_SECONDS);
        add(4, 7);
        assertThat(estimate.observations()).isZero();
        assertThat(estimate.quantile(0.5)).isEqualTo(2);
        add(1, 7);
        assertThat(estimate.observations()).isEqualTo(5);
        assertThat(estimate.quantile(0.5)).isEqualTo(7);
        assertThat(estimate.mean()).isEqualTo(7);
    }

    @Test
    void thePriorIsLogNormal() {
        Estimate estimate = LearnedEstimate.of(history, TWO_SECONDS);
        double sigma = Math.sqrt(Math.log(1.25));
        assertThat(estimate.draw(0.8413447460685429)).isCloseTo(2 * Math.exp(sigma), within(1e-12));
        assertThat(estimate.mean()).isCloseTo(2 * Math.sqrt(1.25), within(1e-12));
    }

    @Test
    void drawsOfThePriorHaveItsMeanAndVariation() {
        Estimate estimate = LearnedEstimate.of(history, TWO_SECONDS);
        int n = 100_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double draw = estimate.draw((i + 0.5) / n);
            sum += draw;
            squares += draw * draw;
        }
        double mean = sum / n;
        assertThat(mean).isCloseTo(estimate.mean(), within(1e-3));
        assertThat(Math.sqrt(squares / n - mean * mean) / mean).isCloseTo(0.5, within(1e-2));
    }

    @Test
    void drawsBeyondAreThoseOfThePriorAboveTheElapsedTime() {
        Estimate estimate = LearnedEstimate.of(history, TWO_SECONDS);
        // Half of the durations exceed the median; the middle of those is the third quartile.
        assertThat(estimate.drawBeyond(0.5, 2)).isCloseTo(estimate.quantile(0.75), within(1e-9));
        assertThat(estimate.drawBeyond(0.5, 0)).isCloseTo(2, within(1e-9));
    }

    @Test
    void anExactPriorIsDrawnUntilItHasPassed() {
        Estimate estimate = LearnedEstimate.of(history, Prior.of(Duration.ofMillis(100)));
        assertThat(estimate.draw(0.9)).isEqualTo(0.1);
        assertThat(estimate.mean()).isEqualTo(0.1);
        assertThat(estimate.drawBeyond(0.9, 0.05)).isEqualTo(0.1);
        assertThat(estimate.drawBeyond(0.5, 10.1)).isCloseTo(10.1 + 10 * Math.log(2), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 0.5, 1 - 1e-16, 1})
    void drawsAreFiniteAndNeverBelowTheElapsedTime(double u) {
        for (Prior prior : new Prior[] {TWO_SECONDS, Prior.of(Duration.ZERO), new Prior(Duration.ZERO, 1)}) {
            Estimate estimate = LearnedEstimate.of(history, prior);
            assertThat(estimate.draw(u)).isFinite().isNotNegative();
            for (double elapsed : new double[] {0, 1, 2, 100, 1e12}) {
                assertThat(estimate.drawBeyond(u, elapsed)).isFinite().isGreaterThanOrEqualTo(elapsed);
            }
        }
    }
}
