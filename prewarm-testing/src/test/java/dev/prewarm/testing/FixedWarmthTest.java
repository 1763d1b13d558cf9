package dev.prewarm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.Target;
import dev.prewarm.Warmth;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FixedWarmthTest {
    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    @Test
    void nothingIsThereUnlessItIsSaid() {
        Warmth cold = FixedWarmth.cold();
        assertThat(cold.instances()).isZero();
        assertThat(cold.freeCalls(Instant.EPOCH)).isZero();
        assertThat(cold.warmUntil()).isEqualTo(Instant.MIN);
        assertThat(cold.retention()).isEqualTo(Target.DEFAULT_RETENTION);
        assertThat(cold.warmAnywayShare()).isZero();
        assertThat(cold.reuseShare()).isZero();
        assertThat(cold.scaledByKnative()).isFalse();
    }

    @Test
    void whatIsSaidInAnyOrderHoldsTogether() {
        Instant until = Instant.EPOCH.plusSeconds(60);
        Warmth one = FixedWarmth.ready(2, 5, until)
                .reused(0.5, 8)
                .warmAnyway(0.25)
                .onKnative()
                .keeping(seconds(30), seconds(20));
        Warmth other = FixedWarmth.ready(2, 5, until)
                .keeping(seconds(30), seconds(20))
                .onKnative()
                .warmAnyway(0.25)
                .reused(0.5, 8);
        for (Warmth warmth : new Warmth[] {one, other}) {
            assertThat(warmth.instances()).isEqualTo(2);
            assertThat(warmth.placesOfRun()).isEqualTo(5);
            assertThat(warmth.warmUntil()).isEqualTo(until);
            assertThat(warmth.retention()).isEqualTo(seconds(30));
            assertThat(warmth.certainRetention()).isEqualTo(seconds(20));
            assertThat(warmth.warmAnywayShare()).isEqualTo(0.25);
            assertThat(warmth.reuseShare()).isEqualTo(0.5);
            assertThat(warmth.reuseAfter()).isEqualTo(8);
            assertThat(warmth.scaledByKnative()).isTrue();
        }
    }

    @Test
    void someInstancesAreGoneALittleEarlierThanOnAverage() {
        assertThat(FixedWarmth.cold().keeping(seconds(60)).certainRetention()).isEqualTo(seconds(58));
        assertThat(FixedWarmth.cold().keeping(seconds(3)).certainRetention()).isEqualTo(seconds(1.5));
    }

    @Test
    void whatCannotBeIsRefused() {
        FixedWarmth cold = FixedWarmth.cold();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cold.warmAnyway(1))
                .withMessageContaining("share: 1.0, but at least 0 and less than 1 is allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> cold.reused(-0.1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> cold.reused(0.5, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cold.keeping(seconds(-1)))
                .withMessageContaining("retention: PT-1S, but 0 or more is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cold.keeping(seconds(2), seconds(3)))
                .withMessageContaining("certainly kept for PT3S, but 0 to PT2S is needed");
        assertThatIllegalArgumentException().isThrownBy(() -> FixedWarmth.ready(0, 1, Instant.MAX));
        assertThatIllegalArgumentException().isThrownBy(() -> FixedWarmth.ready(1, -1, Instant.MAX));
    }
}
