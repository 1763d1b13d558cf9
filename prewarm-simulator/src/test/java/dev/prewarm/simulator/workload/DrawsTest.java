package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.simulator.workload.Draws.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawsTest {
    @Test
    void theSameKeyGivesTheSameNumber() {
        assertThat(new Draws(7).uniform(Purpose.DURATION, 3, 4, 5))
                .isEqualTo(new Draws(7).uniform(Purpose.DURATION, 3, 4, 5));
    }

    @Test
    void everyPartOfTheKeyMatters() {
        Set<Double> numbers = new HashSet<>();
        for (long seed = 0; seed < 4; seed++) {
            for (Purpose purpose : Purpose.values()) {
                for (int run = 0; run < 4; run++) {
                    for (int item = 0; item < 4; item++) {
                        for (int ordinal = 0; ordinal < 4; ordinal++) {
                            numbers.add(new Draws(seed).uniform(purpose, run, item, ordinal));
                        }
                    }
                }
            }
        }
        assertThat(numbers).hasSize(4 * Purpose.values().length * 64);
    }

    @Test
    void numbersAreUniform() {
        Draws draws = new Draws(1);
        int[] tenths = new int[10];
        double sum = 0;
        double product = 0;
        for (int run = 0; run < 100_000; run++) {
            double u = draws.uniform(Purpose.BRANCH, run, 0);
            tenths[(int) (u * 10)]++;
            sum += u;
            product += (u - 0.5) * (draws.uniform(Purpose.BRANCH, run + 1, 0) - 0.5);
        }
        // Five standard deviations of a binomial (95 for a tenth), a mean (0.0009) and a covariance (0.00026).
        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(10_000, within(475)));
        assertThat(sum / 100_000).isCloseTo(0.5, within(0.0046));
        assertThat(product / 100_000).isCloseTo(0, within(0.0014));
    }
}
