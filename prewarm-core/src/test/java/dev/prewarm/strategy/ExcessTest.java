package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the platform makes for calls that wait, beside what it makes for a warm-up in time. */
class ExcessTest {
    @ParameterizedTest(name = "{1} calls, {0} an instance: {2}")
    @CsvSource({"1, 1, 1", "2, 1, 0", "2, 2, 1", "10, 9, 0", "10, 10, 1"})
    void whatCountsCallsCountsTheWarmUpToo(int concurrency, int calls, double late) {
        Excess excess = new Excess(false, concurrency, calls, 60, 2);
        assertThat(excess.cold()).isZero();
        assertThat(excess.late(0.1)).isEqualTo(late);
        assertThat(excess.late(9)).isEqualTo(late);
    }

    /**
     * The means of forty runs with the model of Knative Serving whose timers begin elsewhere: a cold start of 9 s, a warm-up that is
     * late by so much, or none, by how much more instances it makes than one in time.
     */
    @ParameterizedTest(name = "window of {0} s, {2} calls, {1} an instance")
    @CsvSource({
        // window, concurrency, calls, left cold, late by 0.2, 1, 2, 3, 4, 6 and 8 s
        "60, 1, 1, 0, 0, 0, 0.53, 1, 1, 1, 1",
        "60, 2, 1, 0, 0, 0, 0.53, 1, 1, 1, 1",
        "60, 3, 2, 0, 0, 0, 0.30, 1, 1, 1, 1",
        "60, 3, 3, 1, 0, 0.70, 1, 1, 1, 1, 1",
        "60, 10, 7, 0, 0, 0, 0, 0.23, 0.83, 1, 1",
        "60, 10, 10, 1, 0, 0, 1, 1, 1, 1, 1",
        "60, 10, 6, 0, 0, 0, 0, 0, 0, 0, 0",
        "20, 1, 1, 0, 0, 0.68, 1, 1, 1, 1, 1",
        "20, 2, 1, 0, 0, 0.68, 1, 1, 1, 1, 1",
        "40, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1",
        "120, 1, 1, 0, 0, 0, 0, 0, 0.33, 1, 1",
        "120, 2, 1, 0, 0, 0, 0, 0, 0.33, 1, 1",
        "120, 3, 2, 0, 0, 0, 0, 0, 0, 0.78, 1",
    })
    void knativeMakesAsManyAsItsModel(
            double window,
            int concurrency,
            int calls,
            double cold,
            double fifth,
            double one,
            double two,
            double three,
            double four,
            double six,
            double eight) {
        Excess excess = new Excess(true, concurrency, calls, window, 2);
        assertThat(excess.cold()).isEqualTo(cold);
        double[] seconds = {0.2, 1, 2, 3, 4, 6, 8};
        double[] made = {fifth, one, two, three, four, six, eight};
        for (int i = 0; i < made.length; i++) {
            assertThat(excess.late(seconds[i])).as("late by %s s", seconds[i]).isCloseTo(made[i], within(0.4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 80})
    void whatIsLaterMakesNoLess(int concurrency) {
        for (int calls = 1; calls <= concurrency; calls++) {
            Excess excess = new Excess(true, concurrency, calls, 60, 2);
            for (double late = 0; late < 10; late += 0.1) {
                assertThat(excess.late(late)).isBetween(0.0, excess.late(late + 0.1));
            }
            assertThat(excess.late(10)).isGreaterThanOrEqualTo(excess.cold());
        }
    }

    @Test
    void theTwoCallsOfAnInstanceOfTwoMakeAThirdIfTheyWaitForLong() {
        Excess excess = new Excess(true, 2, 2, 60, 2);
        assertThat(excess.cold()).isEqualTo(1);
        // Measured: 1, and 2.
        assertThat(excess.late(3)).isCloseTo(1, within(0.4));
        assertThat(excess.late(8)).isEqualTo(2);
    }

    @Test
    void whatLongCallsMakeInAnyCaseIsNoExcess() {
        // Ten calls of 5 s are 8.2 over 6.1 s: more than the seven that one instance of ten is wanted to have.
        assertThat(new Excess(true, 10, 10, 61, 5).cold()).isZero();
        assertThat(new Excess(true, 10, 10, 61, 5).late(9)).isZero();
        assertThat(new Excess(true, 10, 10, 61, 4).cold()).isEqualTo(1);
    }
}
