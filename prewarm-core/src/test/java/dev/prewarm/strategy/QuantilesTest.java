package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Order statistics of samples with and without infinite values, and seconds as durations and instants. */
class QuantilesTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** Of four values p = 1/4 is the first, and what is just above it the second. */
    @ParameterizedTest(name = "{0} of four: {1}")
    @CsvSource({"0, 10", "0.25, 10", "0.2501, 20", "0.5, 20", "0.51, 30", "0.75, 30", "0.76, 40", "1, 40"})
    void aQuantileIsTheLeastValueThatSuchAShareDoesNotExceed(double p, double value) {
        assertThat(Quantiles.ofFinite(new double[] {30, 10, 40, 20}, p)).isEqualTo(value);
        assertThat(Quantiles.ofSorted(new double[] {10, 20, 30, 40}, 4, p)).isEqualTo(value);
    }

    @Test
    void ofSortedValuesOnlyTheFirstOnesCount() {
        assertThat(Quantiles.ofSorted(new double[] {1, 2, 3, 99}, 3, 1)).isEqualTo(3);
    }

    @Test
    void futuresThatNeverComeDoNotCount() {
        assertThat(Quantiles.ofFinite(new double[] {NEVER, 5, NEVER, 3, 4, NEVER}, 0.5))
                .isEqualTo(4);
        assertThat(Quantiles.ofFinite(new double[] {NEVER, 7}, 1)).isEqualTo(7);
    }

    @Test
    void whatNeverComesHasNoFiniteQuantile() {
        assertThat(Quantiles.ofFinite(new double[] {NEVER, NEVER}, 0.5)).isEqualTo(NEVER);
        assertThat(Quantiles.ofFinite(new double[0], 0.5)).isEqualTo(NEVER);
    }

    /** Against sorting them; few values differ in every third sample, so that many are equal. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theValueIsFoundWithoutSortingAndNoneIsLost(long seed) {
        Random random = new Random(seed);
        double[] values = new double[1 + random.nextInt(40)];
        for (int i = 0; i < values.length; i++) {
            double value = (seed % 3 == 0) ? random.nextInt(4) : random.nextGaussian();
            values[i] = (random.nextInt(5) == 0) ? NEVER : value;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int finite = (int) Arrays.stream(values).filter(value -> value < NEVER).count();
        for (int rank = 1; rank <= finite; rank++) {
            double[] reordered = values.clone();
            // In the middle between two ranks: no rounding decides.
            assertThat(Quantiles.ofFinite(reordered, (rank - 0.5) / finite)).isEqualTo(sorted[rank - 1]);
            assertThat(reordered).containsExactlyInAnyOrder(values);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1.5S, 1.5", "PT0S, 0", "PT-0.25S, -0.25", "PT2H0.001S, 7200.001"})
    void aDurationIsSecondsWithTheirFraction(Duration duration, double seconds) {
        assertThat(Quantiles.seconds(duration)).isEqualTo(seconds);
    }

    @ParameterizedTest(name = "{0} s: {1} ns")
    @CsvSource({
        "0, 0",
        "2.5, 2500000000",
        "-1.25, -1250000000",
        "0.0000014, 1000",
        "0.0000016, 2000",
        "0.0000004, 0",
    })
    void anInstantIsRoundedToTheMicrosecond(double seconds, long nanos) {
        Instant now = Instant.EPOCH.plusSeconds(100);
        assertThat(Quantiles.after(now, seconds)).isEqualTo(now.plusNanos(nanos));
    }
}
