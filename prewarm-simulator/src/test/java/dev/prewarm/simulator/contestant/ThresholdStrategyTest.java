package dev.prewarm.simulator.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.simulator.workload.Scenarios;
import org.junit.jupiter.api.Test;

class ThresholdStrategyTest {
    /** The paper's chain: 3 s, 7 s, 5 s; cold starts of 1 s. */
    @Test
    void whereNothingVariesEachTaskIsWarmedAColdStartBeforeTheOneBeforeItEnds() {
        double[][] thresholds = new ThresholdSearch(Scenarios.named("paper"), 10, 1).thresholds();
        // The first task is cold itself, and so runs for 4 s.
        assertThat(thresholds[1][0]).isCloseTo(3, within(0.1));
        // The second one is warm.
        assertThat(thresholds[2][1]).isCloseTo(6, within(0.1));
    }

    @Test
    void whatIsNoChainIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ThresholdStrategy.best(Scenarios.named("grid-2x3-cc1"), 10, 1))
                .withMessageContaining("is not a chain");
    }
}
