package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void logNormalHasTheMedianAndTheVariationGiven() {
        Distribution.LogNormal distribution = (Distribution.LogNormal) Distribution.logNormal(3, 0.5);
        assertThat(distribution.median()).isCloseTo(3, within(1e-12));
        assertThat(distribution.cv()).isCloseTo(0.5, within(1e-12));
        assertThat(distribution.mean()).isCloseTo(3 * Math.sqrt(1.25), within(1e-12));
    }

    @Test
    void logNormalByMeanHasTheMeanGiven() {
        assertThat(Distribution.logNormalByMean(3.24, 7.10).mean()).isCloseTo(3.24, within(1e-12));
    }

    @Test
    void withoutVariationADurationIsConstant() {
        assertThat(Distribution.logNormal(3, 0)).isEqualTo(Distribution.constant(3));
        assertThat(Distribution.logNormalByMean(0, 0).draw(0.9)).isZero();
    }

    @Test
    void twoPointsAreDrawnByTheirProbability() {
        Distribution distribution = new Distribution.TwoPoint(1, 9, 0.25);
        assertThat(distribution.draw(0.74)).isEqualTo(1);
        assertThat(distribution.draw(0.76)).isEqualTo(9);
        assertThat(distribution.mean()).isEqualTo(3);
    }

    @Test
    void clippedDrawsStayWithinTheBounds() {
        Distribution distribution = Distribution.logNormal(1, 2).clipped(0.5, 2);
        assertThat(distribution.draw(0.001)).isEqualTo(0.5);
        assertThat(distribution.draw(0.999)).isEqualTo(2);
        assertThat(distribution.draw(0.5)).isCloseTo(1, within(1e-12));
    }

    @Test
    void multiplyingMultipliesEveryDraw() {
        for (Distribution distribution : new Distribution[] {
            Distribution.constant(2),
            Distribution.logNormal(2, 0.4),
            new Distribution.TwoPoint(1, 9, 0.25),
            Distribution.logNormal(1, 2).clipped(0.5, 2)
        }) {
            assertThat(distribution.times(3).draw(0.8)).isCloseTo(3 * distribution.draw(0.8), within(1e-12));
        }
    }

    @Test
    void refusesWhatIsNoDuration() {
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.constant(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.constant(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.logNormal(1e300, 1));
    }
}
