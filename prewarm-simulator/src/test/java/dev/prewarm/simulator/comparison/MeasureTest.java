package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasureTest {
    @Test
    void percentilesAreValuesThatOccurred() {
        double[] values = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        assertThat(Measure.of(values)).isEqualTo(new Measure(100.5, 100, 190, 198));
    }

    @Test
    void orderDoesNotMatter() {
        assertThat(Measure.of(3, 1, 2)).isEqualTo(new Measure(2, 2, 3, 3));
    }

    @Test
    void oneValueIsEveryPercentile() {
        assertThat(Measure.of(7)).isEqualTo(new Measure(7, 7, 7, 7));
    }

    @Test
    void refusesWhatIsNotANumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> Measure.of(1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(Measure::of);
    }
}
