package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmth;
import dev.prewarm.Workflow;
import dev.prewarm.strategy.Places.Sharing;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places on instances a run's tasks find when they start, as a plan gives them theirs one after the other. */
class PlacesTest {
    private static final double NEVER = FuturesByHand.NEVER;

    private static Target target(String name, int concurrency) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(concurrency)
                .build();
    }

    private static Warmth ready(int instances, int freeCalls) {
        return FixedWarmth.ready(instances, freeCalls, Instant.MAX);
    }

    /** Tasks of one target, and one of another; none waits for any other. All is cold, and all are one call. */
    private static final class Given {
        final Target target;
        final Workflow workflow;
        final FixedRunView.Builder run;
        final FuturesByHand futures;
        private Places places;

        Given(int concurrency, int futures) {
            target = target("shared", concurrency);
            workflow = Workflow.builder("tasks")
                    .task("running", target)
                    .task("a", target)
                    .task("b", target)
                    .task("c", target)
                    .task("other", target("other", concurrency))
                    .build();
            run = FixedRunView.of(workflow);
            this.futures = new FuturesByHand(workflow, futures);
        }

        Given warm(Warmth warmth) {
            run.warmth("shared", warmth);
            return this;
        }

        /** So many calls of this run are under way, for so long. */
        Given running(int calls, double... remaining) {
            run.running("running", Instant.EPOCH).width("running", calls);
            futures.remaining("running", remaining);
            return this;
        }

        Given width(String task, int calls) {
            run.width(task, calls);
            return this;
        }

        Task task(String id) {
            return workflow.task(id);
        }

        /** From now on what is given does not change. */
        Places places() {
            if (places == null) {
                places = new Places(run.build(), futures);
            }
            return places;
        }

        int missing(String task, double start) {
            return places().missing(task(task), target, start);
        }

        double waiting(String task, double start) {
            return places().wait(task(task), target, start);
        }

        Sharing shares(String task, double start) {
            return places().shares(task(task), target, start);
        }

        boolean[] covered(String task) {
            return places().covered(task(task), target, futures.starts(task(task)));
        }

        void planned(String task, double start) {
            places().planned(task(task), target, start);
        }

        /** It is warm when the task comes. */
        void occupyWarm(String task, double start, double duration) {
            places().occupy(task(task), target, start, 4, duration, true);
        }

        /** Nothing is done against its cold start, which takes 4 s. */
        void occupyCold(String task, double start, double duration) {
            places().occupy(task(task), target, start, 4, duration, false);
        }

        /** A warm-up is planned for what the task lacks, and it gets its places. */
        void warmUpFor(String task, double start, double duration) {
            planned(task, start);
            occupyWarm(task, start, duration);
        }
    }

    private static Given serving(int concurrency) {
        return new Given(concurrency, 1);
    }

    // Which there are.

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whereNothingIsWarmAllCallsLackAPlace(int concurrency) {
        assertThat(serving(concurrency).width("a", 3).missing("a", 9)).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} calls lack {1} of 2 places")
    @CsvSource({"1, 0", "2, 0", "3, 1", "5, 3"})
    void callsBeyondThePlacesThatAreFreeLackOne(int calls, int missing) {
        assertThat(serving(1).warm(ready(2, 2)).width("a", calls).missing("a", 0))
                .isEqualTo(missing);
    }

    @Test
    void anInstanceWithoutALimitHasPlacesForAll() {
        assertThat(serving(0).width("a", 3).missing("a", 0)).isEqualTo(3);
        assertThat(serving(0).warm(ready(1, Integer.MAX_VALUE)).width("a", 3).missing("a", 0))
                .isZero();
    }

    /** The median of what the running task still takes is 4 s. */
    @ParameterizedTest(name = "after {0} s: {1} missing")
    @CsvSource({"0, 1", "3.999, 1", "4, 0", "5, 0"})
    void aTaskThatRunsGivesItsPlaceAtItsMedianEnd(double start, int missing) {
        Given given = new Given(1, 3).warm(ready(1, 1)).running(1, 3, 9, 4);
        assertThat(given.missing("a", start)).isEqualTo(missing);
    }

    @Test
    void aWideTaskThatRunsUsesAPlaceForEachCall() {
        Given given = serving(1).warm(ready(3, 3)).running(2, 4).width("a", 3);
        assertThat(given.missing("a", 0)).isEqualTo(2);
        assertThat(given.missing("a", 4)).isZero();
    }

    @Test
    void callsThatRunWithoutAPlaceGiveNone() {
        // Of three calls two wait in a queue of the platform: there is one place when they are done.
        Given given = serving(1).warm(ready(1, 1)).running(3, 4).width("a", 2);
        assertThat(given.missing("a", 4)).isEqualTo(1);
    }

    @Test
    void tasksOfOtherTargetsUseNoPlace() {
        Given given = serving(1).warm(ready(1, 1));
        given.run.running("other", Instant.EPOCH);
        given.futures.remaining("other", 9);
        assertThat(given.missing("a", 0)).isZero();
    }

    /** Of two instances for two calls each, other runs use three places: for half the duration of 6 s still. */
    @ParameterizedTest(name = "after {0} s {1} of {2} calls lack a place")
    @CsvSource({"0, 0, 1", "0, 3, 4", "2.999, 3, 4", "3, 0, 4", "3, 1, 5"})
    void whatOtherRunsUseIsFreeAfterHalfACall(double start, int missing, int calls) {
        Given given = serving(2).warm(ready(2, 1)).width("a", calls);
        given.futures.duration("a", 6);
        assertThat(given.missing("a", start)).isEqualTo(missing);
    }

    @Test
    void theUsersOfATargetAreTheTasksOfTheForecastThatHaveIt() {
        Given given = serving(1);
        given.futures.start("a", 3).start("c", 5).start("other", 4);
        assertThat(given.places().users(given.target)).containsExactly(given.task("a"), given.task("c"));
        assertThat(given.places().users(target("unknown", 1))).isEmpty();
    }

    // How long a task waits for one.

    @ParameterizedTest(name = "from {0} s on: {1} s")
    @CsvSource({"3, 2", "4.5, 0.5", "5, 0", "6, 0"})
    void aTaskWaitsUntilAnotherOneEnds(double start, double waiting) {
        assertThat(serving(1).warm(ready(1, 1)).running(1, 5).waiting("a", start))
                .isEqualTo(waiting);
    }

    @Test
    void aWideTaskWaitsForAsManyPlacesAsItHasCalls() {
        Given given = serving(1).warm(ready(2, 2)).running(1, 5).width("a", 2).width("b", 3);
        assertThat(given.waiting("a", 3)).isEqualTo(2);
        assertThat(given.waiting("b", 3)).isInfinite();
    }

    @Test
    void whereThereIsNoPlaceOrNoLimitNothingIsWaitedFor() {
        assertThat(serving(1).waiting("a", 3)).isInfinite();
        assertThat(serving(0).warm(ready(1, Integer.MAX_VALUE)).waiting("a", 3)).isInfinite();
    }

    @Test
    void whatStartsAtTheSameTimeIsNotWaitedFor() {
        Given given = serving(1).warm(ready(1, 1));
        given.occupyWarm("a", 3, 2);
        assertThat(given.waiting("b", 3)).isInfinite();
        assertThat(given.waiting("b", 3.5)).isEqualTo(1.5);
    }

    // What those before it leave.

    @Test
    void aTaskHasItsPlaceUntilItEnds() {
        Given given = serving(1).warm(ready(1, 1));
        given.occupyWarm("a", 2, 3);
        assertThat(given.missing("b", 4.999)).isEqualTo(1);
        assertThat(given.missing("b", 5)).isZero();
    }

    @Test
    void eachCallOfAWideTaskHasItsPlace() {
        Given given = serving(1).warm(ready(3, 3)).width("a", 2).width("b", 3);
        given.occupyWarm("a", 2, 3);
        assertThat(given.missing("b", 2)).isEqualTo(2);
        assertThat(given.missing("b", 5)).isZero();
    }

    @Test
    void whatIsMadeForATaskServesOthersAfterIt() {
        Given warmed = serving(1);
        warmed.occupyWarm("a", 2, 3);
        assertThat(warmed.missing("b", 4.999)).isEqualTo(1);
        assertThat(warmed.missing("b", 5)).isZero();
        // A cold start of 4 s comes on top.
        Given cold = serving(1);
        cold.occupyCold("a", 2, 3);
        assertThat(cold.missing("b", 8.999)).isEqualTo(1);
        assertThat(cold.missing("b", 9)).isZero();
    }

    @Test
    void aTaskThatFindsItsPlaceMeetsNoColdStart() {
        Given given = serving(1).warm(ready(1, 1));
        given.occupyCold("a", 2, 3);
        assertThat(given.missing("b", 5)).isZero();
    }

    @Test
    void aTaskThatStaysColdTakesThePlaceOfAnotherOneThatEndsFirst() {
        // It waits for 1 s instead of 4 s, and ends at 2 + 1 + 3; what the platform starts for it is ready at 2 + 4.
        Given given = serving(1).warm(ready(1, 1)).running(1, 3).width("b", 2);
        given.occupyCold("a", 2, 3);
        assertThat(given.missing("b", 5.999)).isEqualTo(2);
        assertThat(given.missing("b", 6)).isZero();
    }

    /** Of two instances for four calls each three places are left by five calls. */
    @ParameterizedTest(name = "{0} calls lack {1} at the same time, {2} once the first ones end")
    @CsvSource({"3, 0, 0", "4, 1, 0", "8, 5, 0", "9, 6, 1"})
    void anInstanceThatIsMadeForSomeCallsHasPlacesForOthers(int calls, int missing, int missingLater) {
        Given given = serving(4).width("a", 5).width("b", calls);
        given.occupyWarm("a", 2, 3);
        assertThat(given.missing("b", 2)).isEqualTo(missing);
        assertThat(given.missing("b", 5)).isEqualTo(missingLater);
    }

    @Test
    void onAnInstanceThatStartsOnceItIsCalledTheOtherPlacesAreThereWhenItIsReady() {
        Given given = serving(4).width("b", 3);
        given.occupyCold("a", 2, 3);
        assertThat(given.missing("b", 5.999)).isEqualTo(3);
        assertThat(given.missing("b", 6)).isZero();
    }

    @Test
    void whereThereIsNoLimitNobodyTakesAPlace() {
        Given given = serving(0).warm(ready(1, Integer.MAX_VALUE));
        given.warmUpFor("a", 2, 3);
        assertThat(given.missing("b", 2)).isZero();
    }

    // In which futures one is free.

    @Test
    void aTaskIsCoveredInTheFuturesInWhichTheRunningOneEndsFirst() {
        Given given = new Given(1, 3).warm(ready(1, 1)).running(1, 2, 9, 3);
        given.futures.start("a", 3);
        assertThat(given.covered("a")).containsExactly(true, false, true);
    }

    @Test
    void aTaskIsCoveredInTheFuturesInWhichItDoesNotOverlapWithAnother() {
        Given given = new Given(1, 5);
        // From 1 to 3 s, or from 5 to 7 s.
        given.futures.start("a", 1, 1, 5, 5, 1).duration("a", 2);
        given.futures.start("b", 3, 2.5, 4, 4, NEVER).duration("b", 1, 1, 1, 1.5, 1);
        given.occupyWarm("a", 1, 2);
        assertThat(given.covered("b")).containsExactly(true, false, true, false, true);
    }

    @Test
    void twoInstancesCoverWhatOverlapsWithOneOtherTask() {
        Given given = new Given(1, 2);
        given.futures.start("a", 1).duration("a", 4);
        given.futures.start("b", 1, 3).duration("b", 2);
        given.futures.start("c", 2).duration("c", 1);
        given.occupyWarm("a", 1, 4);
        given.occupyWarm("b", 1, 2);
        // Both run at 2 s in the one future; in the other b has not begun.
        assertThat(given.covered("c")).containsExactly(false, true);
    }

    @Test
    void aTaskThatFindsAPlaceAddsNoInstance() {
        Given given = serving(1);
        given.futures.start("a", 1).start("b", 2).start("c", 2.5);
        given.occupyWarm("a", 1, 1);
        given.occupyWarm("b", 2, 1);
        assertThat(given.covered("c")).containsExactly(false);
    }

    @Test
    void onlySingleCallsOfInstancesForOneAreCovered() {
        Given several = serving(2).warm(ready(1, 2));
        several.futures.start("a", 3);
        assertThat(several.covered("a")).isNull();
        Given wide = serving(1).warm(ready(2, 2)).width("a", 2);
        wide.futures.start("a", 3);
        assertThat(wide.covered("a")).isNull();
        Given none = serving(1);
        none.futures.start("a", 3);
        assertThat(none.covered("a")).as("there is no instance").isNull();
    }

    // What a single warm-up is.

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aWarmUpIsTheFirstWhereThereIsNoInstance(int concurrency) {
        assertThat(none(serving(concurrency))).isTrue();
        assertThat(none(serving(concurrency).warm(ready(1, 1)))).isFalse();
        assertThat(none(serving(concurrency).warm(ready(1, 0))))
                .as("one that other runs use")
                .isFalse();
    }

    private static boolean none(Given given) {
        return given.places().none(given.task("a"), given.target);
    }

    @Test
    void aTargetIsUnplannedUntilATaskBeforeGetsAnInstance() {
        Given given = serving(1);
        assertThat(given.places().unplanned(given.task("b"), given.target)).isTrue();
        given.occupyWarm("a", 2, 3);
        assertThat(given.places().unplanned(given.task("b"), given.target)).isFalse();
        assertThat(none(given)).as("there is none before the plan").isTrue();
    }

    // What starts together.

    /** The one starts at 4 s, at the median. */
    @ParameterizedTest(name = "4 and {0} s: {1}")
    @CsvSource({"4, 1", "4.2, 1", "4.201, 0", "3.8, 1", "3.799, 0"})
    void tasksThatStartWithinAFifthOfASecondStartTogether(double other, int together) {
        Given given = new Given(1, 3);
        given.futures.start("a", 3, 9, 4).start("b", other);
        assertThat(given.places().together(given.target, 4)).isEqualTo(together);
    }

    @Test
    void aTaskAloneStartsTogetherWithNone() {
        Given given = serving(1);
        given.futures.start("a", 4).start("other", 4);
        assertThat(given.places().together(given.target, 4)).isZero();
    }

    /** Tasks start each second, but for one that starts a tenth of a second after another. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void onlyThoseThatStartAtTheSameTimeStartTogetherOfMany(int pair) {
        Target target = target("many", 1);
        Workflow.Builder builder = Workflow.builder("many");
        for (int i = 0; i < 10; i++) {
            builder.task("t" + i, target);
        }
        Workflow workflow = builder.build();
        FuturesByHand futures = new FuturesByHand(workflow, 1).start("t9", pair + 0.1);
        for (int i = 0; i < 9; i++) {
            futures.start("t" + i, i);
        }
        Places places = new Places(FixedRunView.of(workflow).build(), futures);
        for (int i = 0; i < 9; i++) {
            assertThat(places.together(target, i)).as("at %s s", i).isEqualTo(i == pair ? 1 : 0);
        }
    }

    // What several tasks count on.

    @Test
    void aPlaceThatIsFreeNowMayBeCountedOnByOthersToo() {
        Given given = serving(4).warm(ready(1, 4)).width("a", 4).width("b", 5);
        assertThat(given.shares("a", 2)).isEqualTo(Sharing.NOW);
        assertThat(given.shares("b", 2)).as("not enough").isEqualTo(Sharing.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anInstanceForOneCallOrWithoutALimitIsNotShared(int concurrency) {
        assertThat(serving(concurrency).warm(ready(1, 1)).shares("a", 2)).isEqualTo(Sharing.NONE);
    }

    @Test
    void aPlaceThatThisRunStillUsesNeedNotBeWishedFor() {
        Given given = serving(4).warm(ready(1, 4)).running(4, 2);
        assertThat(given.shares("a", 3)).isEqualTo(Sharing.NONE);
    }

    /** Of an instance for four calls three places are left. */
    @ParameterizedTest(name = "{0} calls: {1}, and then one: {2}")
    @CsvSource({"1, PLANNED, PLANNED", "2, PLANNED, PLANNED", "3, PLANNED, NONE", "4, NONE, PLANNED"})
    void whatAPlannedInstanceHasBeyondItsOwnCallsIsSharedUntilItIsUsedUp(int calls, Sharing first, Sharing then) {
        Given given = serving(4).width("b", calls);
        given.warmUpFor("a", 2, 3);
        assertThat(given.shares("b", 2)).isEqualTo(first);
        given.occupyWarm("b", 2, 3);
        assertThat(given.shares("c", 2)).isEqualTo(then);
    }

    /** Three of five calls find a place; for two more an instance is made, and two places of it are left. */
    @ParameterizedTest(name = "{0} calls: {1}")
    @CsvSource({"1, PLANNED", "2, PLANNED", "3, NONE"})
    void onlyForCallsThatFindNoPlaceAnInstanceIsPlanned(int calls, Sharing sharing) {
        Given given = serving(4).warm(ready(1, 3)).width("a", 5).width("b", calls);
        given.futures.duration("a", 20);
        given.warmUpFor("a", 2, 3);
        assertThat(given.shares("b", 2)).isEqualTo(sharing);
    }

    @Test
    void severalInstancesArePlannedForManyCalls() {
        // Two for five calls: three places are left.
        Given given = serving(4).width("a", 5).width("b", 3);
        given.warmUpFor("a", 2, 3);
        assertThat(given.shares("b", 2)).isEqualTo(Sharing.PLANNED);
        given.occupyWarm("b", 2, 3);
        assertThat(given.shares("c", 2)).isEqualTo(Sharing.NONE);
    }

    @Test
    void whatThisRunLeavesByThenIsUsedBeforeWhatIsPlanned() {
        Given given = serving(4).warm(ready(1, 4)).running(4, 5).width("c", 3);
        given.warmUpFor("a", 2, 1);
        // At 6 s the four places of the running task are free, and those that are planned are not needed.
        assertThat(given.shares("b", 6)).isEqualTo(Sharing.NONE);
        assertThat(given.shares("c", 2.5)).isEqualTo(Sharing.PLANNED);
    }

    @Test
    void anInstanceThatServesAnyNumberOfCallsIsNotLookedAtCallByCall() {
        Given given = serving(Integer.MAX_VALUE).width("a", 3).width("b", Integer.MAX_VALUE);
        given.futures.start("a", 1).start("b", 2).start("c", 3);
        assertThat(given.missing("a", 1)).isEqualTo(3);
        given.warmUpFor("a", 1, 10);
        assertThat(given.missing("b", 2)).isEqualTo(3);
        assertThat(given.waiting("b", 2)).isEqualTo(9);
        given.warmUpFor("b", 2, 10);
        assertThat(given.missing("c", 3)).isZero();
        assertThat(given.shares("c", 3)).isEqualTo(Sharing.PLANNED);
    }
}
