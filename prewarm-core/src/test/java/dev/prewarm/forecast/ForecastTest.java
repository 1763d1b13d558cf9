package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Forecast;
import dev.prewarm.Plan;
import dev.prewarm.Prewarmer;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.TaskState;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a strategy is told of the time to come, in cases that can be worked out by hand. */
class ForecastTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int LEARNED = DurationHistory.CAPACITY;
    /** Always warm; but its cold start would take so long that forecasts look an hour ahead. */
    private static final Target KEPT =
            service("kept").minScale(1).coldStart(Duration.ofHours(1)).build();

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private Consumer<RunView> watch = run -> {};
    private Function<RunView, ImmutableList<Warmup>> warm = run -> ImmutableList.of();
    private Seen seen = new Seen(Instant.MAX, Collections.emptyMap(), Collections.emptyMap());

    private final Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(4)))
            .scheduler(scheduler)
            .statistics(statistics)
            .strategy(this::look)
            .strict()
            .build();

    /** Looks at the forecast after each event, and at each quarter of a second. */
    private Plan look(RunView run) {
        seen = Seen.of(run, run.forecast());
        watch.accept(run);
        Plan.Builder plan = Plan.builder().reviewAt(run.now().plus(TICK));
        warm.apply(run).forEach(plan::warm);
        return plan.build();
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(prewarmer.stats().problems()).isZero();
    }

    private static Target.Builder service(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"));
    }

    private static Target cold(String name, double seconds) {
        return service(name).coldStart(duration(seconds)).build();
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private static TaskOption takes(double seconds) {
        return lasting(duration(seconds));
    }

    private void learn(Workflow workflow, String task, double... seconds) {
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(workflow).warm(workflow.task(task)).add(seconds[i % seconds.length]);
        }
    }

    private Seen at(double second) {
        scheduler.runUntil(Instant.EPOCH.plus(duration(second)));
        return seen;
    }

    private static double share(List<Double> values, double value) {
        return (double) Collections.frequency(values, value) / values.size();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    private static Workflow chain() {
        return Workflow.builder("chain")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, after("a"), takes(7))
                .task("c", KEPT, after("b"), takes(5))
                .build();
    }

    // Chains.

    @Test
    void everyFutureOfConstantDurationsIsTheirSum() {
        prewarmer.start(chain()).started("a");
        Seen atOnce = at(0);
        assertThat(atOnce.tasks()).containsExactly("b", "c");
        assertThat(atOnce.starts("b")).hasSize(Forecaster.FUTURES).containsOnly(3.0);
        assertThat(atOnce.starts("c")).hasSize(Forecaster.FUTURES).containsOnly(10.0);
        assertThat(atOnce.remaining("a")).hasSize(Forecaster.FUTURES).containsOnly(3.0);
        assertThat(atOnce.of("c").durations()).containsOnly(5.0);
        assertThat(atOnce.of("c").reachProbability()).isOne();
        assertThat(atOnce.of("c").resolved()).containsOnly(0.0);
        Seen later = at(2);
        assertThat(later.starts("b")).containsOnly(1.0);
        assertThat(later.starts("c")).containsOnly(8.0);
        assertThat(later.remaining("a")).containsOnly(1.0);
    }

    @Test
    void theFirstTaskOfARunThatHasStartedCouldStartNow() {
        prewarmer.start(chain());
        Seen atOnce = at(0);
        assertThat(atOnce.tasks()).containsExactly("a", "b", "c");
        assertThat(atOnce.starts("a")).containsOnly(0.0);
        assertThat(at(2).starts("b")).containsOnly(3.0);
    }

    @Test
    void aPredecessorThatRunsHasStartedAndOneThatWillStartsAfterItsOwn() {
        prewarmer.start(chain()).started("a");
        assertThat(at(1).of("b").predecessorStarts()).containsOnly(0.0);
        assertThat(at(1).of("c").predecessorStarts()).containsOnly(2.0);
    }

    @Test
    void whatHasStartedIsNoLongerPartOfIt() {
        WorkflowRun run = prewarmer.start(chain());
        run.started("a");
        at(3);
        run.finished("a");
        run.started("b");
        assertThat(at(3).tasks()).containsExactly("c");
        assertThat(at(3).starts("c")).containsOnly(7.0);
        watch = view -> {
            Task a = view.workflow().task("a");
            Task b = view.workflow().task("b");
            Task c = view.workflow().task("c");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> view.forecast().starts(b));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> view.forecast().remaining(a));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> view.forecast().remaining(c));
        };
        at(4);
    }

    // Running tasks.

    @Test
    void onceTheShorterDurationHasPassedOnlyTheLongerRemains() {
        Workflow workflow = chain();
        learn(workflow, "a", 10, 14);
        prewarmer.start(workflow).started("a");
        assertThat(share(at(6).remaining("a"), 4)).isEqualTo(0.5);
        assertThat(share(at(6).remaining("a"), 8)).isEqualTo(0.5);
        assertThat(at(6).starts("b")).isEqualTo(at(6).remaining("a"));
        assertThat(at(11).remaining("a")).containsOnly(3.0);
        assertThat(at(11).starts("b")).containsOnly(3.0);
    }

    @Test
    void aRareLongDurationRemainsWhenAllOthersHavePassed() {
        Workflow workflow = chain();
        // Of eight that are longer than 11 s, the next one exceeds all with a probability of 1/9.
        double[] seconds = new double[LEARNED];
        Arrays.fill(seconds, 10);
        for (int i = 0; i < LEARNED; i += 16) {
            seconds[i] = 20;
        }
        learn(workflow, "a", seconds);
        prewarmer.start(workflow).started("a");
        List<Double> remaining = at(11).remaining("a");
        assertThat(share(remaining, 9)).isCloseTo(8.0 / 9, within(1.0 / Forecaster.FUTURES));
        assertThat(remaining).allSatisfy(rest -> assertThat(rest).isBetween(9.0, 100.0));
    }

    @Test
    void whatLastsLongerThanEverMayTakeAboutAsLongAgainAsItIsLate() {
        Workflow workflow = chain();
        learn(workflow, "a", 10);
        prewarmer.start(workflow).started("a");
        List<Double> remaining = at(25).remaining("a");
        assertThat(remaining).allSatisfy(rest -> assertThat(rest).isPositive().isFinite());
        assertThat(mean(remaining)).isCloseTo(15, within(0.2));
        assertThat(at(25).starts("b")).isEqualTo(remaining);
    }

    @Test
    void whatLastsLongerThanDeclaredMayTakeAboutAsLongAgainAsItIsLate() {
        prewarmer.start(chain()).started("a");
        List<Double> remaining = at(25).remaining("a");
        assertThat(remaining).allSatisfy(rest -> assertThat(rest).isPositive().isFinite());
        assertThat(mean(remaining)).isCloseTo(22, within(0.3));
    }

    private static Workflow coldThenKept() {
        return Workflow.builder("cold")
                .task("a", cold("a", 4), takes(3))
                .task("b", KEPT, after("a"))
                .build();
    }

    @Test
    void aTaskThatMetAColdStartTakesThatLonger() {
        prewarmer.start(coldThenKept()).started("a");
        assertThat(at(0).remaining("a")).containsOnly(7.0);
        assertThat(at(5).remaining("a")).containsOnly(2.0);
        assertThat(at(5).starts("b")).containsOnly(2.0);
    }

    @ParameterizedTest(name = "{0} times cold and {1} times warm: {2} s")
    @CsvSource({"6, 0, 2", "6, 4, 2", "6, 5, 9", "2, 2, 9"})
    void aTaskThatWasHardlyEverWarmIsKnownByWhatItTookCold(int cold, int warm, double seconds) {
        Workflow workflow = Workflow.builder("cold")
                .localTask("step", takes(1))
                .task("a", cold("a", 4), after("step"))
                .build();
        for (int i = 0; i < cold; i++) {
            statistics.of(workflow).cold(workflow.task("a")).add(6);
        }
        for (int i = 0; i < warm; i++) {
            statistics.of(workflow).warm(workflow.task("a")).add(9);
        }
        prewarmer.start(workflow).started("step");
        assertThat(at(0).of("a").durations()).containsOnly(seconds);
    }

    @Test
    void howLongItTookColdIsLearnedAsAWhole() {
        Workflow workflow = coldThenKept();
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(workflow).cold(workflow.task("a")).add(6);
        }
        prewarmer.start(workflow).started("a");
        assertThat(at(5).remaining("a")).containsOnly(1.0);
        List<Double> late = at(30).remaining("a");
        assertThat(late).allSatisfy(rest -> assertThat(rest).isPositive().isFinite());
        assertThat(mean(late)).isCloseTo(24, within(0.3));
    }

    @Test
    void aColdTaskThatLastsFarLongerThanKnownIsThoughtToHaveStarted() {
        // 30 s, of which 4 went to the cold start: the work is 23 s late.
        prewarmer.start(coldThenKept()).started("a");
        List<Double> late = at(30).remaining("a");
        assertThat(late).allSatisfy(rest -> assertThat(rest).isPositive().isFinite());
        assertThat(mean(late)).isCloseTo(23, within(0.3));
    }

    @Test
    void aTaskThatIsSaidToHaveMetAWarmInstanceTakesNoLonger() {
        WorkflowRun run = prewarmer.start(coldThenKept());
        run.started("a");
        run.metWarm("a");
        assertThat(at(1).remaining("a")).containsOnly(2.0);
    }

    /** Warms a task at once, which takes 4 s. */
    private static Function<RunView, ImmutableList<Warmup>> warming(String id) {
        return run -> {
            Task task = run.workflow().task(id);
            boolean open = run.ready().contains(task) || run.rounds(task) == 0;
            return (open && run.state(task) == TaskState.PENDING)
                    ? ImmutableList.of(Warmup.of(run, task).because("a test"))
                    : ImmutableList.of();
        };
    }

    // Cold targets before the task.

    private static Workflow coldInTheMiddle() {
        return Workflow.builder("middle")
                .task("a", KEPT, takes(3.5))
                .task("b", cold("b", 4), after("a"), takes(2))
                .task("c", KEPT, after("b"), takes(1))
                .build();
    }

    @Test
    void noTaskStartsItsWorkBeforeAnInstanceThatIsWarmedFromNowOnIsReady() {
        prewarmer.start(coldInTheMiddle()).started("a");
        assertThat(at(3).starts("b")).containsOnly(0.5);
        assertThat(at(3).starts("c")).containsOnly(4 + 2.0);
        assertThat(at(3).of("c").predecessorStarts()).containsOnly(4.0);
        assertThat(at(3).of("b").coldStarts()).containsOnly(4.0);
    }

    @Test
    void aWarmUpUnderWayIsReadyTheSooner() {
        warm = warming("b");
        prewarmer.start(coldInTheMiddle()).started("a");
        assertThat(at(3).starts("c")).containsOnly(1 + 2.0);
        assertThat(at(4).starts("c")).allSatisfy(start -> assertThat(start).isGreaterThan(2));
    }

    @Test
    void aTaskThatWaitsForItsWarmUpTakesThatLonger() {
        warm = warming("b");
        WorkflowRun run = prewarmer.start(Workflow.builder("early")
                .task("a", KEPT, takes(1))
                .task("b", cold("b", 4), after("a"), takes(3))
                .build());
        run.started("a");
        at(1);
        run.finished("a");
        run.started("b");
        assertThat(at(1).remaining("b")).containsOnly(3 + 3.0);
        assertThat(at(3).remaining("b")).containsOnly(1 + 3.0);
        // It has been at work since the instance was ready, after 4 s.
        assertThat(at(5).remaining("b")).containsOnly(2.0);
    }

    @Test
    void aWarmUpThatIsStillUnderWayIsNotOneOfTheShortOnes() {
        warm = warming("b");
        Workflow workflow = coldInTheMiddle();
        Target target = workflow.task("b").target().orElseThrow();
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(target).coldStarts().add(1, (i % 2 == 0) ? 2 : 6);
        }
        WorkflowRun run = prewarmer.start(workflow);
        run.started("a");
        assertThat(share(at(1).starts("c"), 2.5 + 2)).isEqualTo(0.5);
        assertThat(share(at(1).starts("c"), 5 + 2)).isEqualTo(0.5);
        assertThat(at(3).starts("c")).containsOnly(3 + 2.0);
        run.finished("a");
        run.started("b");
        assertThat(at(3.5).remaining("b")).containsOnly(2.5 + 2);
    }

    // Joins.

    @Test
    void aJoinWaitsForTheLastInEachFuture() {
        Workflow workflow = Workflow.builder("join")
                .task("a", KEPT)
                .task("b", KEPT, takes(4))
                .task("join", KEPT, after("a", "b"))
                .build();
        learn(workflow, "a", 2, 6);
        WorkflowRun run = prewarmer.start(workflow);
        run.started("a");
        run.started("b");
        assertThat(share(at(0).starts("join"), 4)).isEqualTo(0.5);
        assertThat(share(at(0).starts("join"), 6)).isEqualTo(0.5);
        at(2);
        run.finished("a");
        assertThat(at(2).starts("join")).containsOnly(2.0);
    }

    private static Workflow join(TaskOption... options) {
        return Workflow.builder("join")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(5))
                .task("c", KEPT, takes(9))
                .task("join", KEPT, concat(options, after("a", "b", "c"), takes(5)))
                .build();
    }

    private static TaskOption[] concat(TaskOption[] first, TaskOption... second) {
        TaskOption[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private WorkflowRun startAll(Workflow workflow, String... tasks) {
        WorkflowRun run = prewarmer.start(workflow);
        for (String task : tasks) {
            run.started(task);
        }
        return run;
    }

    @Test
    void aJoinDoesNotWaitForWhatIsSkipped() {
        startAll(join(), "a", "b").skipped("c");
        assertThat(at(0).starts("join")).containsOnly(5.0);
        assertThat(at(0).of("join").reachProbability()).isOne();
    }

    @Test
    void aJoinThatNeedsSomeStartsAfterSoMany() {
        startAll(join(needing(2)), "a", "b", "c");
        assertThat(at(0).starts("join")).containsOnly(5.0);
        assertThat(at(1).starts("join")).containsOnly(4.0);
    }

    @Test
    void aJoinThatNeedsOneStartsAfterTheFirst() {
        startAll(join(needing(1)), "a", "b", "c");
        assertThat(at(0).starts("join")).containsOnly(3.0);
    }

    @Test
    void whatIsSkippedDoesNotCountTowardsTheNeeded() {
        startAll(join(needing(2)), "b", "c").skipped("a");
        assertThat(at(0).starts("join")).containsOnly(9.0);
    }

    @Test
    void aJoinThatNeedsMoreThanAreLiveTakesThose() {
        WorkflowRun run = startAll(join(needing(2)), "b");
        run.skipped("a");
        run.skipped("c");
        assertThat(at(0).starts("join")).containsOnly(5.0);
    }

    @Test
    void whatHasFinishedCountsTowardsTheNeeded() {
        WorkflowRun run = startAll(join(needing(2)), "a", "b", "c");
        at(3);
        run.finished("a");
        assertThat(at(3).starts("join")).containsOnly(2.0);
    }

    // Branches.

    private static Workflow maybe(double probability) {
        return Workflow.builder("maybe")
                .task("decide", KEPT, takes(3))
                .task("maybe", KEPT, after("decide").withProbability(probability), takes(5))
                .task("then", KEPT, after("maybe"))
                .build();
    }

    @Test
    void aBranchIsTakenInAsManyFuturesAsDeclared() {
        prewarmer.start(maybe(0.25)).started("decide");
        assertThat(at(0).of("maybe").reachProbability()).isEqualTo(0.25);
        assertThat(share(at(0).starts("maybe"), 3)).isEqualTo(0.25);
        assertThat(share(at(0).starts("maybe"), NEVER)).isEqualTo(0.75);
    }

    @Test
    void whatComesAfterABranchIsReachedInTheSameFutures() {
        prewarmer.start(maybe(0.25)).started("decide");
        List<Double> maybe = at(0).starts("maybe");
        List<Double> then = at(0).starts("then");
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            assertThat(then.get(k)).isEqualTo(maybe.get(k) + 5);
        }
    }

    @Test
    void aBranchIsTakenInAsManyFuturesAsLearned() {
        Workflow workflow = maybe(0.25);
        BranchCounts branch = statistics
                .of(workflow)
                .branch(workflow.incoming(workflow.task("maybe")).get(0));
        for (int i = 0; i < 10; i++) {
            branch.add(i % 5 != 0);
        }
        prewarmer.start(workflow).started("decide");
        assertThat(at(0).of("maybe").reachProbability())
                .isCloseTo(branch.probability(), within(0.5 / Forecaster.FUTURES))
                .isCloseTo(0.75, within(0.02));
    }

    @Test
    void aBranchIsResolvedWhenTheTaskBeforeFinishes() {
        WorkflowRun run = prewarmer.start(maybe(0.25));
        run.started("decide");
        assertThat(at(1).of("maybe").resolved()).containsOnly(2.0);
        assertThat(at(1).of("then").resolved()).containsOnly(2.0);
        at(3);
        run.finished("decide");
        assertThat(at(3).of("maybe").resolved()).containsOnly(0.0);
        assertThat(at(3).of("maybe").reachProbability()).isEqualTo(0.25);
    }

    @Test
    void aBranchThatIsChosenIsReachedInAllFutures() {
        WorkflowRun run = prewarmer.start(maybe(0.25));
        run.started("decide");
        run.chosen("maybe");
        assertThat(at(0).starts("maybe")).containsOnly(3.0);
        assertThat(at(0).of("maybe").reachProbability()).isOne();
        assertThat(at(0).of("maybe").resolved()).containsOnly(0.0);
        assertThat(at(0).starts("then")).containsOnly(8.0);
    }

    @Test
    void aBranchThatIsSkippedIsDeadWithAllBehindIt() {
        WorkflowRun run = prewarmer.start(maybe(0.25));
        run.started("decide");
        run.skipped("maybe");
        assertThat(at(0).tasks()).isEmpty();
        assertThat(at(0).nextLook()).isEqualTo(Instant.MAX);
    }

    @Test
    void aBranchThatIsNeverTakenIsNoPartOfIt() {
        Workflow workflow = maybe(0);
        prewarmer.start(workflow).started("decide");
        assertThat(at(0).tasks()).isEmpty();
        watch = view -> assertThatIllegalArgumentException()
                .isThrownBy(() -> view.forecast().durations(view.workflow().task("maybe")));
        at(1);
    }

    @Test
    void whereItIsUsuallySaidEarlyABranchIsResolvedWhenTheTaskBeforeStarts() {
        Workflow workflow = Workflow.builder("early")
                .task("first", KEPT, takes(3))
                .task("decide", KEPT, after("first"), takes(4))
                .task("maybe", KEPT, after("decide").withProbability(0.5))
                .build();
        BranchCounts early = statistics
                .of(workflow)
                .decidedEarly(workflow.incoming(workflow.task("maybe")).get(0));
        for (int i = 0; i < LEARNED; i++) {
            early.add(true);
        }
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        assertThat(at(1).of("maybe").resolved()).containsOnly(2.0);
        assertThat(at(1).of("maybe").reachProbability()).isEqualTo(0.5);
        at(3);
        run.finished("first");
        run.started("decide");
        // Nobody has said that it is skipped, which they would have.
        assertThat(at(3).of("maybe").resolved()).containsOnly(0.0);
        assertThat(at(3).of("maybe").reachProbability()).isGreaterThan(0.95);
    }

    @Test
    void behindTwoBranchesBothMustBeTaken() {
        Workflow workflow = Workflow.builder("two")
                .task("first", KEPT, takes(3))
                .task("b", KEPT, after("first").withProbability(0.5), takes(2))
                .task("c", KEPT, after("b").withProbability(0.5))
                .build();
        prewarmer.start(workflow).started("first");
        Seen now = at(0);
        assertThat(now.of("b").reachProbability()).isEqualTo(0.5);
        // The two are drawn independently of each other: a standard deviation of two futures.
        assertThat(now.of("c").reachProbability()).isCloseTo(0.25, within(0.1));
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            boolean reached = now.starts("b").get(k) == 3;
            assertThat(now.starts("c").get(k)).isIn(NEVER, reached ? 5.0 : NEVER);
            assertThat(now.of("c").resolved().get(k)).isEqualTo(reached ? 5 : 3);
        }
    }

    private static Workflow alternatives(double left, double right) {
        return Workflow.builder("alternatives")
                .task("decide", KEPT, takes(3))
                .task("left", KEPT, after("decide").asAlternative(left), takes(2))
                .task("right", KEPT, after("decide").asAlternative(right), takes(8))
                .task("join", KEPT, after("left", "right"), takes(1))
                .build();
    }

    @Test
    void eachFutureTakesOneOfTheAlternatives() {
        prewarmer.start(alternatives(0.75, 0.25)).started("decide");
        Seen now = at(0);
        assertThat(now.of("left").reachProbability()).isEqualTo(0.75);
        assertThat(now.of("right").reachProbability()).isEqualTo(0.25);
        assertThat(now.of("join").reachProbability()).isOne();
        assertThat(now.of("join").resolved()).containsOnly(3.0);
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            boolean left = now.starts("left").get(k) == 3;
            assertThat(now.starts("right").get(k)).isEqualTo(left ? NEVER : 3);
            assertThat(now.starts("join").get(k)).isEqualTo(left ? 5 : 11);
        }
    }

    @Test
    void someFuturesTakeNoneOfAlternativesThatLeaveRoom() {
        prewarmer.start(alternatives(0.5, 0.25)).started("decide");
        assertThat(at(0).of("left").reachProbability()).isEqualTo(0.5);
        assertThat(at(0).of("right").reachProbability()).isEqualTo(0.25);
        assertThat(at(0).of("join").reachProbability()).isEqualTo(0.75);
    }

    @Test
    void anAlternativeThatIsSkippedLeavesItsShareToTheOthers() {
        WorkflowRun run = prewarmer.start(alternatives(0.5, 0.25));
        run.started("decide");
        run.skipped("left");
        assertThat(at(0).tasks()).containsExactly("right", "join");
        // The skip has been counted already: 0.5 / (1 + 1) is left of that alternative, and 0.25 / 0.75 is the other's.
        assertThat(at(0).of("right").reachProbability()).isCloseTo(1.0 / 3, within(0.5 / Forecaster.FUTURES));
    }

    @Test
    void anAlternativeThatIsChosenExcludesTheOthers() {
        WorkflowRun run = prewarmer.start(alternatives(0.5, 0.25));
        run.started("decide");
        run.chosen("right");
        assertThat(at(0).tasks()).containsExactly("right", "join");
        assertThat(at(0).of("right").reachProbability()).isOne();
        assertThat(at(0).starts("join")).containsOnly(11.0);
    }

    @Test
    void anAlternativeWhoseSiblingRunsIsReachedByOtherWaysOnly() {
        Workflow workflow = Workflow.builder("two ways")
                .task("decide", KEPT, takes(3))
                .task("other", KEPT, takes(9))
                .task("left", KEPT, after("decide").asAlternative(0.5), takes(2))
                .task(
                        "right",
                        KEPT,
                        after("decide").asAlternative(0.5),
                        after("other").withProbability(0.5))
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("decide");
        run.started("other");
        at(3);
        run.finished("decide");
        run.started("left");
        Seen now = at(3);
        assertThat(share(now.starts("right"), 6)).isEqualTo(0.5);
        assertThat(share(now.starts("right"), NEVER)).isEqualTo(0.5);
    }

    @Test
    void aJoinBehindAShortAndALongArmIsPartOfIt() {
        Workflow workflow = Workflow.builder("arms")
                .localTask("decide", takes(0.25))
                .localTask("long", after("decide").asAlternative(0.5), takes(100))
                .localTask("still", after("long"), takes(1))
                .localTask("longer", after("still"), takes(1))
                .localTask("short", after("decide").asAlternative(0.5), takes(0.25))
                .localTask("join", after("longer", "short"))
                .build();
        prewarmer.start(workflow).started("decide");
        Seen now = at(0);
        assertThat(now.tasks()).containsExactlyInAnyOrder("long", "short", "join");
        assertThat(share(now.starts("join"), 0.5)).isEqualTo(0.5);
        assertThat(share(now.starts("join"), 102.25)).isEqualTo(0.5);
    }

    @Test
    void aJoinThatNeedsOneDoesNotLookForThoseFarAway() {
        Workflow workflow = Workflow.builder("far")
                .localTask("near", takes(0.5))
                .localTask("long", takes(100))
                .localTask("far", after("long"), takes(1))
                .localTask("join", after("near", "far"), needing(1))
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("near");
        run.started("long");
        assertThat(at(0).tasks()).containsExactly("join");
        assertThat(at(0).starts("join")).containsOnly(0.5);
    }

    @Test
    void aStepThatMayBeLeftOutIsWaitedForWhereItIsNot() {
        Workflow workflow = Workflow.builder("optional")
                .task("decide", KEPT, takes(3))
                .task("extra", KEPT, after("decide").asAlternative(0.25), takes(4))
                .task("join", KEPT, after("decide").asAlternative(0.75), after("extra"))
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("decide");
        assertThat(share(at(0).starts("join"), 7)).isEqualTo(0.25);
        assertThat(share(at(0).starts("join"), 3)).isEqualTo(0.75);
        at(3);
        run.finished("decide");
        run.started("extra");
        assertThat(at(3).starts("join")).containsOnly(4.0);
    }

    // Slack.

    private static Workflow diamond() {
        return Workflow.builder("diamond")
                .task("split", KEPT, takes(1))
                .task("long", KEPT, after("split"), takes(5))
                .task("short", KEPT, after("split"), takes(2))
                .task("join", KEPT, after("long", "short"), takes(1))
                .build();
    }

    @Test
    void theShortArmOfADiamondHasSlackAndTheCriticalPathNone() {
        WorkflowRun run = prewarmer.start(diamond());
        assertThat(at(0).slack("split")).containsOnly(0.0);
        assertThat(at(0).slack("long")).containsOnly(0.0);
        assertThat(at(0).slack("short")).containsOnly(3.0);
        assertThat(at(0).slack("join")).containsOnly(0.0);
        run.started("split");
        assertThat(at(0.5).slack("short")).containsOnly(3.0);
        at(1);
        run.finished("split");
        run.started("long");
        // It could have started half a second ago.
        assertThat(at(1.5).slack("short")).containsOnly(2.5);
        assertThat(at(1.5).slack("join")).containsOnly(0.0);
    }

    @Test
    void theWayBeyondTheHorizonCountsForSlack() {
        Workflow workflow = Workflow.builder("diamond")
                .localTask("split", takes(0.5))
                .localTask("long", after("split"), takes(5))
                .localTask("short", after("split"), takes(2))
                .localTask("further", after("short"), takes(1))
                .localTask("join", after("long", "further"), takes(1))
                .build();
        prewarmer.start(workflow).started("split");
        assertThat(at(0).tasks()).containsExactly("long", "short");
        assertThat(at(0).slack("long")).containsOnly(0.0);
        assertThat(at(0).slack("short")).containsOnly(2.0);
    }

    @Test
    void slackIsOfEachFuture() {
        Workflow workflow = diamond();
        learn(workflow, "short", 2, 7);
        prewarmer.start(workflow).started("split");
        Seen now = at(0);
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            boolean isShort = now.of("short").durations().get(k) == 2;
            assertThat(now.slack("short").get(k)).isEqualTo(isShort ? 3 : 0);
            assertThat(now.slack("long").get(k)).isEqualTo(isShort ? 0 : 2);
        }
    }

    @Test
    void theUnavoidableWaitForAnInstanceIsSlackOfItsTask() {
        // Its inputs are ready in half a second, its instance in four.
        prewarmer.start(coldInTheMiddle()).started("a");
        assertThat(at(3).slack("b")).containsOnly(3.5);
        assertThat(at(3).slack("c")).containsOnly(0.0);
    }

    @Test
    void aPredecessorThatIsNotWaitedForDoesNotDelayTheEndThroughTheJoin() {
        // The run ends with c, at 9; the join would end at 8.
        startAll(join(needing(1)), "a", "b", "c");
        assertThat(at(0).slack("join")).containsOnly(1.0);
    }

    @Test
    void aBranchThatIsNotTakenDoesNotDelayTheEnd() {
        Workflow workflow = Workflow.builder("maybe")
                .task("a", KEPT, takes(20))
                .task("b", KEPT, takes(2))
                .task("join", KEPT, after("a").withProbability(0.5), after("b"), takes(5))
                .build();
        startAll(workflow, "a", "b");
        Seen now = at(0);
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            boolean waits = now.starts("join").get(k) == 20;
            assertThat(now.slack("join").get(k)).isEqualTo(waits ? 0 : 13);
        }
    }

    // Widths and local steps.

    @Test
    void aLocalStepHasNoColdStart() {
        Workflow workflow = Workflow.builder("local")
                .localTask("step", takes(1))
                .task("call", cold("call", 4), after("step"))
                .build();
        prewarmer.start(workflow);
        assertThat(at(0).of("step").coldStarts()).hasSize(Forecaster.FUTURES).containsOnly(0.0);
        assertThat(at(0).of("call").coldStarts()).containsOnly(4.0);
    }

    @Test
    void tasksOfOneTargetHaveTheColdStartsOfTheirOwnWidths() {
        Target target = service("single").concurrency(1).build();
        Workflow workflow = Workflow.builder("widths")
                .localTask("step", takes(1))
                .task("narrow", target, after("step"))
                .task("wide", target, after("step"), width(4))
                .build();
        ColdStarts coldStarts = statistics.of(target).coldStarts();
        for (int i = 0; i < 8; i++) {
            coldStarts.add(1, 1);
            coldStarts.add(4, 5);
        }
        coldStarts.add(4, 5);
        prewarmer.start(workflow).started("step");
        assertThat(at(0).of("narrow").coldStarts()).containsOnly(1.0);
        assertThat(at(0).of("wide").coldStarts()).containsOnly(5.0);
    }

    @Test
    void theWidthThatARunLearnsCounts() {
        Target target = service("single").concurrency(2).build();
        Workflow workflow = Workflow.builder("widths")
                .localTask("step", takes(1))
                .task("call", target, after("step"))
                .build();
        ColdStarts coldStarts = statistics.of(target).coldStarts();
        for (int i = 0; i < 8; i++) {
            coldStarts.add(1, 1);
            coldStarts.add(4, 5);
        }
        WorkflowRun run = prewarmer.start(workflow);
        run.started("step");
        assertThat(at(0).of("call").coldStarts()).containsOnly(1.0);
        run.width("call", 8);
        assertThat(at(0).of("call").coldStarts()).containsOnly(5.0);
        run.width("call", 2);
        assertThat(at(0).of("call").coldStarts()).containsOnly(1.0);
    }

    // Announced runs.

    @Test
    void anAnnouncedRunStartsAtItsInstant() {
        prewarmer.expect(chain(), scheduler.now().plusSeconds(100));
        assertThat(at(0).tasks()).containsExactly("a", "b", "c");
        assertThat(at(0).starts("a")).containsOnly(100.0);
        assertThat(at(30).starts("a")).containsOnly(70.0);
        assertThat(at(30).starts("b")).containsOnly(73.0);
    }

    @Test
    void anUncertainAnnouncementSpreadsTheStarts() {
        prewarmer.expect(chain(), scheduler.now().plusSeconds(100), Duration.ofSeconds(10));
        Seen now = at(0);
        List<Double> starts = now.starts("a");
        assertThat(mean(starts)).isCloseTo(100, within(1e-6));
        assertThat(starts).filteredOn(start -> start < 100).hasSize(Forecaster.FUTURES / 2);
        // Of a normal distribution: one standard deviation to either side holds 68 %.
        assertThat(starts).filteredOn(start -> start > 90 && start < 110).hasSize(44);
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            assertThat(now.starts("b").get(k)).isEqualTo(starts.get(k) + 3);
        }
    }

    @Test
    void whatIsAnnouncedDoesNotStartBeforeNow() {
        prewarmer.expect(chain(), scheduler.now().plusSeconds(10), Duration.ofSeconds(10));
        assertThat(share(at(10).starts("a"), 0)).isEqualTo(0.5);
        assertThat(at(20).starts("a")).allSatisfy(start -> assertThat(start).isNotNegative());
    }

    // The horizon.

    private static Workflow longChain() {
        return Workflow.builder("long")
                .task("a", cold("a", 10), takes(100))
                .task("b", cold("b", 10), after("a"), takes(100))
                .task("c", cold("c", 10), after("b"), takes(100))
                .build();
    }

    @Test
    void tasksBeyondTheHorizonAreNoPartOfIt() {
        WorkflowRun run = prewarmer.start(longChain());
        run.started("a");
        run.metWarm("a");
        assertThat(at(0).tasks()).isEmpty();
        assertThat(at(88).tasks()).isEmpty();
        // A cold start before the task could start, and no more than a second earlier.
        assertThat(at(88).nextLook()).isEqualTo(Instant.EPOCH.plusSeconds(90));
        assertThat(at(90).tasks()).containsExactly("b");
        assertThat(at(90).starts("b")).containsOnly(10.0);
        assertThat(at(90).nextLook()).isEqualTo(Instant.EPOCH.plusSeconds(190));
    }

    @Test
    void withNothingBeyondTheHorizonThereIsNoNextLook() {
        prewarmer.start(chain()).started("a");
        assertThat(at(0).nextLook()).isEqualTo(Instant.MAX);
    }

    @Test
    void theNearestOfTheTasksBeyondTheHorizonIsLookedAtNext() {
        Workflow workflow = Workflow.builder("far")
                .localTask("a", takes(100))
                .localTask("b", takes(50))
                .localTask("afterA", after("a"))
                .localTask("afterB", after("b"))
                .build();
        startAll(workflow, "a", "b");
        assertThat(at(0).nextLook()).isEqualTo(Instant.EPOCH.plusSeconds(50));
    }

    // The answers themselves.

    @Test
    void arraysAreTheCallersOwn() {
        Workflow workflow = alternatives(0.5, 0.5);
        prewarmer.start(workflow).started("decide");
        Seen before = at(0);
        watch = run -> {
            Forecast forecast = run.forecast();
            Seen untouched = Seen.of(run, forecast);
            for (Task task : forecast.tasks()) {
                Arrays.fill(forecast.starts(task), -1);
                Arrays.fill(forecast.coldStarts(task), -1);
                Arrays.fill(forecast.durations(task), -1);
                Arrays.fill(forecast.slack(task), -1);
                Arrays.fill(forecast.resolved(task), -1);
                Arrays.fill(forecast.predecessorStarts(task), -1);
            }
            Arrays.fill(forecast.remaining(run.workflow().task("decide")), -1);
            assertThat(Seen.of(run, forecast)).isEqualTo(untouched);
        };
        Seen after = at(1);
        assertThat(after.of("left").durations()).isEqualTo(before.of("left").durations());
        assertThat(after.of("left").coldStarts()).isEqualTo(before.of("left").coldStarts());
    }

    @Test
    void equalViewsGiveEqualForecasts() {
        Workflow workflow = alternatives(0.5, 0.4);
        learn(workflow, "decide", 2, 3, 5, 8);
        learn(workflow, "left", 1, 10);
        Forecaster other = new Forecaster(statistics);
        watch = run -> {
            Seen first = Seen.of(run, other.forecast(run));
            assertThat(Seen.of(run, other.forecast(run))).isEqualTo(first);
            assertThat(Seen.of(run, new Forecaster(statistics).forecast(run))).isEqualTo(first);
            assertThat(seen).isEqualTo(first);
        };
        prewarmer.start(workflow).started("decide");
        prewarmer.start(chain()).started("a");
        at(12);
        assertThat(seen.tasks()).isNotEmpty();
    }
}
