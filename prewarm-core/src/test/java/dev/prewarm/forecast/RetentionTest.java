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

    @Test
    void isCertainForTwoSecondsLessThanDeclared() {
        assertThat(retention.certain()).isEqualTo(seconds(58));
        assertThat(new Retention(seconds(3)).certain())
                .as("but never for less than half")
                .isEqualTo(seconds(1.5));
    }

    @Test
    void whatEvidenceHasShortenedIsCertain() {
        retention.foundCold(seconds(20));
        assertThat(retention.certain()).isEqualTo(seconds(18));
    }

    @Test
    void anInstanceThatWasGoneInTheLastTwoSecondsSaysNothing() {
        retention.foundCold(seconds(58.5));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void aCallThatShowsNothingPutsTheBeliefInDoubt() {
        retention.foundUnclear(seconds(40));
        assertThat(retention.doubted()).isTrue();
        assertThat(retention.certain()).isEqualTo(seconds(36));
        assertThat(retention.undoubted()).isEqualTo(seconds(58));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void theShortestOfSeveralIsInDoubt() {
        retention.foundUnclear(seconds(40));
        retention.foundUnclear(seconds(30));
        retention.foundUnclear(seconds(50));
        assertThat(retention.certain()).isEqualTo(seconds(27));
    }

    @Test
    void aCallSoonAfterAnotherPutsNothingInDoubt() {
        retention.foundUnclear(seconds(4.9));
        assertThat(retention.doubted()).isFalse();
        Retention brief = new Retention(seconds(6));
        brief.foundUnclear(seconds(3));
        assertThat(brief.doubted()).as("half of what is declared is long").isTrue();
    }

    @Test
    void doubtEndsWhenAnInstanceIsFoundWarmAfterAsLong() {
        retention.foundUnclear(seconds(40));
        retention.foundWarm(seconds(35.9));
        assertThat(retention.doubted()).isTrue();
        retention.foundWarm(seconds(36));
        assertThat(retention.doubted()).isFalse();
        assertThat(retention.certain()).isEqualTo(seconds(58));
    }

    @Test
    void whatIsAlwaysLookedAtTooEarlyIsLeftToACall() {
        retention.foundUnclear(seconds(40));
        for (int early : new int[] {2, 4, 8, 8}) {
            for (int look = 1; look <= early; look++) {
                assertThat(retention.doubted())
                        .as("before look %s of %s", look, early)
                        .isTrue();
                retention.foundWarm(seconds(30));
            }
            assertThat(retention.doubted()).as("after %s looks", early).isFalse();
            assertThat(retention.certain()).isEqualTo(seconds(58));
            retention.foundUnclear(seconds(40));
        }
        retention.foundWarm(seconds(36));
        assertThat(retention.doubted()).as("looked at").isFalse();
    }

    @Test
    void aCallThatTellsEndsWhatWasLookedAtTooEarly() {
        retention.foundUnclear(seconds(40));
        retention.foundWarm(seconds(30));
        retention.foundWarm(seconds(30));
        retention.foundCold(seconds(40));
        assertThat(retention.current()).isEqualTo(seconds(36));
        retention.foundUnclear(seconds(20));
        assertThat(retention.doubted()).isTrue();
        retention.foundWarm(seconds(10));
        assertThat(retention.doubted()).as("counted anew").isTrue();
    }

    @Test
    void patienceDoublesWithEachDoubtThatWasUnfounded() {
        for (int patience : new int[] {1, 2, 4, 8, 8}) {
            for (int call = 1; call <= patience; call++) {
                assertThat(retention.doubted())
                        .as("before call %s of %s", call, patience)
                        .isFalse();
                retention.foundUnclear(seconds(40));
            }
            assertThat(retention.doubted()).as("after %s calls", patience).isTrue();
            retention.foundWarm(seconds(37));
        }
    }

    @Test
    void patienceIsShortAgainOnceTheBeliefWasWrong() {
        retention.foundUnclear(seconds(40));
        retention.foundWarm(seconds(40));
        retention.foundCold(seconds(50));
        retention.foundUnclear(seconds(40));
        assertThat(retention.doubted()).isTrue();
    }

    @Test
    void whatWasFoundWarmAfterAsLongIsDoubtedLate() {
        retention.foundWarm(seconds(45));
        for (int call = 1; call < 8; call++) {
            retention.foundUnclear(seconds(40));
            assertThat(retention.doubted()).as("call %s", call).isFalse();
        }
        retention.foundUnclear(seconds(40));
        assertThat(retention.doubted()).isTrue();
    }

    @Test
    void aCallThatLooksColdIsADoubtAtOnceAndASecondOneShortens() {
        retention.foundWarm(seconds(45));
        retention.looksCold(seconds(40));
        assertThat(retention.current()).isEqualTo(seconds(60));
        assertThat(retention.doubted()).isTrue();
        retention.looksCold(seconds(30));
        assertThat(retention.current()).isEqualTo(seconds(27));
        assertThat(retention.doubted()).isFalse();
    }

    @Test
    void whatIsFoundWarmInBetweenWasOnlySlow() {
        retention.looksCold(seconds(40));
        retention.foundWarm(seconds(40));
        retention.looksCold(seconds(40));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void whatLooksColdAtOnceSaysNothing() {
        retention.looksCold(seconds(1));
        retention.looksCold(seconds(1));
        assertThat(retention.current()).isEqualTo(seconds(60));
        assertThat(retention.doubted()).isFalse();
    }

    @Test
    void anotherDeclarationReplacesABeliefThatWasDeclared() {
        retention.declare(seconds(10));
        assertThat(retention.current()).isEqualTo(seconds(10));
        retention.declare(seconds(60));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void aBeliefFromEvidenceStaysWithALongerDeclaration() {
        retention.foundCold(seconds(20));
        retention.declare(seconds(300));
        assertThat(retention.current()).isEqualTo(seconds(18));
        assertThat(retention.declared()).isEqualTo(seconds(300));
        retention.declare(seconds(10));
        assertThat(retention.current()).isEqualTo(seconds(10));
    }

    @Test
    void aDoubtThatWasLookedAtIsForgottenWithItsIdleTime() {
        Retention retention = new Retention(Duration.ofSeconds(61));
        retention.foundUnclear(Duration.ofSeconds(10));
        assertThat(retention.doubted()).isTrue();
        retention.foundWarm(Duration.ofSeconds(3));
        retention.foundWarm(Duration.ofSeconds(3));
        assertThat(retention.doubted()).as("until the next unclear call").isFalse();
        retention.foundCold(Duration.ofSeconds(60));
        retention.foundUnclear(Duration.ofSeconds(50));
        assertThat(retention.certain()).isEqualTo(Duration.ofSeconds(45));
    }
}
