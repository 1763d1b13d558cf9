package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.PrewarmStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the strategies are made of, and how they are named. */
class StrategyParametersTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.POSITIVE_INFINITY, Double.NaN})
    void aPriceIsAboveZeroAndFinite(double price) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostAwareStrategy.of(price))
                .withMessageContaining("priceOfLatency: " + price);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aQuantileIsFromZeroToOne(double quantile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimedLeadStrategy.ofQuantile(quantile))
                .withMessageContaining("quantile: " + quantile);
    }

    @Test
    void aLeadIsNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimedLeadStrategy.of(Duration.ofSeconds(-1)))
                .withMessageContaining("lead: PT-1S");
    }

    @Test
    void theirNamesSayHowTheyAreSet() {
        assertThat(PrewarmStrategy.none()).hasToString("none");
        assertThat(PrewarmStrategy.nextHop()).hasToString("next-hop");
        assertThat(PrewarmStrategy.fullPath()).hasToString("full-path");
        assertThat(CostAwareStrategy.of(10)).hasToString("cost-aware at 10.0");
        assertThat(TimedLeadStrategy.of(Duration.ofSeconds(2))).hasToString("timed-lead PT2S");
        assertThat(TimedLeadStrategy.ofQuantile(0)).hasToString("timed-lead p0");
        assertThat(TimedLeadStrategy.ofQuantile(0.95)).hasToString("timed-lead p95");
        assertThat(TimedLeadStrategy.ofQuantile(1)).hasToString("timed-lead p100");
    }
}
