package dev.prewarm.strategy;

import static dev.prewarm.strategy.Scene.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.testing.FixedWarmth;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cold start would do to a task, future by future, by hand: what is idle is kept for 60 s, for 50 s certainly. */
class ExposureTest {
    private static final Offset<Double> ROUNDED = within(1e-9);
    /** For how long a call waits whose warm-up is late, in seconds. */
    private static final double LATE = 5;

    private static FixedWarmth warm(int instances, int places, double seconds) {
        return SaidWarmth.warm(instances, places, Scene.in(seconds));
    }

    /** A task that starts after 10 s, or never, with a cold start of 2 s. */
    private static Scene tenSecondsAhead(int concurrency, int calls) {
        Scene scene = Scene.of(2, concurrency, calls);
        scene.task().starts(10, NEVER).coldStarts(2);
        return scene;
    }

    // Instances that are missing.

    @ParameterizedTest(name = "{1} calls, {0} an instance: {2} missing")
    @CsvSource({"0, 5, 1", "1, 5, 5", "2, 5, 3", "5, 5, 1"})
    void whatIsColdLacksAsManyInstancesAsTheCallsNeed(int concurrency, int calls, int missing) {
        Exposure exposure = tenSecondsAhead(concurrency, calls).exposure();
        assertThat(exposure.missing()).isEqualTo(missing);
        assertThat(exposure.warmUntil).isNegative();
        assertThat(exposure.wait).isInfinite();
        assertThat(exposure.cold(0)).isTrue();
    }

    @ParameterizedTest(name = "{0} calls an instance, warm until {1} s: {2} missing")
    @CsvSource({"0, 9.9, 1", "0, 10, 0", "0, 11, 0", "2, 9.9, 2", "2, 10, 0"})
    void whatMayLapseBeforeTheTaskComesIsMissing(int concurrency, double until, int missing) {
        Exposure exposure =
                tenSecondsAhead(concurrency, 3).warmth(warm(2, 4, until)).exposure();
        assertThat(exposure.missing()).isEqualTo(missing);
        assertThat(exposure.warmUntil).isEqualTo(until);
        assertThat(exposure.wait).as("nothing is waited for").isInfinite();
        assertThat(exposure.cold(0)).isEqualTo(missing > 0);
    }

    @Test
    void whatIsBusyOrAlwaysKeptDoesNotLapse() {
        Exposure exposure =
                tenSecondsAhead(0, 1).warmth(SaidWarmth.warm(1, 1, Instant.MAX)).exposure();
        assertThat(exposure.warmUntil).isInfinite();
        assertThat(exposure.missing()).isZero();
        assertThat(exposure.cold(0)).isFalse();
        assertThat(exposure.covered(0)).isFalse();
    }

    @Test
    void instancesOfWhichNobodyKnowsForHowLongTheyAreWarmAreNone() {
        Exposure exposure =
                tenSecondsAhead(0, 1).warmth(SaidWarmth.warm(1, 1, Instant.MIN)).exposure();
        assertThat(exposure.warmUntil).isEqualTo(-1);
        assertThat(exposure.missing()).isEqualTo(1);
    }

    @Test
    void aTaskThatFindsTooFewPlacesWaitsForThoseThatAnotherOneUses() {
        Scene scene = tenSecondsAhead(1, 1).warmth(warm(1, 1, 1_000)).busy(13, 13);
        Exposure exposure = scene.exposure();
        assertThat(exposure.missing()).isEqualTo(1);
        assertThat(exposure.wait).isEqualTo(13 - 10);
        assertThat(exposure.warmUntil).isNegative();
    }

    @Test
    void aTaskFindsAPlaceInTheFuturesInWhichTheOtherOneHasEnded() {
        Scene scene = Scene.of(3, 1, 1).warmth(warm(1, 1, 1_000)).busy(8, 13, 13);
        scene.task().starts(10).coldStarts(2);
        Exposure exposure = scene.exposure();
        assertThat(exposure.covered(0)).isTrue();
        assertThat(exposure.cold(0)).isFalse();
        assertThat(exposure.covered(1)).isFalse();
        assertThat(exposure.cold(1)).isTrue();
    }

    // What a cold start does.

    @Test
    void aColdStartDelaysTheRunByWhatExceedsTheSlack() {
        Scene scene = Scene.of(3);
        scene.task().starts(10).coldStarts(2, 2, 5).slack(0.5, 3, 1);
        Exposure exposure = scene.exposure();
        assertThat(exposure.harm(0)).isEqualTo(1.5);
        assertThat(exposure.harm(1)).isZero();
        assertThat(exposure.harm(2)).isEqualTo(4);
        assertThat(exposure.meanColdStart()).isEqualTo(3);
    }

    @Test
    void aTaskThatOnlyHasToWaitForAnotherIsDelayedByNoMoreThanThat() {
        Scene scene = Scene.of(2, 1, 1).warmth(warm(1, 1, 1_000)).busy(13);
        scene.task().starts(10).coldStarts(5, 2).slack(1);
        Exposure exposure = scene.exposure();
        assertThat(exposure.harm(0)).as("3 s of waiting instead of 5").isEqualTo(3 - 1);
        assertThat(exposure.harm(1)).isEqualTo(2 - 1);
    }

    @Test
    void theInstantsFromWhichASendIsLateAreThoseOfTheFuturesThatReachTheTask() {
        Scene scene = Scene.of(4);
        scene.task().starts(10, 12, 20, NEVER).coldStarts(2, 5, 1, 100);
        Exposure exposure = scene.exposure();
        // 8, 7 and 19 s.
        assertThat(exposure.earliestLatestSend()).isEqualTo(7);
        assertThat(exposure.medianLatestSend()).isEqualTo(8);
        assertThat(exposure.latestSend(0.1)).isEqualTo(7);
        assertThat(exposure.latestSend(1)).isEqualTo(19);
        assertThat(exposure.medianStart).isEqualTo(12);
        assertThat(exposure.reach()).isEqualTo(0.75);
        assertThat(exposure.reached(2)).isTrue();
        assertThat(exposure.reached(3)).isFalse();
    }

    @Test
    void noInstantIsTooLateForWhatIsNeverReached() {
        Scene scene = Scene.of(2);
        scene.task().starts(NEVER);
        Exposure exposure = scene.exposure();
        assertThat(exposure.earliestLatestSend()).isInfinite();
        assertThat(exposure.medianLatestSend()).isZero();
        assertThat(exposure.latestSend(0.5)).isInfinite();
    }

    @Test
    void thereIsSomethingToWaitForIfItIsStillToComeInAnyFuture() {
        Scene known = Scene.of(2);
        known.task().starts(10);
        assertThat(known.exposure().branchOpen).isFalse();
        assertThat(known.exposure().predecessorPending).isFalse();
        Scene open = Scene.of(2);
        open.task().starts(10).resolved(0, 1).predecessorStarts(0, 2);
        assertThat(open.exposure().branchOpen).isTrue();
        assertThat(open.exposure().predecessorPending).isTrue();
    }

    // What nobody uses.

    @Test
    void whatNobodyUsesStartsAndIdlesUntilItLapsesOrAnotherRunComes() {
        Scene scene = tenSecondsAhead(1, 3);
        assertThat(scene.exposure().unused(0)).isEqualTo(3 * (2 + 60));
        scene.warmth(SaidWarmth.cold().reused(0.25, 20).warmAnyway(0.125));
        Exposure exposure = scene.exposure();
        assertThat(exposure.unused(0)).isEqualTo(3 * (0.75 * (2 + 60) + 0.25 * 20));
        assertThat(exposure.reuseShare()).isEqualTo(0.25);
        assertThat(exposure.matters()).isEqualTo(0.875);
        assertThat(exposure.retention).isEqualTo(60);
        assertThat(exposure.kept).isEqualTo(50);
    }

    // What the platform makes for calls that wait.

    @ParameterizedTest(name = "{1} calls, {0} an instance: {2}")
    @CsvSource({"0, 1, 0", "1, 1, 60", "1, 2, 0", "2, 1, 0", "2, 2, 60", "2, 3, 0", "3, 2, 0", "3, 3, 60"})
    void aSingleWarmUpMakesASecondInstanceStartWhereTheCallsThatWaitForItNeedAllOfTheFirst(
            int concurrency, int calls, double spare) {
        Exposure exposure = tenSecondsAhead(concurrency, calls).exposure();
        // It is kept for 60 s.
        assertThat(exposure.spare(LATE)).isEqualTo(spare, ROUNDED);
        assertThat(exposure.spareWithoutOthers(LATE)).isZero();
        assertThat(exposure.beyond()).isZero();
    }

    @Test
    void tasksAtTheSameTimeNeedAllOfAnInstanceTogether() {
        Scene scene = Scene.of(1, 2, 1);
        scene.task().starts(10);
        assertThat(scene.exposure().spare(LATE)).isZero();
        scene.other(0).starts(10.1);
        assertThat(scene.exposure().spare(LATE)).isEqualTo(60, ROUNDED);
    }

    @ParameterizedTest(name = "late by {0} s: {1} instances")
    @CsvSource({"0.5, 0", "2.06, 0.5", "3.1, 1", "10, 1"})
    void onKnativeAShortWaitMakesNone(double late, double instances) {
        Exposure exposure = tenSecondsAhead(1, 1)
                .warmth(SaidWarmth.cold().onKnative().reused(0.25, 20))
                .exposure();
        assertThat(exposure.spare(late)).isEqualTo(instances * (0.75 * 60 + 0.25 * 20), ROUNDED);
    }

    @Test
    void whereThereAreInstancesAWarmUpIsNotTheFirst() {
        Scene scene = tenSecondsAhead(1, 1).warmth(warm(1, 1, 1_000)).busy(13, 13);
        assertThat(scene.exposure().spare(LATE)).isZero();
        assertThat(scene.exposure().spareWithoutOthers(LATE)).isZero();
    }

    @ParameterizedTest(name = "the other one {0} s later: alone {1}, or else {2}")
    @CsvSource({"0, 0, 60", "0.2, 0, 60", "0.3, 60, 0"})
    void whatIsSentAlongMakesASecondInstanceNeedless(double later, double alone, double otherwise) {
        Scene scene = Scene.of(1, 1, 1);
        scene.task().starts(10);
        scene.other(0).starts(10 + later);
        assertThat(scene.exposure().spare(LATE)).isEqualTo(alone, ROUNDED);
        assertThat(scene.exposure().spareWithoutOthers(LATE)).isEqualTo(otherwise, ROUNDED);
    }

    @ParameterizedTest(name = "on Knative {0}, {2} calls, {1} an instance: {3}")
    @CsvSource({
        "true, 1, 3, 54",
        "false, 1, 3, 0",
        "true, 1, 1, 0",
        "true, 3, 9, 54",
        "true, 3, 3, 60",
        "true, 3, 2, 0",
        "false, 3, 3, 0",
        "true, 0, 3, 0"
    })
    void severalCallsThatFindNoInstanceMakeKnativeStartMore(
            boolean knative, int concurrency, int calls, double beyond) {
        Scene scene = Scene.of(1, concurrency, calls);
        scene.task().starts(10).lasts(2);
        if (knative) {
            scene.warmth(SaidWarmth.cold().onKnative());
        }
        // 0.3 for each instance that they need, or a second one beside a single one. Each is kept for 60 s.
        assertThat(scene.exposure().beyond()).isEqualTo(beyond, ROUNDED);
    }

    @Test
    void twoTasksAtTheSameTimeAreSeveralCalls() {
        Scene scene = tenSecondsAhead(1, 1).warmth(SaidWarmth.cold().onKnative());
        scene.other(0).starts(10);
        assertThat(scene.exposure().beyond()).isEqualTo(0.3 * 60, ROUNDED);
    }

    @ParameterizedTest(name = "until {0} s")
    @CsvSource({"0", "5"})
    void callsThatFindInstancesMakeKnativeStartNone(double until) {
        Scene scene = tenSecondsAhead(1, 3).warmth(warm(3, 3, until).onKnative());
        Exposure exposure = scene.exposure();
        assertThat(exposure.missing()).as("to be kept").isEqualTo(3);
        assertThat(exposure.beyond()).isZero();
    }

    // Instances that several tasks share.

    /** The slack of the task, 9 s, beside others of the target; it starts after 10 s. */
    private static Scene sharing(int concurrency) {
        Scene scene = Scene.of(1, concurrency, 1);
        scene.task().starts(10).slack(9);
        return scene;
    }

    @ParameterizedTest(name = "one from {0} s on, with a slack of {1} s: {2} s")
    @CsvSource({"12, 3, 5", "10, 4, 4", "12, 8, 9", "9.9, 0, 9", "Infinity, 0, 9"})
    void anInstanceMayBeAsLateAsTheMostUrgentOfThoseThatShareItAllows(double start, double slack, double shared) {
        for (int concurrency : new int[] {0, 2}) {
            Scene scene = sharing(concurrency);
            scene.other(0).starts(start).slack(slack);
            assertThat(scene.exposure().slack).containsExactly(shared);
        }
        Scene alone = sharing(1);
        alone.other(0).starts(start).slack(slack);
        assertThat(alone.exposure().slack).as("one call an instance").containsExactly(9);
    }

    @ParameterizedTest(name = "{0} an instance: {1} others")
    @CsvSource({"2, 1", "3, 2", "20, 19", "33, 32", "34, 32", "0, 32"})
    void asManyOthersAreLookedAtAsShareAnInstanceButNoMoreThanThirtyTwo(int concurrency, int others) {
        Scene scene = sharing(concurrency);
        for (int i = 0; i < Scene.OTHERS; i++) {
            // The n-th other leaves a slack of 8 - n / 10: the last that is looked at counts.
            scene.other(i).starts(10).slack(8 - (i + 1) / 10.0);
        }
        assertThat(scene.exposure().slack[0]).isEqualTo(8 - others / 10.0);
    }

    @Test
    void whatWasServedBeforeSharesNoInstanceThatIsStarted() {
        Scene scene = sharing(2);
        scene.other(0).starts(10).slack(1);
        scene.other(1).starts(10).slack(2);
        scene.other(2).starts(10).slack(0);
        scene.served(0);
        // Of two that share an instance the second is the other one: the first that has not been served.
        assertThat(scene.exposure().slack).containsExactly(2);
    }
}
