package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchCountsTest {
    private static void add(BranchCounts counts, int times, boolean taken) {
        for (int i = 0; i < times; i++) {
            counts.add(taken);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void startsAtTheDeclaredProbability(double declared) {
        assertThat(new BranchCounts(declared).probability()).isEqualTo(declared);
    }

    @Test
    void theDeclarationWeighsAsMuchAsOneCase() {
        BranchCounts counts = new BranchCounts(0.3);
        counts.add(true);
        assertThat(counts.probability()).isCloseTo(1.3 / 2, within(1e-12));
    }

    @Test
    void anEarlierCaseCountsALittleLess() {
        BranchCounts counts = new BranchCounts(0.5);
        counts.add(true);
        counts.add(false);
        assertThat(counts.taken()).isEqualTo(127.0 / 128);
        assertThat(counts.notTaken()).isEqualTo(1);
        assertThat(counts.probability()).isCloseTo((0.5 + 127.0 / 128) / (2 + 127.0 / 128), within(1e-12));
    }

    @Test
    void aSteadyShareIsFound() {
        BranchCounts counts = new BranchCounts(0.9);
        for (int i = 0; i < 1000; i++) {
            counts.add(i % 4 == 0);
        }
        assertThat(counts.probability()).isCloseTo(0.25, within(0.02));
    }

    @Test
    void allCasesTogetherNeverWeighMoreThanTheMemory() {
        BranchCounts counts = new BranchCounts(0.5);
        add(counts, 100_000, true);
        assertThat(counts.taken()).isCloseTo(128, within(1e-9));
        assertThat(counts.probability()).isLessThanOrEqualTo(1);
    }

    @Test
    void oldCasesAreForgotten() {
        BranchCounts counts = new BranchCounts(0.5);
        add(counts, 10_000, true);
        add(counts, 128, false);
        // What is left of the old weight is 128 · (1 − 1/128)^128, which is about 128/e.
        assertThat(counts.taken()).isCloseTo(128 / Math.E, within(0.3));
        add(counts, 872, false);
        assertThat(counts.probability()).isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesWhatIsNoProbability(double declared) {
        assertThatIllegalArgumentException().isThrownBy(() -> new BranchCounts(declared));
    }
}
