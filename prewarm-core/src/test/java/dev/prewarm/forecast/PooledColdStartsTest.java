package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Estimate;
import dev.prewarm.forecast.PooledColdStarts.OfTarget;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Worked out by hand: the variances are 0.09 within and 0.03 between targets, each with two degrees of freedom, before anything is known. */
class PooledColdStartsTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final double LOG_OF_DEFAULT = Math.log(2.3);

    private final PooledColdStarts all = new PooledColdStarts();

    private OfTarget target(double... seconds) {
        OfTarget target = all.target();
        for (double each : seconds) {
            target.add(each);
        }
        return target;
    }

    private static double[] times(int times, double seconds) {
        double[] values = new double[times];
        Arrays.fill(values, seconds);
        return values;
    }

    private static double log(OfTarget target) {
        return Math.log(target.next().quantile(0.5));
    }

    /** The variance of the logarithm. */
    private static double variance(OfTarget target) {
        double sigma =
                Math.log(target.next().quantile(0.9) / target.next().quantile(0.5)) / NormalDistribution.quantile(0.9);
        return sigma * sigma;
    }

    @Test
    void whereNothingIsKnownTheDefaultIsAssumed() {
        assertThat(target().next().quantile(0.5)).isEqualTo(2.3);
        assertThat(variance(target())).isCloseTo(Math.log1p(0.35 * 0.35), EXACT);
    }

    @Test
    void aLongOneShowsThatStartsAreLong() {
        // 1 of its own, and 3 of the mean of itself and the default.
        OfTarget first = target(9);
        double common = (LOG_OF_DEFAULT + Math.log(9)) / 2;
        assertThat(log(first)).isCloseTo((Math.log(9) + 3 * common) / 4, EXACT);
        assertThat(variance(first)).isCloseTo(0.09 + 0.09 / 4 + 9.0 / 16 * 0.03 / 2, EXACT);
        assertThat(log(target())).as("another target").isCloseTo(common, EXACT);
        assertThat(variance(target())).isCloseTo(0.09 + 0.03 + 0.03 / 2, EXACT);
    }

    @Test
    void aShortOneMayBeOfATargetThatDiffers() {
        OfTarget first = target(0.1);
        assertThat(log(first)).isCloseTo((Math.log(0.1) + 3 * LOG_OF_DEFAULT) / 4, EXACT);
        assertThat(variance(first)).isCloseTo(0.09 + 0.09 / 4 + 9.0 / 16 * 0.03, EXACT);
        assertThat(log(target())).as("another target").isCloseTo((LOG_OF_DEFAULT + Math.log(0.1)) / 2, EXACT);
    }

    @Test
    void ofThoseOfOneTargetItIsLearnedByHowMuchTheyDiffer() {
        OfTarget target = target(1, Math.E * Math.E);
        // Around their mean of 1 the squares are 2, with one degree of freedom.
        double within = (2 * 0.09 + 2) / 3;
        double weight = within / 0.03;
        double common = (LOG_OF_DEFAULT + 1) / 2;
        double share = weight / (2 + weight);
        assertThat(log(target)).isCloseTo((2 + weight * common) / (2 + weight), EXACT);
        assertThat(variance(target)).isCloseTo(within + within / (2 + weight) + share * share * 0.03 / 2, EXACT);
    }

    @Test
    void fromTargetsThatDifferItIsLearnedThatTheyDo() {
        target(times(2, 1));
        target(times(4, Math.exp(3)));
        OfTarget third = target();
        // Six of two targets: nothing within; the squares between them are 6·0 + 36 - 12²/6 = 12, of 6 - 20/6 = 8/3
        // each.
        double within = 2 * 0.09 / (2 + 4);
        double between = (2 * 0.03 + (12 - within) / (8.0 / 3)) / 3;
        assertThat(log(third)).isCloseTo((LOG_OF_DEFAULT + 0 + 3) / 3, EXACT);
        assertThat(variance(third)).isCloseTo(within + between + between / 3, EXACT);
    }

    @Test
    void whatDiffersFromManyAlikeIsNotBelievedToBeShorter() {
        for (int i = 0; i < 10; i++) {
            target(times(5, 4));
        }
        OfTarget odd = target(0.1);
        double within = 2 * 0.09 / (2 + 51 - 11);
        double between = 2 * 0.03 / (2 + 9);
        double weight = within / between;
        double common = (LOG_OF_DEFAULT + 10 * Math.log(4)) / 11;
        assertThat(log(odd)).isCloseTo((Math.log(0.1) + weight * common) / (1 + weight), EXACT);
        OfTarget slow = target(160);
        assertThat(slow.next().quantile(0.5)).as("but longer").isGreaterThan(100);
    }

    @Test
    void ofEachTargetTheFirstFewCount() {
        OfTarget target = target(times(Estimate.ENOUGH, 4));
        double expected = log(target());
        target.add(100);
        assertThat(target.version()).isEqualTo(Estimate.ENOUGH);
        assertThat(log(target())).isEqualTo(expected);
    }

    @Test
    void whatIsLearnedOfOthersConcernsATargetUntilEnoughIsKnownOfIt() {
        OfTarget known = target(times(Estimate.ENOUGH, 4));
        OfTarget hardly = target(4);
        assertThat(hardly.version()).isEqualTo(Estimate.ENOUGH + 1);
        target(9);
        assertThat(known.version()).isEqualTo(Estimate.ENOUGH);
        assertThat(hardly.version()).isEqualTo(Estimate.ENOUGH + 2);
    }

    @Test
    void noTimeAtAllIsAMillisecond() {
        assertThat(log(target(0))).isEqualTo(log(new PooledColdStarts().target(), 0.001));
    }

    private static double log(OfTarget target, double seconds) {
        target.add(seconds);
        return log(target);
    }
}
