package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.width;
import static dev.prewarm.strategy.SaidFutures.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.strategy.CostRationale.Verdict;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One plan of the cost-aware strategy for futures that are said one by one: which tasks it looks at, which it warms and when, and when
 * it wants to be asked again. What is idle is kept for 60 s; a second of delay is worth 10 instance-seconds unless something else is
 * said.
 */
class CostAwarePlanningTest {
    private static final Instant NOW = Instant.EPOCH.plusSeconds(100);
    private static final double PRICE = 10;
    private static final String SHARED = "it shares an instance with other tasks";
    private static final String SHARED_COLD = "the instance that it would share stays cold";

    private final Workflow.Builder tasks = Workflow.builder("workflow").localTask("runs");

    private static Target.Builder target(String name, int concurrency) {
        return Target.builder(name, URI.create("http://" + name + ".test")).concurrency(concurrency);
    }

    private static Instant in(double seconds) {
        return Quantiles.after(NOW, seconds);
    }

    /** Adds a task that comes after the one that runs. */
    private CostAwarePlanningTest task(String id, Target target) {
        return task(id, target, 1);
    }

    private CostAwarePlanningTest task(String id, Target target, int calls) {
        tasks.task(id, target, after("runs"), width(calls));
        return this;
    }

    private Scene futures(int futures) {
        return new Scene(tasks.build(), futures);
    }

    /** The run of the tasks, and its futures. */
    private static final class Scene {
        private final Workflow workflow;
        private final FixedRunView.Builder run;
        private final SaidFutures futures;

        Scene(Workflow workflow, int futures) {
            this.workflow = workflow;
            this.run = FixedRunView.of(workflow).now(NOW).running("runs", NOW);
            this.futures = SaidFutures.of(futures);
            workflow.targets().forEach(target -> run.warmth(target.name(), SaidWarmth.cold()));
        }

        SaidFutures.Said say(String task) {
            return futures.task(workflow.task(task));
        }

        SaidFutures.Said of(String task) {
            return futures.said(workflow.task(task));
        }

        Plan plan(double price) {
            RunView view = run.statistics(futures.asStatistics()).build();
            return CostAwareStrategy.of(price).plan(view);
        }

        Plan plan() {
            return plan(PRICE);
        }
    }

    private static List<String> warmed(Plan plan) {
        return plan.warmups().stream().map(warmup -> warmup.task().id()).toList();
    }

    private static List<String> refused(Plan plan) {
        return plan.refusals().stream()
                .map(refusal -> refusal.task().id() + " "
                        + ((refusal.reason() instanceof CostRationale costs)
                                ? costs.verdict().name()
                                : refusal.reason().sentence()))
                .toList();
    }

    private static void assertNothing(Plan plan) {
        assertThat(plan).isEqualTo(Plan.empty());
    }

    // One task.

    @Test
    void aTaskIsWarmedWhereThatCostsLeast() {
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.say("a").starts(2.5).coldStarts(2);
        Plan plan = scene.plan();
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.reviewAt()).isEmpty();
        Warmup warmup = plan.warmups().get(0);
        assertThat(warmup.task().id()).isEqualTo("a");
        assertThat(warmup.sendAt()).isEqualTo(in(0.5));
        assertThat(warmup.neededAt()).isEqualTo(in(2.5));
        assertThat(warmup.reason()).isEqualTo(new CostRationale(Verdict.SEND, 1, 0.5, 0, 0, 0, NEVER, 2 * PRICE));
    }

    @Test
    void whatHasNoTargetIsNotLookedAt() {
        tasks.localTask("local", after("runs"));
        Scene scene = futures(1);
        scene.say("local").starts(2);
        assertNothing(scene.plan());
    }

    /**
     * Its best send is late by 1/2 s in the second of two futures, where its request is a call beside two others: that costs 0.05, and
     * half of the 60 s for which the instance is kept that is started then. A cold start costs 0.2, a send that is never late 0.25.
     */
    @Test
    void whyASingleOneIsLeftColdIsToldWithAllThatItWouldCost() {
        Target single = target("single", 1).build();
        Scene scene = task("a", single).task("twin", single).futures(2);
        scene.say("a").starts(1, 1.5).coldStarts(1);
        scene.say("twin").starts(1, 1.5).coldStarts(1).slack(5);
        Plan plan = scene.plan(0.2);
        assertThat(refused(plan)).containsExactly("twin LEAVE_COLD", "a LEAVE_COLD");
        CostRationale why = (CostRationale) plan.refusals().get(1).reason();
        assertThat(why.costOfSending()).isEqualTo(0.05 + 60 / 2);
        assertThat(why.costOfNothing()).isEqualTo(0.2);
    }

    @ParameterizedTest(name = "{0} always kept: warmed {1}")
    @CsvSource({"1, true", "2, false", "3, false"})
    void whatIsAlwaysKeptForAllOfItsCallsIsNotLookedAt(int minScale, boolean warmed) {
        // Three calls need two instances.
        Scene scene = task("a", target("a", 2).minScale(minScale).build(), 3).futures(1);
        scene.say("a").starts(1);
        Plan plan = scene.plan();
        if (warmed) {
            assertThat(warmed(plan)).containsExactly("a");
        } else {
            assertNothing(plan);
        }
    }

    @ParameterizedTest(name = "called in {0} s: warmed {1}")
    @CsvSource({"0, false", "0.2, false", "0.25, true"})
    void whatIsAboutToBeCalledIsNotWarmed(double start, boolean warmed) {
        // A tenth of its cold start of 2 s is on the way.
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.say("a").starts(start).coldStarts(2);
        scene.run.finished("runs", NOW);
        Plan plan = scene.plan();
        if (warmed) {
            assertThat(warmed(plan)).containsExactly("a");
        } else {
            assertNothing(plan);
        }
    }

    @Test
    void whatCannotStartYetIsNotAboutToBeCalled() {
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.say("a").starts(0.1).coldStarts(2);
        assertThat(warmed(scene.plan())).containsExactly("a");
    }

    @ParameterizedTest(name = "due in {0} s: {1}")
    @CsvSource({"0.9, true", "1, true", "1.1, false"})
    void whatNeedNotBeSentWithinASecondIsDecidedThen(double due, boolean now) {
        Scene scene = task("a", target("a", 0).build()).futures(2);
        scene.say("a").starts(due + 2, NEVER).coldStarts(2);
        Plan plan = scene.plan(100);
        assertThat(warmed(plan)).isEqualTo(now ? List.of("a") : List.of());
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.reviewAt()).isEqualTo(now ? Optional.empty() : Optional.of(in(due)));
    }

    @Test
    void whatWouldLapseIsDecidedNowHoweverFarItsTaskIs() {
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.say("a").starts(20).coldStarts(15);
        scene.run.warmth("a", SaidWarmth.warm(1, 1, in(8)));
        // To touch it costs 20 - 8, a cold start 150.
        assertThat(warmed(scene.plan())).containsExactly("a");
    }

    @ParameterizedTest(name = "round {1} at {0}: {2}")
    @CsvSource({"10, 1, true", "10, 2, false", "60, 3, true", "60, 4, false", "1e6, 1000, true", "1e6, 1001, false"})
    void asManyRefreshesAreSentAsCostLessThanAColdStart(double price, int round, boolean warmed) {
        // A cold start of 2 s is worth 20 / 60, 120 / 60, or very many times the retention; a thousand are enough.
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.say("a").starts(2).coldStarts(2);
        scene.run.rounds("a", round);
        Plan plan = scene.plan(price);
        assertThat(warmed(plan)).isEqualTo(warmed ? List.of("a") : List.of());
        assertThat(refused(plan)).isEqualTo(warmed ? List.of() : List.of("a SEND"));
    }

    @ParameterizedTest(name = "round {0}: {1}")
    @CsvSource({"2, true", "3, false"})
    void manyInstancesAreRefreshedLessOften(int round, boolean warmed) {
        // Two of them cost 120 a time, as much as the cold start that is saved.
        Scene scene = task("a", target("a", 2).build(), 3).futures(1);
        scene.say("a").starts(2).coldStarts(2);
        scene.run.rounds("a", round);
        assertThat(warmed(scene.plan(60))).isEqualTo(warmed ? List.of("a") : List.of());
    }

    @ParameterizedTest(name = "due in {0} s: again in {1} s")
    @CsvSource({"0.5, 0.5", "0.05, 0.1", "0.1, 0.1", "0,", "-1,"})
    void whatIsLeftColdIsLookedAtAgainWhenItIsDue(double due, Double again) {
        // Half of 2 + 60 is more than half of a delay of 2 s.
        Scene scene = task("a", target("a", 0).build()).futures(2);
        scene.say("a").starts(due + 2, NEVER).coldStarts(2).resolved(100);
        Plan plan = scene.plan();
        assertThat(refused(plan)).containsExactly("a LEAVE_COLD");
        assertThat(plan.reviewAt()).isEqualTo(Optional.ofNullable(again).map(CostAwarePlanningTest::in));
    }

    @Test
    void whatLiesBeyondTheForecastIsLookedAtWhenItComesNearer() {
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.futures.nextLook(in(30));
        assertThat(scene.plan().reviewAt()).contains(in(30));
    }

    @Test
    void whatIsWarmAnywayIsNotWarmed() {
        Scene scene = task("a", target("a", 0).build()).futures(1);
        scene.say("a").starts(2);
        scene.run.warmth("a", SaidWarmth.warm(1, 1, in(1_000)));
        Plan plan = scene.plan();
        assertThat(plan.warmups()).isEmpty();
        assertThat(refused(plan)).containsExactly("a WARM_ANYWAY");
    }

    // Several tasks of one target.

    /**
     * Two tasks of a target whose instances serve one call; each takes 5 s. The only instance is in use for a long time: the second
     * one finds the place of the first free if it starts no sooner than that ends.
     */
    private Scene oneAfterTheOther(double[] first, double[] second) {
        Target one = target("one", 1).build();
        tasks.task("busy", one);
        Scene scene = task("a", one).task("b", one).futures(2);
        scene.say("a").starts(first);
        scene.say("b").starts(second);
        scene.run.running("busy", NOW).warmth("one", SaidWarmth.warm(1, 1, in(1_000)));
        scene.futures.running(scene.workflow.task("busy"), 900);
        return scene;
    }

    private Scene oneAfterTheOther(double first, double second) {
        return oneAfterTheOther(new double[] {first}, new double[] {second});
    }

    @ParameterizedTest(name = "{0} s after what is warmed")
    @CsvSource({"5, true", "4.9, false"})
    void whatComesAfterAWarmedTaskFindsItsPlace(double later, boolean free) {
        Plan plan = oneAfterTheOther(1.5, 1.5 + later).plan();
        assertThat(warmed(plan)).containsExactly("a");
        assertThat(refused(plan)).isEqualTo(free ? List.of("b WARM_ANYWAY") : List.of());
    }

    @ParameterizedTest(name = "{0} s after what will be")
    @CsvSource({"5, true", "4.9, false"})
    void whatComesAfterATaskThatIsDecidedLaterFindsItsPlace(double later, boolean free) {
        Plan plan = oneAfterTheOther(9, 9 + later).plan();
        assertThat(plan.warmups()).isEmpty();
        assertThat(refused(plan)).isEqualTo(free ? List.of("b WARM_ANYWAY") : List.of());
    }

    @ParameterizedTest(name = "{0} s after what is about to be called")
    @CsvSource({"5, false", "6, true"})
    void whatComesAfterATaskThatIsCalledColdFindsItsPlaceAColdStartLater(double later, boolean free) {
        Scene scene = oneAfterTheOther(0, later);
        scene.run.finished("runs", NOW);
        Plan plan = scene.plan();
        assertThat(plan.warmups()).isEmpty();
        assertThat(refused(plan)).isEqualTo(free ? List.of("b WARM_ANYWAY") : List.of());
    }

    @ParameterizedTest(name = "{0} s after what is left cold")
    @CsvSource({"5, false", "6, true"})
    void whatComesAfterATaskThatIsLeftColdFindsItsPlaceAColdStartLater(double later, boolean free) {
        Scene scene = oneAfterTheOther(new double[] {1.5, NEVER}, new double[] {1.5 + later, NEVER});
        // Half of 1 + 60 is more than half of a delay of 1 s.
        scene.of("a").resolved(100);
        assertThat(refused(scene.plan()))
                .isEqualTo(free ? List.of("a LEAVE_COLD", "b WARM_ANYWAY") : List.of("a LEAVE_COLD"));
    }

    @ParameterizedTest(name = "{0} s after what waits")
    @CsvSource({"5, true", "4.9, false"})
    void whatComesAfterATaskThatWaitsForABranchFindsItsPlace(double later, boolean free) {
        Scene scene = oneAfterTheOther(new double[] {1, NEVER}, new double[] {1 + later, NEVER});
        // Now half of 1 + 60; once the branch is known half of a delay of 0.1 s.
        scene.of("a").resolved(0.1);
        assertThat(refused(scene.plan())).isEqualTo(free ? List.of("a WAIT", "b WARM_ANYWAY") : List.of("a WAIT"));
    }

    @ParameterizedTest(name = "{0} s after what finds one")
    @CsvSource({"5, true", "4.9, false"})
    void whatComesAfterATaskThatFindsAnInstanceFindsItsPlace(double later, boolean free) {
        Target one = target("one", 1).build();
        Scene scene = task("a", one).task("b", one).futures(1);
        scene.say("a").starts(2);
        scene.say("b").starts(2 + later);
        scene.run.warmth("one", SaidWarmth.warm(1, 1, in(1_000)));
        assertThat(refused(scene.plan()))
                .isEqualTo(free ? List.of("a WARM_ANYWAY", "b WARM_ANYWAY") : List.of("a WARM_ANYWAY"));
    }

    @Test
    void whatWasWarmedForATaskIsItsOwnBeforeOthersCountOnIt() {
        Target one = target("one", 1).build();
        Scene scene = task("a", one).task("b", one).futures(1);
        scene.say("a").starts(1.5);
        scene.say("b").starts(1.5);
        scene.run.warmth("one", SaidWarmth.warm(1, 1, in(1_000))).rounds("b", 1);
        Plan plan = scene.plan();
        assertThat(refused(plan)).containsExactly("b WARM_ANYWAY");
        assertThat(warmed(plan)).containsExactly("a");
    }

    /** Tasks of a target whose instances serve two calls: a, b and c. */
    private Scene pairs() {
        Target two = target("two", 2).build();
        return task("a", two).task("b", two).task("c", two).futures(1);
    }

    /** Another run uses the only instance: its two places are free half a call later, which is after 2.5 s. */
    private static FixedWarmth usedByAnotherRun() {
        return SaidWarmth.warm(1, 0, in(1_000));
    }

    @Test
    void whatFindsAFreePlaceOnAnInstanceOfSeveralWishesForItNow() {
        Scene scene = pairs();
        scene.say("a").starts(3);
        scene.say("b").starts(3);
        scene.run.warmth("two", SaidWarmth.warm(1, 2, in(1_000)));
        Plan plan = scene.plan();
        assertThat(plan.refusals()).isEmpty();
        assertThat(warmed(plan)).containsExactly("a", "b");
        assertThat(plan.warmups()).allSatisfy(warmup -> {
            assertThat(warmup.sendAt()).isEqualTo(NOW);
            assertThat(warmup.neededAt()).isEqualTo(in(3));
            assertThat(warmup.reason().sentence()).isEqualTo(SHARED);
        });
    }

    @Test
    void whatWasServedAndFindsAPlaceWishesForNothing() {
        Scene scene = pairs();
        scene.say("a").starts(3);
        scene.run.warmth("two", SaidWarmth.warm(1, 2, in(1_000))).rounds("a", 1);
        Plan plan = scene.plan();
        assertThat(plan.warmups()).isEmpty();
        assertThat(refused(plan)).containsExactly("a WARM_ANYWAY");
    }

    @ParameterizedTest(name = "first {0} s ahead, third {1} s")
    @CsvSource({"1.5, 2", "2, 1.5"})
    void whatSharesAnInstanceThatIsPlannedIsSentWithTheFirst(double first, double third) {
        Scene scene = pairs();
        scene.say("a").starts(first);
        scene.say("b").starts(2);
        scene.say("c").starts(third);
        scene.run.warmth("two", usedByAnotherRun());
        // The first one is sent a cold start of 1 s before, and so is the third, for which no place is left.
        Plan plan = scene.plan();
        assertThat(plan.refusals()).isEmpty();
        assertThat(warmed(plan)).containsExactlyInAnyOrder("a", "b", "c");
        Warmup sharer = plan.warmups().get(2);
        assertThat(sharer.task().id()).isEqualTo("b");
        assertThat(sharer.sendAt()).isEqualTo(in(0.5));
        assertThat(sharer.neededAt()).isEqualTo(in(2));
        assertThat(sharer.reason().sentence()).isEqualTo(SHARED);
    }

    // Layers.

    /**
     * Two tasks at the same time that are reached in the same half of the futures. For one alone half of C + 60 is spent, and half of
     * a delay of C saved; for both it is spent twice, and the delay saved once.
     */
    private Scene layer(double start, double coldStart) {
        Target shared = target("shared", 2).build();
        Scene scene = task("a", shared)
                .task("b", target("other", 1).build())
                .task("c", shared)
                .futures(2);
        scene.say("a").starts(start, NEVER).coldStarts(coldStart).resolved(100);
        scene.say("b").starts(start, NEVER).coldStarts(coldStart).resolved(100);
        return scene;
    }

    @ParameterizedTest(name = "at {0}: {1}")
    @CsvSource({"62, false", "121, false", "123, true"})
    void whatPaysForEachButNotForAllIsLeftCold(double price, boolean warmed) {
        Plan plan = layer(1.5, 1).plan(price);
        assertThat(warmed(plan)).isEqualTo(warmed ? List.of("a", "b") : List.of());
        assertThat(refused(plan))
                .isEqualTo(warmed ? List.of() : List.of("a LEAVE_COLD_WITH_OTHERS", "b LEAVE_COLD_WITH_OTHERS"));
    }

    @ParameterizedTest(name = "{0} s ahead: again in {1} s")
    @CsvSource({"2, 0.5", "1, 0.25", "0.4, 0.1", "0.2, 0.1"})
    void whatIsLeftColdWithOthersIsLookedAtAgainWhenItIsNearer(double start, double again) {
        // A delay of the cold start is worth 100.
        double coldStart = Math.min(1, start);
        assertThat(layer(start, coldStart).plan(100 / coldStart).reviewAt()).contains(in(again));
    }

    @Test
    void whatIsWarmedWithOthersIsNotLookedAtAgain() {
        assertThat(layer(1.5, 1).plan(200).reviewAt()).isEmpty();
    }

    @Test
    void whatWouldShareAnInstanceThatStaysColdStaysColdToo() {
        Scene scene = layer(1.5, 1);
        scene.say("c").starts(1.5, NEVER).resolved(100);
        scene.run.warmth("shared", usedByAnotherRun());
        Plan plan = scene.plan(100);
        assertThat(plan.warmups()).isEmpty();
        assertThat(refused(plan))
                .containsExactly("a LEAVE_COLD_WITH_OTHERS", "b LEAVE_COLD_WITH_OTHERS", "c " + SHARED_COLD);
    }

    @Test
    void aRefreshIsSentWhateverElseRunsAtTheSameTime() {
        Scene scene = layer(1.5, 1);
        scene.run.rounds("a", 1);
        Plan plan = scene.plan(100);
        assertThat(warmed(plan)).containsExactlyInAnyOrder("a", "b");
        assertThat(plan.refusals()).isEmpty();
    }

    // Very many tasks of one target.

    /**
     * So many tasks, an instance for each, that are certain to start after 1.5 s, but for one, and but for those after that: the n-th of these starts 0.2 n s
     * later, or in half the futures 0.2 s later than that. A second of delay is worth 0.4.
     */
    private Scene many(int count, int uncertain) {
        Target target = target("many", 1).build();
        for (int i = 0; i < count; i++) {
            task("t" + i, target);
        }
        Scene scene = futures(2);
        for (int i = 0; i < count; i++) {
            double start = 1.5 + 0.2 * Math.max(0, i - uncertain + 1);
            scene.say("t" + i).starts(start, (i < uncertain) ? start : start + 0.2);
        }
        return scene;
    }

    private static double sent(Plan plan, int task) {
        Warmup warmup = plan.warmups().stream()
                .filter(each -> each.task().id().equals("t" + task))
                .findFirst()
                .orElseThrow();
        return Duration.between(NOW, warmup.sendAt()).toMillis() / 1e3;
    }

    /**
     * Of X = 0.7 and 0.9 the later one is best at a price of 0.4: late by 0.2 s in half the futures, 0.04, instead of idle for as long,
     * 0.1. What is nearly the same as the task before, which is sent after 0.5 s, is sent after 0.7 s.
     */
    @ParameterizedTest(name = "number {1} of {0}")
    @CsvSource({"64, 63, 0.9", "65, 63, 0.9", "65, 64, 0.7"})
    void ofMoreThanSixtyFourTasksThoseBeyondAreSentAsMuchLaterAsTheyStart(int count, int uncertain, double sent) {
        Plan plan = many(count, uncertain).plan(0.4);
        assertThat(sent(plan, uncertain)).isEqualTo(sent);
        assertThat(sent(plan, uncertain - 1)).isEqualTo(0.5);
    }

    @Test
    void eachOfVeryManyIsComparedWithTheOneBefore() {
        Plan plan = many(66, 64).plan(0.4);
        assertThat(sent(plan, 64)).isEqualTo(0.7);
        assertThat(sent(plan, 65)).isEqualTo(0.9);
    }

    @Test
    void whatIsNeverWorthWarmingIsNotOneOfThoseLookedAtClosely() {
        Scene scene = many(65, 64);
        // Its cold start delays nothing; so the last is the sixty-fourth.
        scene.of("t10").slack(5);
        Plan plan = scene.plan(0.4);
        assertThat(sent(plan, 64)).isEqualTo(0.9);
        assertThat(refused(plan)).containsExactly("t10 LEAVE_COLD");
    }
}
