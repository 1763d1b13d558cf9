package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittedLogNormalTest {
    private static FittedLogNormal fit(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new FittedLogNormal(sorted, sorted.length);
    }

    /** Evenly spaced quantiles of a log-normal distribution with a median of 2. */
    private static double[] logNormal(int count, double sigma) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> 2 * Math.exp(sigma * NormalDistribution.quantile((i + 0.5) / count)));
        return values;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.6, 1.5})
    void manyLogNormalValuesAreTakenForThat(double sigma) {
        FittedLogNormal fit = fit(logNormal(128, sigma));
        assertThat(fit.plausible()).isTrue();
        assertThat(fit.quantile(0.5)).isCloseTo(2, within(1e-9));
        assertThat(fit.quantile(0.9)).isCloseTo(2 * Math.exp(1.2816 * sigma), withinPercentage(3));
    }

    @Test
    void twoPeaksAreNot() {
        assertThat(fit(1, 1, 1, 1, 10, 10, 10, 10).plausible()).isFalse();
    }

    @Test
    void theSameOverAndOverSpeaksForItself() {
        assertThat(fit(3, 3, 3).plausible()).isFalse();
    }

    @Test
    void durationsOfNothingSpeakForThemselves() {
        assertThat(fit(0, 2, 3).plausible()).isFalse();
    }

    @Test
    void oneValueSaysLittleOfTheNext() {
        FittedLogNormal fit = fit(5);
        assertThat(fit.plausible()).isTrue();
        assertThat(fit.quantile(0.5)).isCloseTo(5, within(1e-12));
        assertThat(fit.quantile(0.1)).isBetween(2.0, 4.0);
    }

    @Test
    void fewValuesAreTakenForWiderThanMany() {
        FittedLogNormal few = fit(logNormal(3, 1));
        FittedLogNormal many = fit(logNormal(100, 1));
        assertThat(few.quantile(0.99) / few.quantile(0.5)).isGreaterThan(many.quantile(0.99) / many.quantile(0.5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 0.01, 0.5, 0.999, 1})
    void quantilesAreFiniteAndRise(double u) {
        FittedLogNormal fit = fit(1, 100);
        assertThat(fit.quantile(u)).isFinite().isPositive();
        assertThat(fit.quantile(u)).isGreaterThanOrEqualTo(fit.quantile(u / 2));
    }

    @Test
    void theRestOfTheDistributionLiesBeyondTheElapsedTime() {
        FittedLogNormal fit = fit(logNormal(50, 0.8));
        assertThat(fit.quantileBeyond(0, 3)).isCloseTo(3, within(1e-6));
        // Half of what exceeds the median exceeds the upper quartile.
        assertThat(fit.quantileBeyond(0.5, fit.quantile(0.5))).isCloseTo(fit.quantile(0.75), within(1e-6));
        assertThat(fit.quantileBeyond(0.5, 0)).isCloseTo(fit.quantile(0.5), within(1e-6));
    }

    @Test
    void nothingIsSaidOfWhatIsFarBeyondAllThatIsKnown() {
        assertThat(fit(1, 1.1, 1.2).quantileBeyond(0.5, 1e6)).isNaN();
    }
}
