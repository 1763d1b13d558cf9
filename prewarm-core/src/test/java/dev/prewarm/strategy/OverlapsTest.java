package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverlapsTest {
    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @Test
    void whatOnlyTouchesDoesNotOverlap() {
        Overlaps uses = new Overlaps(1);
        uses.add(new double[] {1}, new double[] {2});
        assertThat(uses.fewer(1, 0, 2, 3)).isTrue();
        assertThat(uses.fewer(1, 0, 0, 1)).isTrue();
        assertThat(uses.fewer(1, 0, 1.5, 3)).isFalse();
        assertThat(uses.fewer(2, 0, 1.5, 3)).isTrue();
    }

    @Test
    void whatBeginsTogetherOverlapsHoweverShortItIs() {
        Overlaps uses = new Overlaps(1);
        uses.add(new double[] {1}, new double[] {1});
        uses.add(new double[] {1}, new double[] {3});
        assertThat(uses.fewer(2, 0, 1, 2)).isFalse();
        assertThat(uses.fewer(2, 0, 1, 1)).isFalse();
        assertThat(uses.fewer(2, 0, 1.5, 2)).isTrue();
    }

    /** Against counting them all. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void itIsKnownWhetherThereAreFewerWithoutCountingThemAll(long seed) {
        Random random = new Random(seed);
        int futures = 3;
        Overlaps uses = new Overlaps(futures);
        List<double[][]> all = new ArrayList<>();
        for (int use = 0; use < 12; use++) {
            double[] start = random.doubles(futures, 0, 4).toArray();
            double[] end = new double[futures];
            for (int k = 0; k < futures; k++) {
                start[k] = (random.nextInt(6) == 0) ? Double.POSITIVE_INFINITY : start[k];
                end[k] = start[k] + 4 * random.nextDouble();
            }
            uses.add(start, end);
            all.add(new double[][] {start, end});
            for (int k = 0; k < futures; k++) {
                int future = k;
                double from = 4 * random.nextDouble();
                double to = from + 4 * random.nextDouble();
                long overlapping = all.stream()
                        .filter(other -> other[0][future] < to && from < other[1][future])
                        .count();
                for (int instances = 1; instances <= 13; instances++) {
                    assertThat(uses.fewer(instances, k, from, to)).isEqualTo(overlapping < instances);
                }
            }
        }
    }
}
