package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DriftTest {
    private final DurationHistory history = new DurationHistory();

    private void add(int times, double... values) {
        for (int i = 0; i < times; i++) {
            for (double value : values) {
                history.add(value);
            }
        }
    }

    @Test
    void sixInARowAboveWhatWasUsualReplaceAllOlderOnes() {
        add(20, 3, 4);
        add(5, 9);
        assertThat(history.count()).isEqualTo(45);
        add(1, 9);
        assertThat(history.count()).isEqualTo(6);
        assertThat(history.min()).isEqualTo(9);
        assertThat(history.total()).isEqualTo(46);
    }

    @Test
    void sixInARowBelowDoSoToo() {
        add(20, 3, 4);
        add(6, 1);
        assertThat(history.quantile(1)).isEqualTo(1);
    }

    @Test
    void anythingUsualBetweenThemEndsTheStreak() {
        add(20, 3, 4);
        add(5, 9);
        add(1, 3);
        add(5, 9);
        assertThat(history.count()).isEqualTo(51);
    }

    @Test
    void whatAlwaysTakesTheSameDoesNotDrift() {
        add(200, 7);
        assertThat(history.count()).isEqualTo(DurationHistory.CAPACITY);
    }
}
