package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationHistoryTest {
    private final DurationHistory history = new DurationHistory();

    private void add(double... seconds) {
        for (double s : seconds) {
            history.add(s);
        }
    }

    @ParameterizedTest(name = "the {0} quantile of 1, 2, 3, 4 is {1}")
    @CsvSource({"0, 1", "0.25, 1", "0.26, 2", "0.5, 2", "0.51, 3", "0.75, 3", "0.76, 4", "1, 4"})
    void quantilesAreOrderStatistics(double p, double expected) {
        add(3, 1, 4, 2);
        assertThat(history.quantile(p)).isEqualTo(expected);
    }

    @Test
    void quantilesAreNotShiftedByRounding() {
        // By turns from both ends: in ascending order they would be taken for a drift.
        for (int i = 1; i <= 50; i++) {
            add(i, 101 - i);
        }
        for (int i = 1; i <= 100; i++) {
            assertThat(history.quantile(i / 100.0)).isEqualTo(i);
        }
    }

    @Test
    void givesMinimumMeanAndSampleVariance() {
        add(2, 4, 4, 4, 5, 5, 7, 9);
        assertThat(history.min()).isEqualTo(2);
        assertThat(history.mean()).isEqualTo(5);
        assertThat(history.variance()).isCloseTo(32.0 / 7, within(1e-12));
    }

    @Test
    void momentsFollowEachAddition() {
        add(1, 3);
        assertThat(history.mean()).isEqualTo(2);
        add(8);
        assertThat(history.mean()).isEqualTo(4);
    }

    @Test
    void aSingleValueHasNoVariance() {
        add(3);
        assertThat(history.variance()).isZero();
    }

    @Test
    void drawsOfWhatIsNotLogNormalAreQuantiles() {
        for (int i = 0; i < 8; i++) {
            add(1, 100);
        }
        assertThat(history.draw(0.01)).isEqualTo(1);
        assertThat(history.draw(0.5)).isEqualTo(1);
        assertThat(history.draw(0.51)).isEqualTo(100);
        assertThat(history.draw(0.99)).isEqualTo(100);
    }

    @Test
    void drawsOfWhatMayBeLogNormalAreSmooth() {
        add(1, 2, 4);
        assertThat(history.draw(0.5)).isCloseTo(2, within(1e-12));
        assertThat(history.draw(0.1)).isBetween(0.5, 1.0);
        assertThat(history.draw(0.9) * history.draw(0.1)).isCloseTo(4, within(1e-9));
    }

    private void addTimes(int times, double value) {
        for (int i = 0; i < times; i++) {
            add(value);
        }
    }

    @Test
    void drawsBeyondComeFromLongerValuesAndFromBeyondThemWithOneShareMore() {
        addTimes(20, 1);
        add(3, 4);
        // Two are longer than 2: a third each for 3, for 4, and for what exceeds all, by a mean of 4 − 1.
        assertThat(history.drawBeyond(0.33, 2)).isEqualTo(3);
        assertThat(history.drawBeyond(0.34, 2)).isEqualTo(4);
        assertThat(history.drawBeyond(0.66, 2)).isEqualTo(4);
        assertThat(history.drawBeyond(5.0 / 6, 2)).isCloseTo(4 + 3 * Math.log(2), within(1e-12));
    }

    @Test
    void drawsBeyondOfWhatAlwaysTookTheSameAreThat() {
        add(7, 7, 7);
        assertThat(history.drawBeyond(0.01, 3)).isEqualTo(7);
        assertThat(history.drawBeyond(0.99, 3)).isEqualTo(7);
    }

    @Test
    void whatOutlastsEverythingIsExpectedToTakeTheMeanExcessLongerAtFirst() {
        addTimes(20, 1);
        add(3, 5);
        // The median is 1, the values above exceed it by 2 and 4; half an exponential rest of mean 3 is below 3 ln 2.
        assertThat(history.drawBeyond(0.5, 5)).isCloseTo(5 + 3 * Math.log(2), within(1e-12));
    }

    @Test
    void whatIsVeryLateIsExpectedToTakeAsLongAgain() {
        add(3, 3, 3, 3);
        assertThat(history.drawBeyond(0.5, 3)).isEqualTo(3);
        assertThat(history.drawBeyond(0.5, 13)).isCloseTo(13 + 10 * Math.log(2), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 0.5, 1 - 1e-16, 1})
    void drawsBeyondAreFiniteAndNeverBelowTheElapsedTime(double u) {
        add(1, 2);
        for (double elapsed : new double[] {0, 1.5, 2, 1e9, Double.MAX_VALUE}) {
            assertThat(history.drawBeyond(u, elapsed)).isFinite().isGreaterThanOrEqualTo(elapsed);
        }
    }

    @Test
    void givesTheShareThatLastsLonger() {
        add(1, 2, 2, 3);
        assertThat(history.shareBeyond(0)).isEqualTo(1);
        assertThat(history.shareBeyond(2)).isEqualTo(0.25);
        assertThat(history.shareBeyond(3)).isZero();
    }

    @Test
    void oldValuesGo() {
        for (int i = 0; i < 1000; i++) {
            add(10);
        }
        for (int i = 0; i < DurationHistory.CAPACITY; i++) {
            add(1);
        }
        assertThat(history.count()).isEqualTo(128);
        assertThat(history.total()).isEqualTo(1128);
        assertThat(history.quantile(1)).isEqualTo(1);
        assertThat(history.mean()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void agreesWithSortingTheWindow(long seed) {
        Random random = new Random(seed);
        Deque<Double> window = new ArrayDeque<>();
        for (int i = 0; i < 600; i++) {
            // Few distinct values, so that equal ones are removed and inserted too.
            double value = random.nextInt(50) / 10.0;
            add(value);
            window.add(value);
            if (window.size() > DurationHistory.CAPACITY) {
                window.remove();
            }
            double[] sorted = window.stream().mapToDouble(d -> d).sorted().toArray();
            assertThat(history.count()).isEqualTo(sorted.length);
            for (int rank = 1; rank <= sorted.length; rank++) {
                assertThat(history.quantile((double) rank / sorted.length)).isEqualTo(sorted[rank - 1]);
            }
        }
    }

    @Test
    void whatIsTakenBackWasNeverAdded() {
        add(1, 2, 1, 3);
        assertThat(history.takeBack(1)).isTrue();
        assertThat(history.takeBack(4)).isFalse();
        assertThat(history.toArray().asList()).containsExactly(1.0, 2.0, 3.0);
        assertThat(history.total()).isEqualTo(3);
    }

    /** Or draws of what was held before would be taken for draws of what is held now. */
    @Test
    void whatReplacesWhatIsTakenBackIsAnotherVersion() {
        add(1, 2);
        long before = history.version();
        history.takeBack(2);
        add(3);
        assertThat(history.total()).isEqualTo(2);
        assertThat(history.version()).isGreaterThan(before);
    }

    @Test
    void ofMoreThanAreHeldNothingIsLeftWhenAllThatIsHeldIsTakenBack() {
        for (int i = 0; i < 200; i++) {
            add(i % 2);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(history.takeBack(i % 2)).isEqualTo(i < 128);
        }
        assertThat(history.count()).isZero();
        assertThat(history.total()).isZero();
        assertThat(LearnedSnapshot.Durations.of(history)).isEqualTo(LearnedSnapshot.Durations.NONE);
    }

    /** Or what others know would be taken for older than the drift. */
    @Test
    void whatIsTakenBackIsNoDrift() {
        for (int i = 0; i < 200; i++) {
            add(i % 2);
        }
        history.takeBack(1);
        assertThat(LearnedSnapshot.Durations.of(history).drifted()).isFalse();

        addTimes(6, 9);
        history.takeBack(9);
        assertThat(history.count()).isEqualTo(5);
        assertThat(LearnedSnapshot.Durations.of(history).drifted()).isTrue();
    }

    @Test
    void anEmptyHistorySaysSo() {
        assertThat(history.count()).isZero();
        assertThat(history.total()).isZero();
        assertThatIllegalStateException().isThrownBy(history::min).withMessageContaining("empty");
        assertThatIllegalStateException().isThrownBy(history::mean);
        assertThatIllegalStateException().isThrownBy(history::variance);
        assertThatIllegalStateException().isThrownBy(() -> history.quantile(0.5));
        assertThatIllegalStateException().isThrownBy(() -> history.draw(0.5));
        assertThatIllegalStateException().isThrownBy(() -> history.drawBeyond(0.5, 1));
        assertThatIllegalStateException().isThrownBy(() -> history.shareBeyond(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoDuration(double seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.add(seconds))
                .withMessageContaining("" + seconds);
        assertThat(history.total()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void refusesWhatIsNoProbability(double p) {
        add(1);
        assertThatIllegalArgumentException().isThrownBy(() -> history.quantile(p));
        assertThatIllegalArgumentException().isThrownBy(() -> history.draw(p));
        assertThatIllegalArgumentException().isThrownBy(() -> history.drawBeyond(p, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> history.drawBeyond(p, 2));
    }
}
