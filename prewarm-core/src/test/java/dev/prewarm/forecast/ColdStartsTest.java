package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.Prior;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColdStartsTest {
    private final ColdStarts coldStarts = new ColdStarts(Prior.of(Duration.ofSeconds(9)));

    private void add(int times, int instances, double seconds) {
        for (int i = 0; i < times; i++) {
            coldStarts.add(instances, seconds);
        }
    }

    private double median(int instances) {
        return coldStarts.forBurst(instances).quantile(0.5);
    }

    @Test
    void startWithThePrior() {
        assertThat(coldStarts.forBurst(1).known()).isTrue();
        assertThat(coldStarts.forBurst(1).observations()).isZero();
        assertThat(median(64)).isEqualTo(9);
    }

    @Test
    void theDefaultIsTheMeasuredStartOfAKnativePod() {
        assertThat(new ColdStarts(ColdStarts.DEFAULT).overall().quantile(0.5)).isEqualTo(2.3);
    }

    @Test
    void burstsAreKeptApartByPowersOfTwo() {
        add(5, 1, 2);
        add(5, 3, 3);
        add(5, 100, 20);
        assertThat(median(1)).isEqualTo(2);
        assertThat(median(2)).isEqualTo(3);
        assertThat(median(3)).isEqualTo(3);
        assertThat(median(64)).isEqualTo(20);
    }

    @Test
    void anUnmeasuredBurstIsTakenForTheNearestSmallerOne() {
        add(5, 1, 2);
        add(5, 2, 3);
        add(5, 64, 20);
        assertThat(median(63)).isEqualTo(3);
    }

    @Test
    void whereOnlyLargerBurstsWereMeasuredAllCount() {
        add(5, 8, 6);
        assertThat(median(1)).isEqualTo(6);
    }

    @Test
    void fewOfEachSizeAreEnoughTogether() {
        add(3, 1, 2);
        assertThat(median(1)).isEqualTo(9);
        add(2, 4, 2);
        assertThat(median(1)).isEqualTo(2);
        assertThat(coldStarts.forBurst(1).observations()).isEqualTo(5);
    }

    @Test
    void enormousBurstsShareOnePlace() {
        add(5, 128, 30);
        assertThat(median(Integer.MAX_VALUE)).isEqualTo(30);
    }

    @Test
    void oldOnesAreForgotten() {
        add(500, 1, 9);
        add(128, 1, 1);
        assertThat(coldStarts.forBurst(1).quantile(1)).isEqualTo(1);
        assertThat(coldStarts.overall().quantile(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refuseBurstsOfNothing(int instances) {
        assertThatIllegalArgumentException().isThrownBy(() -> coldStarts.add(instances, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> coldStarts.forBurst(instances));
    }

    @Test
    void learnNothingFromWhatIsRefused() {
        add(4, 1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> coldStarts.add(1, Double.NaN));
        assertThat(coldStarts.overall().observations()).isZero();
    }
}
