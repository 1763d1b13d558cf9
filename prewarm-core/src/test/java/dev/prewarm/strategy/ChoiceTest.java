package dev.prewarm.strategy;

import static dev.prewarm.strategy.Scene.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.strategy.CostRationale.Verdict;
import dev.prewarm.testing.FixedWarmth;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cost of sending at an instant, and of leaving a task cold, worked out by hand: T is when the task starts, C its cold start, W =
 * 60 how long what is idle is kept, which is certain for 50 s. A second of delay is worth 10 instance-seconds unless something else
 * is said.
 */
class ChoiceTest {
    private static final double PRICE = 10;
    private static final Offset<Double> ROUNDED = within(1e-9);

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** One future: T = 10, C = 2. */
    private static Scene certain() {
        Scene scene = Scene.of(1);
        scene.task().starts(10).coldStarts(2);
        return scene;
    }

    /** Warm until 8 s from now. */
    private static FixedWarmth warmForEight() {
        return SaidWarmth.warm(1, 1, Scene.in(8));
    }

    /** The only instance, which serves one call, is in use; the task comes after 10 s, with a cold start of 5 s. */
    private static Scene occupied(double... remaining) {
        Scene scene = Scene.of(remaining.length, 1, 1).busy(remaining).warmth(SaidWarmth.warm(1, 1, Scene.in(1_000)));
        scene.task().starts(10).coldStarts(5);
        return scene;
    }

    // The cost of a send.

    @Test
    void whatIsReadyBeforeItsTaskIdlesUntilThen() {
        Choice choice = certain().choice(PRICE);
        // Ready after 7 s, and after 10 s.
        assertThat(choice.cost(5)).isEqualTo(3);
        assertThat(choice.cost(8)).isZero();
    }

    @Test
    void eachOfSeveralInstancesIdles() {
        Scene scene = Scene.of(1, 2, 3);
        scene.task().starts(10).coldStarts(2);
        // Three calls need two instances.
        assertThat(scene.choice(PRICE).cost(5)).isEqualTo(2 * 3);
    }

    @ParameterizedTest(name = "slack {0}: {1} late")
    @CsvSource({"0, 1", "0.25, 0.75", "1, 0", "1.5, 0"})
    void whatIsReadyAfterItsTaskDelaysTheRunByWhatExceedsTheSlack(double slack, double late) {
        Scene scene = Scene.of(1);
        scene.task().starts(10).coldStarts(2).slack(slack);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(9)).isEqualTo(PRICE * late);
        assertThat(choice.late(0)).isEqualTo(late);
        choice.cost(5);
        assertThat(choice.late(0)).as("of what was costed last").isZero();
    }

    @Test
    void aMicrosecondLateIsInTime() {
        Scene scene = Scene.of(1);
        scene.task().starts(1).coldStarts(1);
        Choice choice = scene.choice(1e6);
        assertThat(choice.cost(1e-6)).isZero();
        assertThat(choice.cost(3e-6)).isCloseTo(3, within(1e-3));
    }

    @Test
    void whatIsNotSentBeforeTheTaskStartsIsNotSent() {
        Scene scene = Scene.of(1, 1, 1);
        scene.task().starts(10).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        // A second late, and the platform starts another instance, which is kept for 60 s.
        assertThat(choice.cost(9)).isEqualTo(60 + PRICE * 1);
        assertThat(choice.cost(10)).isEqualTo(PRICE * 2);
        assertThat(choice.cost(11)).isEqualTo(PRICE * 2);
    }

    @Test
    void whatIsNotCertainlyKeptUntilTheTaskComesIsInVain() {
        Scene scene = Scene.of(1);
        scene.task().starts(100).coldStarts(2).slack(0.5);
        Choice choice = scene.choice(PRICE);
        // Ready after 50 s it is idle for the 50 s that are certain; a little earlier it lapses before it is of use.
        assertThat(choice.cost(48)).isEqualTo(50);
        assertThat(choice.cost(47.9)).isEqualTo(2 + 60 + PRICE * 1.5);
        assertThat(choice.late(0)).isEqualTo(1.5);
    }

    @Test
    void eachOfSeveralInstancesMayLapse() {
        Scene scene = Scene.of(1, 2, 3);
        scene.task().starts(100).coldStarts(2);
        assertThat(scene.choice(PRICE).cost(0)).isEqualTo(2 * (2 + 60) + PRICE * 2);
    }

    @Test
    void whatIsWarmAndTouchedBeforeItLapsesIdlesFromWhenItWouldHaveLapsed() {
        Scene scene = Scene.of(1).warmth(warmForEight());
        scene.task().starts(20).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(5)).isEqualTo(20 - 8);
        // It has lapsed: another one is started, and ready after 10 s.
        assertThat(choice.cost(8)).isEqualTo(20 - 10);
    }

    @Test
    void whatIsTouchedNeedsNoColdStartButMayLapseAllTheSame() {
        Scene scene = Scene.of(1).warmth(warmForEight());
        scene.task().starts(55).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(5)).as("kept for the 50 s that are certain").isEqualTo(55 - 8);
        assertThat(choice.cost(4.9)).isEqualTo(60 + PRICE * 2);
    }

    @Test
    void aTaskThatComesBeforeItsInstanceLapsesCostsNothing() {
        Scene scene = Scene.of(3).warmth(warmForEight());
        scene.task().starts(5, 8, 20).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        // Whether it is touched before the first one comes, or after; the third one alone would be cold.
        assertThat(choice.cost(3)).isEqualTo((20 - 8) / 3.0);
        assertThat(choice.cost(6)).isEqualTo((20 - 8) / 3.0);
        assertThat(choice.cost(20)).isEqualTo(PRICE * 2 / 3);
        assertThat(choice.costOfNothing()).isEqualTo(PRICE * 2 / 3);
        assertThat(choice.harm(1)).isZero();
        assertThat(choice.harm(2)).isEqualTo(2);
    }

    /** Where the platform makes an instance for each call that finds none, the call makes as many if it is left cold. */
    @ParameterizedTest(name = "on Knative {0}: {1}")
    @CsvSource({"true, 65", "false, 0"})
    void whatIsReadyOnlyAfterAnotherTaskGivesItsPlaceIsInVain(boolean knative, double inVain) {
        // The other task ends 3 s after this one comes.
        Scene scene = occupied(13);
        if (knative) {
            scene.warmth(SaidWarmth.warm(1, 1, Instant.MAX).onKnative());
        }
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(7.5)).as("late by 2.5 s").isEqualTo(PRICE * 2.5);
        assertThat(choice.cost(8)).as("ready when the other one ends").isEqualTo(inVain + PRICE * 3);
        assertThat(choice.cost(9)).isEqualTo(inVain + PRICE * 3);
        assertThat(choice.cost(10)).as("nothing is sent").isEqualTo(PRICE * 3);
        assertThat(choice.costOfNothing()).isEqualTo(PRICE * 3);
    }

    @Test
    void whatATaskThatFindsAFreePlaceNeedsNotIsUnused() {
        // In the first future the other one has ended.
        Choice choice = occupied(8, 13, 13).choice(PRICE);
        assertThat(choice.cost(5)).isEqualTo((5 + 60) / 3.0);
        assertThat(choice.cost(10)).isEqualTo(PRICE * (3 + 3) / 3);
        assertThat(choice.late(0)).isZero();
        assertThat(choice.harm(0)).isZero();
        assertThat(choice.harm(1)).isEqualTo(3);
        assertThat(choice.costOfNothing()).isEqualTo(PRICE * (3 + 3) / 3);
    }

    // Branches, and others.

    @Test
    void whatIsSentBeforeItIsKnownThatTheTaskIsNotReachedIsInVain() {
        Scene scene = Scene.of(2);
        scene.task().starts(10, NEVER).coldStarts(2).resolved(4);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(3)).isEqualTo((5 + 2 + 60) / 2.0);
        assertThat(choice.cost(4)).isEqualTo(4 / 2.0);
        assertThat(choice.costOfNothing()).isEqualTo(PRICE * 2 / 2);
        assertThat(choice.harm(1)).isZero();
    }

    @Test
    void whatOtherRunsUseIsWorthACostOfTheirs() {
        Scene scene = Scene.of(4).warmth(SaidWarmth.cold().reused(0.25, 20));
        scene.task().starts(10, NEVER, 10, NEVER).coldStarts(2).resolved(4);
        // In vain it costs 0.75 (2 + 60) + 0.25 x 20 = 51.5, which half a run more bears: r / p = 0.25 / 0.5.
        assertThat(scene.choice(PRICE).cost(3)).isEqualTo((5 + 5 + 2 * 51.5) / (4 + 2 * 0.5), ROUNDED);
    }

    @Test
    void allCostsAreScaledByHowProbableItIsThatNobodyElseKeepsItWarm() {
        Scene scene = Scene.of(1).warmth(SaidWarmth.cold().warmAnyway(0.25));
        scene.task().starts(10).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(5)).isEqualTo(0.75 * 3);
        assertThat(choice.cost(9)).isEqualTo(0.75 * PRICE);
        assertThat(choice.late(0)).isEqualTo(0.75);
        assertThat(choice.harm(0)).isEqualTo(0.75 * 2);
        assertThat(choice.costOfNothing()).isEqualTo(0.75 * PRICE * 2);
    }

    // What the platform makes.

    @ParameterizedTest(name = "used by others with probability {0}: {1}")
    @CsvSource({"0, 54", "0.25, 45"})
    void severalCallsThatFindNothingReadyMakeKnativeStartMore(double reused, double beyond) {
        Scene scene = Scene.of(2, 1, 3).warmth(SaidWarmth.cold().onKnative().reused(reused, 20));
        scene.task().starts(10, NEVER).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        // 0.3 for each of three, kept for 60 s, or for 0.75 x 60 + 0.25 x 20 = 50 s.
        assertThat(choice.costBeyond()).isEqualTo(beyond / 2, ROUNDED);
        assertThat(choice.costOfNothing()).isEqualTo((beyond + PRICE * 2) / 2, ROUNDED);
        assertThat(choice.cost(8)).isZero();
        assertThat(choice.cost(9)).isEqualTo((beyond + PRICE * 1) / 2, ROUNDED);
        assertThat(choice.cost(10)).isEqualTo((beyond + PRICE * 2) / 2, ROUNDED);
    }

    @Test
    void whatKnativeStartsBeyondMattersAsMuchAsTheRest() {
        Scene scene = Scene.of(3, 1, 3).warmth(SaidWarmth.cold().onKnative().warmAnyway(0.5));
        scene.task().starts(10, 12, NEVER).coldStarts(2);
        // In two of three futures.
        assertThat(scene.choice(PRICE).costBeyond()).isEqualTo(0.5 * 54 * 2 / 3, ROUNDED);
    }

    @Test
    void aPlatformOfWhichNothingIsSaidStartsNothingBeyond() {
        Scene scene = Scene.of(1, 1, 3);
        scene.task().starts(10).coldStarts(2);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.costBeyond()).isZero();
        assertThat(choice.cost(9)).isEqualTo(PRICE);
    }

    /** Two tasks that start at the same time: one of four futures is late from 5 s on, another one from 8 s on, and one by 4 s. */
    private static Scene two(FixedWarmth warmth) {
        Scene scene = Scene.of(4, 1, 1).warmth(warmth);
        scene.task().starts(10, 10, 4, NEVER).coldStarts(2, 5, 2, 2);
        scene.other(0).starts(10);
        return scene;
    }

    @ParameterizedTest(name = "sent after {0} s: late in {1} of 4 futures")
    @CsvSource({"2, 0, 0", "2.5, 1, 0", "4, 0, 0", "5, 0, 0", "5.5, 1, 0", "8.1, 2, 1"})
    void whatIsLateAndAloneCostsASecondInstance(double sendIn, int late, double onKnative) {
        // One that the platform starts, and keeps for 60 s.
        assertThat(two(SaidWarmth.cold()).choice(PRICE).costOfBeingAlone(sendIn))
                .isEqualTo(60.0 * late / 4, ROUNDED);
        assertThat(two(SaidWarmth.cold().warmAnyway(0.5)).choice(PRICE).costOfBeingAlone(sendIn))
                .isEqualTo(0.5 * 60 * late / 4, ROUNDED);
        assertThat(two(SaidWarmth.cold().onKnative()).choice(PRICE).costOfBeingAlone(sendIn))
                .as("where only those count that are late by 3 s")
                .isEqualTo(60.0 * onKnative / 4, ROUNDED);
    }

    @Test
    void whatIsAMicrosecondLateIsNotAlone() {
        Scene scene = Scene.of(1, 1, 1);
        scene.task().starts(1).coldStarts(1);
        scene.other(0).starts(1);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.costOfBeingAlone(1e-6)).isZero();
        assertThat(choice.costOfBeingAlone(3e-6)).isEqualTo(60, ROUNDED);
    }

    // The best instant.

    @Test
    void aCertainTaskIsWarmedItsColdStartBefore() {
        Choice choice = certain().choice(PRICE);
        assertThat(choice.sendIn()).isEqualTo(8);
        assertThat(choice.verdict()).isEqualTo(Verdict.SEND);
        assertThat(choice.rationale(choice.verdict(), choice.sendIn()))
                .isEqualTo(new CostRationale(Verdict.SEND, 1, 8, 0, 0, 0, NEVER, PRICE * 2));
    }

    @Test
    void whatIsOverdueIsSentNow() {
        Scene scene = Scene.of(1);
        scene.task().starts(10).coldStarts(13);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.sendIn()).isZero();
        assertThat(choice.rationale(Verdict.SEND, 0))
                .isEqualTo(new CostRationale(Verdict.SEND, 1, 0, 1, 0, PRICE * 3, NEVER, PRICE * 13));
    }

    /** At X = n the slope of the cost turns from n - 11 + price (n - 1), below 0, to n - 10 + price n, above. */
    @ParameterizedTest(name = "at {0}: {1}")
    @CsvSource({"0.1, 10", "0.9, 6", "1.1, 5", "3, 3", "10, 1"})
    void ofUncertainInstantsTheFractileIsChosen(double price, double sendIn) {
        Scene scene = Scene.of(10);
        scene.task().starts(107, 103, 110, 101, 105, 109, 102, 108, 104, 106).coldStarts(100);
        assertThat(scene.choice(price).sendIn()).isEqualTo(sendIn);
    }

    /** Against trying each instant at which a future becomes late. The cost is convex, since all are late by less than a cold start. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noInstantCostsLess(long seed) {
        Random random = new Random(seed);
        int futures = 1 + random.nextInt(40);
        double[] latest = random.doubles(futures, 0, 30).toArray();
        double[] coldStarts = random.doubles(futures, 40, 60).toArray();
        double[] starts = new double[futures];
        Arrays.setAll(starts, k -> latest[k] + coldStarts[k]);
        Scene scene = Scene.of(futures);
        scene.task().starts(starts).coldStarts(coldStarts);
        Choice choice = scene.choice(Math.exp(4 * random.nextDouble() - 2));
        double least = DoubleStream.concat(DoubleStream.of(0), Arrays.stream(latest))
                .map(choice::cost)
                .min()
                .orElseThrow();
        assertThat(choice.cost(choice.sendIn())).isEqualTo(least, ROUNDED);
    }

    @ParameterizedTest(name = "T = {0} with a slack of {2}, and {1}: {3}")
    @CsvSource({"10, 13, 1, 7", "5, 9, 2, 3"})
    void aSendMayBeAsLateAsTheSlackAllows(double first, double second, double slack, double sendIn) {
        Scene scene = Scene.of(2);
        scene.task().starts(first, second).coldStarts(4).slack(slack, 0);
        // Sent at the first X, with its slack, and at the second X, it costs, in one of two futures:
        // after 6, 7 and 9 s 3, 2, and 2 x 10; after 1, 3 and 5 s 4, 2, and 2 x 10.
        Choice choice = scene.choice(PRICE);
        assertThat(choice.sendIn()).isEqualTo(sendIn);
        assertThat(choice.cost(sendIn)).isEqualTo(1);
    }

    /** Until then more may become known. */
    @Test
    void ofInstantsThatCostTheSameTheLatestIsChosen() {
        Scene scene = Scene.of(1);
        scene.task().starts(10).coldStarts(4).slack(1);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.cost(6)).isZero();
        assertThat(choice.cost(7)).isZero();
        assertThat(choice.sendIn()).isEqualTo(7);
    }

    @Test
    void whatWouldLapseIsTouchedALittleBefore() {
        Scene scene = Scene.of(1).warmth(warmForEight());
        scene.task().starts(55).coldStarts(50);
        // What is touched now is not certainly kept until the task comes; what is started once it has lapsed is late.
        Choice choice = scene.choice(PRICE);
        assertThat(choice.sendIn()).isEqualTo(7.8);
        assertThat(choice.cost(7.8)).isEqualTo(55 - 8);
        assertThat(choice.verdict()).isEqualTo(Verdict.SEND);
    }

    @ParameterizedTest
    @CsvSource({"0.1", "0.2"})
    void whatLapsesAtOnceIsTouchedNow(double seconds) {
        Scene scene = Scene.of(1).warmth(SaidWarmth.warm(1, 1, Scene.in(seconds)));
        scene.task().starts(1.9).coldStarts(2);
        Choice choice = scene.choice(100);
        assertThat(choice.sendIn()).isZero();
        assertThat(choice.cost(0)).isEqualTo(1.9 - seconds, ROUNDED);
    }

    @Test
    void whatHasJustLapsedIsStartedAnew() {
        Scene scene = Scene.of(1).warmth(SaidWarmth.warm(1, 1, Scene.NOW));
        scene.task().starts(20).coldStarts(2);
        assertThat(scene.choice(PRICE).sendIn()).isEqualTo(18);
    }

    // The verdict.

    @Test
    void aColdStartThatDelaysNothingIsLeft() {
        Scene scene = Scene.of(1);
        scene.task().starts(10).coldStarts(2).slack(2);
        Choice choice = scene.choice(PRICE);
        assertThat(choice.verdict()).isEqualTo(Verdict.LEAVE_COLD);
        assertThat(choice.sendIn()).isZero();
        assertThat(choice.rationale(Verdict.LEAVE_COLD, 0))
                .isEqualTo(new CostRationale(Verdict.LEAVE_COLD, 1, 0, 0, 2, NEVER, NEVER, 0));
    }

    @ParameterizedTest(name = "at {0}: {1}")
    @CsvSource({"30, LEAVE_COLD", "31, LEAVE_COLD", "32, SEND"})
    void aSendMustCostLessThanNothing(double price, Verdict verdict) {
        Scene scene = Scene.of(2);
        scene.task().starts(10, NEVER).coldStarts(2).resolved(20);
        // Half of 2 + 60, against half of a delay of 2 s.
        assertThat(scene.choice(price).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "at {0}: {1}")
    @CsvSource({"20, WAIT", "61, WAIT", "62, SEND", "63, SEND"})
    void aSendThatIsDueWaitsForABranchIfThatCostsLess(double price, Verdict verdict) {
        Scene scene = Scene.of(2);
        scene.task().starts(2, NEVER).coldStarts(2).resolved(1);
        // Now: half of 2 + 60; once the branch is known: half of a delay of 1 s.
        Choice choice = scene.choice(price);
        assertThat(choice.sendIn()).isZero();
        assertThat(choice.verdict()).isEqualTo(verdict);
        assertThat(choice.rationale(verdict, 0))
                .isEqualTo(new CostRationale(verdict, 0.5, 0, 0, 0, 31, price / 2, price));
    }

    @ParameterizedTest(name = "the task before starts {0} s late: {1}")
    @CsvSource({"0, 0, WAIT", "0.25, 2.5, WAIT", "0.5, 5, SEND", "0.75, 7.5, SEND"})
    void aSendThatIsDueWaitsForTheTaskBeforeIfThatCostsLess(double later, double waiting, Verdict verdict) {
        Scene scene = Scene.of(2);
        scene.task().starts(2, 12).coldStarts(2).predecessorStarts(later, 10 + later);
        // Now: 10 idle in one of two futures. Once the task before has started X is known, and all are late by as much.
        Choice choice = scene.choice(PRICE);
        assertThat(choice.sendIn()).isZero();
        assertThat(choice.verdict()).isEqualTo(verdict);
        assertThat(choice.rationale(verdict, 0))
                .isEqualTo(new CostRationale(verdict, 1, 0, 0, 0, 5, waiting, PRICE * 2));
    }

    @ParameterizedTest(name = "the branch after {0} s, the task before after {1} s: {2}")
    @CsvSource({"1, 0.5, 5", "0.5, 1, 5", "1, 1, 10"})
    void theCheaperOfTwoThingsIsWaitedFor(double resolved, double predecessor, double waiting) {
        Scene scene = Scene.of(2);
        // Not reached, which is known before the task before starts, in half the futures.
        scene.task().starts(2, NEVER).coldStarts(2).resolved(resolved).predecessorStarts(predecessor, NEVER);
        CostRationale rationale = scene.choice(20).rationale(Verdict.WAIT, 0);
        assertThat(rationale.costOfWaiting()).isEqualTo(waiting);
    }

    // A task that is nearly the same as another one.

    @ParameterizedTest(name = "like {0} at {1}: {2}, at a cost of {3}")
    @CsvSource({"7, 10, 7, 1", "9.5, 10, 0, 8", "9, 8, 0, 8", "9, 7, 9, 7", "0, 10, 0, 8"})
    void ofATaskThatIsNearlyTheSameAsAnotherItsInstantOrNowIsChosen(
            double like, double price, double sendIn, double cost) {
        Choice choice = new Choice(certain().exposure(), price, like);
        assertThat(choice.sendIn()).isEqualTo(sendIn);
        assertThat(choice.rationale(Verdict.SEND, sendIn).costOfSending()).isEqualTo(cost);
    }
}
