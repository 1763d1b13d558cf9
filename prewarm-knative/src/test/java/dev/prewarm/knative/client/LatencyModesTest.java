package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyModesTest {
    private static LatencyModes of(long... millis) {
        LatencyModes modes = new LatencyModes();
        Arrays.stream(millis).mapToObj(Duration::ofMillis).forEach(modes::add);
        return modes;
    }

    @Test
    void twoKindsAreToldApartInTheMiddleOfTheGapOnTheLogarithmicScale() {
        // √(10 · 1000) = 100
        assertThat(of(10, 1_000, 10, 1_000, 10, 1_000, 10, 1_000).limit())
                .hasValueSatisfying(limit ->
                        assertThat(limit).isBetween(Duration.ofNanos(99_999_000), Duration.ofNanos(100_001_000)));
    }

    @Test
    void belowEightThereAreNone() {
        assertThat(of(10, 1_000, 10, 1_000, 10, 1_000, 10).limit()).isEmpty();
    }

    @Test
    void oneOddLatencyIsNoKind() {
        assertThat(of(10, 10, 10, 10, 10, 10, 10, 1_000).limit()).isEmpty();
    }

    @Test
    void kindsThatAreNotThreeTimesApartAreOne() {
        assertThat(of(10, 10, 10, 10, 28, 28, 28, 28).limit()).isEmpty();
        assertThat(of(10, 10, 10, 10, 31, 31, 31, 31).limit()).isPresent();
    }

    @Test
    void latenciesWithoutAGapAreOneKind() {
        assertThat(of(10, 14, 20, 28, 40, 56, 80, 112, 160, 224).limit()).isEmpty();
    }

    @Test
    void equalLatenciesAreOneKind() {
        assertThat(of(0, 0, 0, 0, 0, 0, 0, 0, 0).limit()).isEmpty();
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        LatencyModes modes = of(10, 1_000, 10, 1_000, 10, 1_000, 10, 1_000);
        LongStream.range(0, 32).forEach(i -> modes.add(Duration.ofMillis(10)));
        assertThat(modes.limit()).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void scatteredColdStartsAndRoundTripsAreToldApart(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LatencyModes modes = new LatencyModes();
        for (int i = 0; i < 16; i++) {
            modes.add(Duration.ofMillis(random.nextLong(4, 25)));
            modes.add(Duration.ofMillis(random.nextLong(1_300, 3_300)));
        }
        assertThat(modes.limit())
                .hasValueSatisfying(
                        limit -> assertThat(limit).isBetween(Duration.ofMillis(25), Duration.ofMillis(1_300)));
    }
}
