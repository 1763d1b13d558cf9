package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalDistributionTest {
    /** The first two are the check values given with the algorithm; the others are in every table. */
    @ParameterizedTest(name = "the {0} quantile is {1}")
    @CsvSource({
        "0.25,  -0.6744897501960817",
        "0.001, -3.090232306167814",
        "1e-20, -9.262340089798408",
        "1e-10, -6.361340902404056",
        "0.5,    0",
        "0.8413447460685429, 1",
        "0.9,    1.2815515655446004",
        "0.975,  1.959963984540054",
        "0.99,   2.3263478740408408",
        "0.999,  3.090232306167813",
    })
    void quantilesAreThoseOfTheTables(double p, double z) {
        assertThat(NormalDistribution.quantile(p)).isCloseTo(z, within(1e-14 * Math.max(1, Math.abs(z))));
    }

    @ParameterizedTest(name = "{1} of it lies above {0}")
    @CsvSource({
        "0, 0.5",
        "1, 0.15865525393145707",
        "2, 0.022750131948179212",
        "3, 0.0013498980316300933",
        "-1, 0.8413447460685429",
        "3.999, 3.180534005420206e-05",
        "4, 3.1671241833119965e-05",
        "7, 1.2798125438858352e-12",
        "8, 6.220960574271785e-16",
        "30, 4.906713927148187e-198",
    })
    void survivalIsThatOfTheTables(double z, double share) {
        assertThat(NormalDistribution.survival(z)).isCloseTo(share, within(1e-12 * share));
    }

    @Test
    void quantileInvertsSurvival() {
        for (double z = -8; z <= 35; z += 0.125) {
            double p = NormalDistribution.survival(z);
            if (p < 1) {
                // Below zero the share is next to 1, where doubles are coarse.
                double tolerance = (z < 0) ? Math.max(1e-9, 1e-15 * Math.exp(z * z / 2)) : 1e-9;
                assertThat(-NormalDistribution.quantile(p)).isCloseTo(z, within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, Double.MIN_VALUE, 1})
    void theEndsAreFinite(double p) {
        assertThat(NormalDistribution.quantile(p)).isFinite();
    }
}
