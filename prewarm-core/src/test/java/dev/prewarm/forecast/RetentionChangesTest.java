package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The belief about retention at its limits, where it is kept and declared anew, and what readers of it are told has changed. */
class RetentionChangesTest {
    private final Changes changes = new Changes();
    private final Retention retention = new Retention(seconds(60), changes);

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    private void assertTold(Runnable evidence) {
        long before = changes.count();
        evidence.run();
        assertThat(changes.count()).isGreaterThan(before);
    }

    private void assertNotTold(Runnable evidence) {
        long before = changes.count();
        evidence.run();
        assertThat(changes.count()).isEqualTo(before);
    }

    // At the limits.

    /** Certain is what is declared less a margin of 2 s, or of half of it where that is less. */
    @ParameterizedTest(name = "{0} s: {1} s")
    @CsvSource({"0, 0", "3, 1.5", "3.9, 1.95", "4, 2", "4.1, 2.1", "60, 58"})
    void theMarginIsTwoSecondsButNotMoreThanHalf(double declared, double certain) {
        assertThat(new Retention(seconds(declared)).certain()).isEqualTo(seconds(certain));
    }

    @ParameterizedTest(name = "declared {0} s, idle for {1} s: {2}")
    @CsvSource({"60, 4.999, false", "60, 5, true", "60, 5.001, true", "6, 2.999, false", "6, 3, true", "10, 5, true"})
    void idleTimesConcernItFromFiveSecondsOrHalfOfWhatIsDeclaredOn(double declared, double idle, boolean concerned) {
        assertThat(new Retention(seconds(declared)).concerns(seconds(idle))).isEqualTo(concerned);
    }

    /** 58 s are certain; nine tenths of 57.9 s are 52.11 s. */
    @ParameterizedTest(name = "cold after {0} s: {1} s")
    @CsvSource({"57.9, 52.11", "58, 60", "58.1, 60"})
    void onlyAnInstanceThatWasCertainlyWarmShortensIt(double idle, double current) {
        retention.foundCold(seconds(idle));
        assertThat(retention.current()).isEqualTo(seconds(current));
    }

    /** The floor is 1 s, of which 10/9 s are nine tenths. */
    @ParameterizedTest(name = "cold after {0} s: {1} s")
    @CsvSource({"0, 1", "1.1, 1", "1.2, 1.08"})
    void theFloorIsASecond(double idle, double current) {
        retention.foundCold(seconds(idle));
        assertThat(retention.current()).isEqualTo(seconds(current));
    }

    @Test
    void refusesNegativeTimesOfCallsThatShowNothingOrLookCold() {
        Duration negative = Duration.ofNanos(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> retention.foundUnclear(negative))
                .withMessageContaining("idle time");
        assertThatIllegalArgumentException().isThrownBy(() -> retention.looksCold(negative));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> retention.declare(negative))
                .withMessageContaining("declared retention");
    }

    @Test
    void noTimeAtAllIsATime() {
        Retention none = new Retention(Duration.ZERO);
        none.foundCold(Duration.ZERO);
        assertThat(none.current()).isZero();
    }

    // Doubt.

    @ParameterizedTest(name = "warm after {0} s: {1} calls")
    @CsvSource({"39.9, 1", "40, 8", "40.1, 8"})
    void patienceIsLongWhereAnInstanceWasWarmAfterAsLong(double warm, int calls) {
        retention.foundWarm(seconds(warm));
        for (int call = 1; call < calls; call++) {
            retention.foundUnclear(seconds(40));
            assertThat(retention.doubted()).as("call %s", call).isFalse();
        }
        retention.foundUnclear(seconds(40));
        assertThat(retention.doubted()).isTrue();
    }

    @Test
    void theLongestTimeAfterWhichAnInstanceWasWarmIsRemembered() {
        retention.foundWarm(seconds(45));
        retention.foundWarm(seconds(30));
        retention.foundUnclear(seconds(40));
        assertThat(retention.doubted()).isFalse();
    }

    @Test
    void whatWasWarmBeforeTheBeliefWasWrongIsForgotten() {
        retention.foundWarm(seconds(45));
        retention.foundCold(seconds(50));
        retention.foundUnclear(seconds(40));
        assertThat(retention.doubted()).isTrue();
    }

    @Test
    void patienceDoesNotGrowWhereNothingWasInDoubt() {
        retention.foundUnclear(seconds(40));
        retention.foundWarm(seconds(40));
        // Patience is 2 now: the first of these is no doubt, so that it stays 2 when an instance is found warm.
        retention.foundUnclear(seconds(45));
        retention.foundWarm(seconds(45));
        retention.foundUnclear(seconds(50));
        assertThat(retention.doubted()).isFalse();
        retention.foundUnclear(seconds(50));
        assertThat(retention.doubted()).isTrue();
    }

    @Test
    void doubtDoesNotMakeCertainWhatWasNot() {
        retention.foundCold(seconds(20));
        retention.foundUnclear(seconds(40));
        // Nine tenths of 40 s are more than the 18 s that are believed.
        assertThat(retention.doubted()).isTrue();
        assertThat(retention.certain()).isEqualTo(seconds(18));
    }

    @Test
    void aColdStartEndsTheDoubt() {
        retention.foundUnclear(seconds(40));
        retention.foundCold(seconds(59));
        assertThat(retention.doubted()).isFalse();
        assertThat(retention.certain()).isEqualTo(seconds(58));
        retention.foundUnclear(seconds(50));
        assertThat(retention.certain()).as("of the new one only").isEqualTo(seconds(45));
    }

    @Test
    void whatLooksColdAtOnceIsNotSuspectedLater() {
        retention.looksCold(seconds(1));
        retention.looksCold(seconds(40));
        assertThat(retention.current()).isEqualTo(seconds(60));
        assertThat(retention.doubted()).isTrue();
    }

    @Test
    void whatLooksColdAtOnceIsNotSuspectedInDoubtEither() {
        retention.foundUnclear(seconds(40));
        retention.looksCold(seconds(1));
        retention.looksCold(seconds(1));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void aColdStartEndsTheSuspicion() {
        retention.looksCold(seconds(40));
        retention.foundCold(seconds(59));
        retention.looksCold(seconds(40));
        assertThat(retention.current()).isEqualTo(seconds(60));
    }

    @Test
    void itSaysWhatIsBelievedAndWhetherThatIsInDoubt() {
        assertThat(retention).hasToString("PT1M of PT1M");
        retention.foundCold(seconds(20));
        retention.foundUnclear(seconds(10));
        assertThat(retention).hasToString("PT18S of PT1M, in doubt");
    }

    // Declared anew, and restored.

    @Test
    void anotherDeclarationChangesWhatIsCertainAndWhatConcerns() {
        retention.foundCold(seconds(20));
        // The 18 s that evidence has shown are longer than 19 s less the margin.
        retention.declare(seconds(19));
        assertThat(retention.current()).isEqualTo(seconds(18));
        assertThat(retention.certain()).isEqualTo(seconds(17));
        retention.declare(seconds(6));
        assertThat(retention.concerns(seconds(3))).isTrue();
    }

    /** A belief is restored as it was, but not beyond what is declared; the margin counts from there. */
    @ParameterizedTest(name = "{0} s: {1} s, {2} s of them certain")
    @CsvSource({"10, 10, 10", "59, 59, 58", "60, 60, 58", "100, 60, 58"})
    void aBeliefThatIsRestoredDoesNotExceedTheDeclaration(double former, double current, double certain) {
        retention.restore(seconds(former));
        assertThat(retention.current()).isEqualTo(seconds(current));
        assertThat(retention.certain()).isEqualTo(seconds(certain));
    }

    // What readers are told.

    @Test
    void whatChangesTheBeliefIsToldToItsReaders() {
        assertTold(() -> retention.foundCold(seconds(20)));
        assertTold(() -> retention.foundWarm(seconds(30)));
        assertTold(() -> retention.declare(seconds(50)));
        assertTold(() -> retention.foundUnclear(seconds(15)));
        assertTold(() -> retention.looksCold(seconds(15)));
        // The belief stays: 50 s are longer. That it is looked at ends the doubt.
        assertTold(() -> retention.foundCold(seconds(50)));
    }

    @Test
    void whatShowsNothingNewIsNotTold() {
        assertNotTold(() -> retention.foundWarm(seconds(60)));
        assertNotTold(() -> retention.foundCold(seconds(59)));
        assertNotTold(() -> retention.foundUnclear(seconds(1)));
        assertNotTold(() -> retention.declare(seconds(60)));
    }
}
