package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final Retention retention = new Retention(Duration.ofSeconds(60));

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    @Test
    void startsAtWhatIsDeclared() {
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void isShortenedAtOnceByAnInstanceFoundColdEarly() {
        retention.foundCold(seconds(20));
        assertThat(retention.current()).isEqualTo(seconds(18));
    }

    @Test
    void isNotShortenedByAnInstanceThatWasNoLongerBelievedWarm() {
        retention.foundCold(seconds(60));
        retention.foundCold(seconds(61));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void recoversByAQuarterOfTheWay() {
        retention.foundCold(seconds(20));
        retention.foundWarm(seconds(38));
        assertThat(retention.current()).isEqualTo(seconds(23));
    }

    @Test
    void isNotChangedByAnInstanceFoundWarmAsBelieved() {
        retention.foundCold(seconds(20));
        retention.foundWarm(seconds(18));
        assertThat(retention.current()).isEqualTo(seconds(18));
    }

    @Test
    void neverExceedsWhatIsDeclared() {
        retention.foundWarm(seconds(600));
        assertThat(retention.current()).isEqualTo(seconds(60));
        retention.foundCold(seconds(20));
        for (int i = 0; i < 100; i++) {
            retention.foundWarm(seconds(600));
        }
        assertThat(retention.current()).isBetween(seconds(59.99), seconds(60));
    }

    @Test
    void doesNotFallBelowTheFloor() {
        retention.foundCold(Duration.ZERO);
        assertThat(retention.current()).isEqualTo(Retention.FLOOR);
    }

    @Test
    void aShorterDeclarationIsItsOwnFloor() {
        Retention brief = new Retention(seconds(0.5));
        brief.foundCold(seconds(0.1));
        assertThat(brief.current()).isEqualTo(seconds(0.5));
    }

    @Test
    void refusesNegativeTimes() {
        Duration negative = Duration.ofSeconds(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> retention.foundCold(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> retention.foundWarm(negative));
    }
}
