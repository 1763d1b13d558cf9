package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KpaScalerTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theLoadDividedByTheTargetIsWanted() {
        KpaScaler scaler = scaler(Map.of());

        assertThat(scaler.decide(0, 5, 50, 50)).isEqualTo(5);
        assertThat(scaler.panicking()).isFalse();
    }

    @Test
    void aPanicNeverAsksForFewerThanBefore() {
        KpaScaler scaler = scaler(Map.of());
        assertThat(scaler.decide(0, 1, 500, 500)).isEqualTo(50);

        assertThat(scaler.decide(2 * SECOND, 50, 300, 300)).isEqualTo(50);
        assertThat(scaler.panicking()).isTrue();
    }

    @Test
    void aPanicEndsAWindowAfterTheLastBurst() {
        KpaScaler scaler = scaler(Map.of());
        scaler.decide(0, 1, 500, 500);

        assertThat(scaler.decide(60 * SECOND, 50, 300, 300)).isEqualTo(50);
        assertThat(scaler.decide(60 * SECOND + 1, 50, 300, 300)).isEqualTo(30);
    }

    @Test
    void podsShrinkByTheRateAtMost() {
        KpaScaler scaler = scaler(Map.of("max-scale-down-rate", "1.1"));

        assertThat(scaler.decide(0, 100, 1, 1)).isEqualTo(90);
    }

    @Test
    void podsGrowByTheRateAtMost() {
        KpaScaler scaler = scaler(Map.of("max-scale-up-rate", "10"));

        assertThat(scaler.decide(0, 1, 1000, 1000)).isEqualTo(10);
    }

    @Test
    void fewerPodsMustBeEnoughForTheDelay() {
        KpaScaler scaler = scaler(Map.of("scale-down-delay", "10s"));
        scaler.decide(0, 5, 50, 50);

        assertThat(scaler.decide(8 * SECOND, 5, 20, 20)).isEqualTo(5);
        assertThat(scaler.decide(10 * SECOND, 5, 20, 20)).isEqualTo(2);
    }

    @Test
    void theActivatorLeavesThePathWhenThePodsCanTakeABurst() {
        KpaScaler scaler = scaler(Map.of());

        assertThat(scaler.excessBurstCapacity(21, 0)).isEqualTo(-1);
        assertThat(scaler.excessBurstCapacity(22, 0)).isEqualTo(9);
    }

    /** Pods of ten requests, all of which are aimed at. */
    private static KpaScaler scaler(Map<String, String> config) {
        KpaSettings settings = KpaSettings.of(config, Map.of("target-utilization-percentage", "100"));
        return new KpaScaler(settings, 10, 1);
    }
}
