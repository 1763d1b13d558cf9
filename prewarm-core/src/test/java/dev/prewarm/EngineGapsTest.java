package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.limit;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real engines need to tell, one test each: steps that pass, that wait, that fail, that run in several instances. */
class EngineGapsTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final List<Problem> problems = new ArrayList<>();
    private final Prewarmer prewarmer = Prewarmer.builder(client)
            .scheduler(scheduler)
            .statistics(statistics)
            .listener(new PrewarmListener() {
                @Override
                public void onProblem(Problem problem) {
                    problems.add(problem);
                }
            })
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private static Target single(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(1)
                .build();
    }

    private static Instant second(double second) {
        return Instant.EPOCH.plusMillis(Math.round(1000 * second));
    }

    private void pass(double seconds) {
        scheduler.advance(Duration.ofMillis(Math.round(1000 * seconds)));
    }

    private TaskState state(WorkflowRun run, String task) {
        scheduler.runPending();
        return run.run().state().state(run.workflow().task(task));
    }

    private List<String> warmed() {
        scheduler.runPending();
        return client.requests().stream()
                .map(sent -> sent.request().target().name())
                .toList();
    }

    private List<Problem.Kind> kinds() {
        scheduler.runPending();
        return problems.stream().map(Problem::kind).toList();
    }

    @Test
    void aPassingStepNeedsNoEvents() {
        Workflow joined = Workflow.builder("joined")
                .task("a", target("a"))
                .task("b", target("b"))
                .passingTask("join", after("a", "b"))
                .task("c", target("c"), after("join"))
                .build();
        WorkflowRun run = prewarmer.start(joined);
        run.started("a");
        run.started("b");
        pass(1);
        run.finished("a");
        assertThat(state(run, "join")).isEqualTo(TaskState.PENDING);
        run.finished("b");
        assertThat(state(run, "join")).isEqualTo(TaskState.FINISHED);
        run.started("c");
        run.finished("c");
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aPassingStepMayBeToldOfAllTheSame() {
        Workflow joined = Workflow.builder("joined")
                .task("a", target("a"))
                .passingTask("join", after("a"))
                .task("c", target("c"), after("join"))
                .build();
        WorkflowRun run = prewarmer.start(joined);
        for (String task : List.of("a", "join", "c")) {
            run.started(task);
            run.finished(task);
        }
        run.close();
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aStepThatPassesAtTheBeginningPassesWhenTheRunStarts() {
        Workflow opened = Workflow.builder("opened")
                .passingTask("begin")
                .task("a", target("a"), after("begin"))
                .build();
        WorkflowRun run = prewarmer.start(opened);
        run.started("a");
        assertThat(kinds()).isEmpty();
        assertThat(state(run, "begin")).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void whatFollowsAFailureIsReadyOnceItHasFailedAndDiesIfItEndsWell() {
        Workflow caught = Workflow.builder("caught")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .task("rescue", target("rescue"), after("a").onFailure())
                .task("end", target("end"), after("b", "rescue"))
                .build();
        WorkflowRun well = prewarmer.start(caught);
        well.started("a");
        well.finished("a");
        assertThat(state(well, "rescue")).isEqualTo(TaskState.SKIPPED);
        WorkflowRun ill = prewarmer.start(caught);
        ill.started("a");
        pass(1);
        ill.failed("a", new IllegalStateException("on purpose"));
        ill.started("rescue");
        assertThat(state(ill, "b")).as("dead, now that the failure is final").isEqualTo(TaskState.SKIPPED);
        ill.finished("rescue");
        ill.started("end");
        ill.finished("end");
        ill.close();
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aTaskThatIsTriedAgainIsNoFailureYet() {
        Workflow caught = Workflow.builder("caught")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .task("rescue", target("rescue"), after("a").onFailure())
                .build();
        WorkflowRun run = prewarmer.start(caught);
        run.started("a");
        pass(1);
        run.tell(TaskEvent.failed("a", new IllegalStateException("on purpose")).againAt(second(301)));
        pass(1);
        assertThat(state(run, "a")).isEqualTo(TaskState.FAILED);
        assertThat(warmed()).doesNotContain("rescue");
        pass(300);
        run.started("a");
        run.finished("a");
        assertThat(state(run, "rescue")).isEqualTo(TaskState.SKIPPED);
        run.started("b");
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aJoinOfAllThatAreDoneWaitsForFailuresAndIsNotStoppedByThem() {
        Workflow done = Workflow.builder("done")
                .task("a", target("a"))
                .task("b", target("b"))
                .task("report", target("report"), after("a", "b").onCompletion())
                .build();
        WorkflowRun run = prewarmer.start(done);
        run.started("a");
        run.failed("a", new IllegalStateException("on purpose"));
        scheduler.runPending();
        assertThat(run.run().state().ready()).containsExactly(done.task("b"));
        run.skipped("b");
        scheduler.runPending();
        assertThat(run.run().state().ready()).containsExactly(done.task("report"));
        run.started("report");
        assertThat(kinds()).isEmpty();
    }

    @Test
    void oneFailureOfSeveralIsEnoughIfTheRuleSaysSo() {
        Workflow alarm = Workflow.builder("alarm")
                .task("a", target("a"))
                .task("b", target("b"))
                .task("alarm", target("alarm"), after("a", "b").onFailure(), needing(1))
                .build();
        WorkflowRun run = prewarmer.start(alarm);
        run.started("a");
        run.started("b");
        run.failed("b", new IllegalStateException("on purpose"));
        run.started("alarm");
        run.finished("a");
        assertThat(kinds()).isEmpty();
    }

    @Test
    void rulesThatCanNeverBeMetAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workflow.builder("w")
                        .task("a", target("a"))
                        .task("b", target("b"), after("a").asAlternative(0.5))
                        .task("c", target("c"), after("a").asAlternative(0.5))
                        .task("d", target("d"), after("b", "c"), needing(2))
                        .build())
                .withMessage("task d needs 2 of its predecessors, but of these at most 1 can end in one run");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workflow.builder("w")
                        .task("a", target("a"))
                        .task("b", target("b"), after("a"))
                        .task("c", target("c"), after("a").onFailure())
                        .task("d", target("d"), after("b", "c"), needing(2))
                        .build())
                .withMessage("task d needs 2 of its predecessors, but of these at most 1 can end in one run");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workflow.builder("w")
                        .passingTask("a")
                        .task("b", target("b"), after("a").onFailure())
                        .build())
                .withMessage("task b comes after a failure of a, but that is a passing task, which cannot fail");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Workflow.builder("w").passingTask("a", width(2)).build())
                .withMessageStartingWith("passing task a is given");
    }

    @Test
    void instancesRunAndEndEachByItself() {
        Workflow mapped = Workflow.builder("mapped")
                .task("map", single("map"))
                .task("reduce", target("reduce"), after("map"))
                .build();
        WorkflowRun run = prewarmer.start(mapped);
        run.width("map", 3);
        for (int i = 0; i < 3; i++) {
            run.tell(TaskEvent.started("map").instance("" + i));
            pass(1);
        }
        run.tell(TaskEvent.finished("map").instance("1"));
        run.tell(TaskEvent.finished("map").instance("0"));
        assertThat(state(run, "map")).isEqualTo(TaskState.RUNNING);
        assertThat(run.run().state().width(mapped.task("map"))).isEqualTo(1);
        pass(1);
        run.tell(TaskEvent.finished("map").instance("2"));
        assertThat(state(run, "map")).isEqualTo(TaskState.FINISHED);
        run.started("reduce");
        assertThat(kinds()).isEmpty();
        double[] learned = {
            statistics.of(mapped).cold(mapped.task("map")).min(),
            statistics.of(mapped).cold(mapped.task("map")).quantile(1)
        };
        assertThat(learned).containsExactly(new double[] {2, 3}, within(1e-9));
    }

    @Test
    void instancesThatComeOneByOneWidenTheTask() {
        Workflow mapped = Workflow.builder("mapped")
                .task("map", single("map"))
                .task("reduce", target("reduce"), after("map"))
                .build();
        WorkflowRun run = prewarmer.start(mapped);
        run.tell(TaskEvent.started("map").instance("a"));
        run.tell(TaskEvent.started("map").instance("b"));
        assertThat(state(run, "map")).isEqualTo(TaskState.RUNNING);
        assertThat(run.run().state().width(mapped.task("map"))).isEqualTo(2);
        run.tell(TaskEvent.finished("map").instance("a"));
        run.tell(TaskEvent.finished("map").instance("b"));
        assertThat(state(run, "map")).isEqualTo(TaskState.FINISHED);
        run.tell(TaskEvent.started("map").instance("c"));
        assertThat(state(run, "map")).as("one more").isEqualTo(TaskState.RUNNING);
        run.tell(TaskEvent.finished("map").instance("c"));
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aLimitMakesTurnsOfManyInstances() {
        Workflow pool = Workflow.builder("pool")
                .task("a", target("a"))
                .task("map", single("map"), after("a"), width(10), limit(4))
                .build();
        WorkflowRun run = prewarmer.start(pool);
        run.started("a");
        scheduler.runPending();
        Task map = pool.task("map");
        assertThat(run.run().state().width(map)).isEqualTo(4);
        assertThat(run.run().state().turns(map)).isEqualTo(3);
        assertThat(client.requests().get(0).request().instances()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void betweenInstancesNoneRuns(PrewarmStrategy strategy) {
        Workflow mapped = Workflow.builder("mapped")
                .task("map", single("map"))
                .task("reduce", target("reduce"), after("map"))
                .build();
        Problems heard = new Problems();
        try (Prewarmer warming = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(strategy)
                .listener(heard)
                .build()) {
            WorkflowRun run = warming.start(mapped);
            run.width("map", 3);
            run.tell(TaskEvent.started("map").instance("1"));
            pass(1);
            run.tell(TaskEvent.failed("map", new IllegalStateException("on purpose"))
                    .instance("1"));
            assertThat(state(run, "map")).isEqualTo(TaskState.RUNNING);
            assertThat(heard.kinds()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void anInstanceThatIsTriedAgainIsWarmedForThatWhateverElseEnds(PrewarmStrategy strategy) {
        Workflow mapped = Workflow.builder("mapped")
                .task("map", single("map"), TaskOption.lasting(Duration.ofSeconds(5)))
                .build();
        try (Prewarmer warming = with(strategy)) {
            WorkflowRun run = warming.start(mapped);
            for (int i = 1; i <= 3; i++) {
                run.tell(TaskEvent.started("map").instance("" + i));
            }
            pass(1);
            run.tell(TaskEvent.failed("map", new IllegalStateException("on purpose"))
                    .instance("2")
                    .againAt(second(301)));
            run.tell(TaskEvent.failed("map", new IllegalStateException("on purpose"))
                    .instance("1")
                    .againAt(second(306)));
            run.tell(TaskEvent.finished("map").instance("3"));
            pass(1);
            int before = client.requests().size();
            pass(298.5);
            assertThat(client.requests()).hasSize(before + 1);
            WarmupRequest sent = client.requests().get(before).request();
            assertThat(sent.instances()).isEqualTo(2);
            assertThat(client.requests().get(before).at())
                    .isBetween(second(301).minus(Target.DEFAULT_RETENTION), second(300.1));
        }
    }

    @Test
    void anInstanceThatEndsWithoutHavingBegunIsSaid() {
        Workflow mapped = Workflow.builder("mapped").task("map", single("map")).build();
        WorkflowRun run = prewarmer.start(mapped);
        run.tell(TaskEvent.finished("map").instance("7"));
        assertThat(kinds()).containsExactly(Problem.Kind.IMPOSSIBLE_ORDER);
        assertThat(problems.get(0).detail()).isEqualTo("task map finished instance 7 while it was PENDING");
        run.tell(TaskEvent.started("map").instance(" "));
        run.tell(TaskEvent.started("map").instance("x".repeat(1 << 20)));
        run.tell(TaskEvent.started(null));
        run.tell(null);
        run.started("map", (Instant) null);
        assertThat(kinds().subList(1, 6))
                .containsExactly(
                        Problem.Kind.INVALID_VALUE,
                        Problem.Kind.INVALID_VALUE,
                        Problem.Kind.UNKNOWN_TASK,
                        Problem.Kind.INVALID_VALUE,
                        Problem.Kind.INVALID_VALUE);
        assertThat(problems).allSatisfy(problem -> assertThat(problem.detail()).hasSizeLessThan(300));
    }

    @Test
    void aLostFinishIsConcludedAndNothingIsLearnedFromIt() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .build();
        WorkflowRun run = prewarmer.start(chain);
        run.started("a", second(0));
        pass(7);
        run.started("b", second(7));
        run.finished("b", second(7));
        run.close();
        assertThat(kinds()).containsExactly(Problem.Kind.LOST_EVENT);
        assertThat(statistics.of(chain).cold(chain.task("a")).count()).isZero();
    }

    @Test
    void aRunIsJoinedInTheMiddle() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .task("c", target("c"), after("b"))
                .build();
        pass(100);
        WorkflowRun run = prewarmer.run(chain, "42", second(60));
        run.tell(TaskEvent.started("b").at(second(90)));
        assertThat(state(run, "a")).isEqualTo(TaskState.FINISHED);
        assertThat(warmed()).containsExactly("c");
        run.tell(TaskEvent.finished("b").at(second(100)));
        run.close();
        assertThat(kinds()).containsExactly(Problem.Kind.LOST_EVENT);
    }

    @Test
    void aByPassAndAChoiceAreOneEvent() {
        Workflow byPass = Workflow.builder("by-pass")
                .task("a", target("a"))
                .task("b", target("b"), after("a").withProbability(0.9))
                .task("c", target("c"), after("a", "b"))
                .build();
        WorkflowRun run = prewarmer.start(byPass);
        run.started("a");
        run.finished("a", List.of("c"));
        run.started("c");
        assertThat(state(run, "b")).isEqualTo(TaskState.SKIPPED);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void whatIsToldAgainSaysNothing() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .build();
        pass(60);
        WorkflowRun run = prewarmer.run(chain, "1", second(10));
        for (int again = 0; again < 3; again++) {
            run.tell(TaskEvent.finished("a").at(second(17)));
            run.tell(TaskEvent.started("a").at(second(10)));
        }
        run.close();
        assertThat(kinds()).isEmpty();
        assertThat(statistics.of(chain).cold(chain.task("a")).count()).isEqualTo(1);
    }

    @Test
    void aFailureThatIsToldLateTakesBackWhatItsRetryTaught() {
        Workflow chain = Workflow.builder("chain").task("a", target("a")).build();
        pass(60);
        WorkflowRun run = prewarmer.run(chain, "1", second(10));
        run.tell(TaskEvent.started("a").at(second(10)));
        run.tell(TaskEvent.finished("a").at(second(30)));
        scheduler.runPending();
        assertThat(statistics.of(chain).cold(chain.task("a")).quantile(0.5)).isCloseTo(20, within(1e-9));
        run.tell(TaskEvent.started("a").at(second(25)));
        run.tell(TaskEvent.failed("a", new IllegalStateException("on purpose")).at(second(15)));
        run.close();
        scheduler.runPending();
        assertThat(statistics.of(chain).cold(chain.task("a")).count()
                        + statistics.of(chain).warm(chain.task("a")).count())
                .isEqualTo(1);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void anEventBeforeItsRunIsSaidIfTheRunsStartWas() {
        Workflow chain = Workflow.builder("chain").task("a", target("a")).build();
        pass(60);
        prewarmer.run(chain, "told", second(30)).tell(TaskEvent.started("a").at(second(10)));
        prewarmer.run(chain, "heard").tell(TaskEvent.started("a").at(second(10)));
        assertThat(kinds()).containsExactly(Problem.Kind.INVALID_VALUE);
        assertThat(problems.get(0).detail())
                .isEqualTo("task a started at 1970-01-01T00:00:10Z, before the run started at 1970-01-01T00:00:30Z");
    }

    @Test
    void aRunThatIsOpenWithOtherTasksIsSaid() {
        Workflow chain = Workflow.builder("chain").task("a", target("a")).build();
        Workflow other = Workflow.builder("chain").task("b", target("b")).build();
        WorkflowRun run = prewarmer.run(chain, "1");
        assertThat(prewarmer.run(other, "1")).isSameAs(run);
        assertThat(kinds()).containsExactly(Problem.Kind.INVALID_VALUE);
    }

    @Test
    void clocksThatDifferALittleAreForgiven() {
        Workflow chain = Workflow.builder("chain").task("a", target("a")).build();
        pass(60);
        WorkflowRun run = prewarmer.run(chain, "1", second(10));
        run.tell(TaskEvent.started("a").at(second(20.2)));
        run.tell(TaskEvent.finished("a").at(second(20)));
        assertThat(state(run, "a")).isEqualTo(TaskState.FINISHED);
        run.close();
        assertThat(kinds()).containsExactly(Problem.Kind.IMPOSSIBLE_ORDER);
    }

    private List<Double> queueing(Workflow workflow, String task) {
        return statistics.of(workflow).queueing(workflow.task(task)).toArray().asList();
    }

    @Test
    void whatAnOrchestratorTakesBetweenTwoTasksIsLearned() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .passingTask("then", after("a"))
                .task("b", target("b"), after("then"))
                .build();
        WorkflowRun run = prewarmer.start(chain);
        pass(0.5);
        run.started("a");
        pass(3);
        run.finished("a");
        pass(2);
        run.started("b");
        scheduler.runPending();
        assertThat(queueing(chain, "a")).containsExactly(0.5);
        assertThat(queueing(chain, "b")).containsExactly(2.0);
    }

    @Test
    void howLateAnnouncedRunsStartIsLearned() {
        Workflow one = Workflow.builder("one").task("a", target("a")).build();
        for (int run = 0; run < 10; run++) {
            assertThat(statistics.of(one).lateness()).isZero();
            prewarmer.expect(one, scheduler.wallClock().plusSeconds(30));
            pass(30 + 2);
            prewarmer.start(one).close();
            scheduler.runPending();
        }
        prewarmer.start(one).close();
        // Who tells an uncertainty knows how late runs are.
        prewarmer.expect(one, scheduler.wallClock().plusSeconds(30), Duration.ofSeconds(5));
        pass(33);
        prewarmer.start(one).close();
        scheduler.runPending();
        assertThat(statistics.of(one).lateness()).isEqualTo(2);
        for (int run = 0; run < 2; run++) {
            prewarmer.expect(one, scheduler.wallClock().plusSeconds(30));
            pass(29);
            prewarmer.start(one).close();
            scheduler.runPending();
        }
        assertThat(statistics.of(one).lateness()).as("others may be early, too").isZero();
    }

    @Test
    void whatAnOrchestratorTakesIsLearnedInTheEndOfEventsInAnyOrder() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .build();
        pass(60);
        WorkflowRun run = prewarmer.run(chain, "1", second(10));
        run.tell(TaskEvent.started("b").at(second(22)));
        run.tell(TaskEvent.finished("a").at(second(20)));
        run.tell(TaskEvent.started("a").at(second(11)));
        run.tell(TaskEvent.finished("b").at(second(30)));
        run.close();
        scheduler.runPending();
        assertThat(queueing(chain, "a")).containsExactly(1.0);
        assertThat(queueing(chain, "b")).containsExactly(2.0);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void whatIsTriedAgainHasWaitedUntilItWasFirstCalled() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .build();
        pass(60);
        WorkflowRun run = prewarmer.run(chain, "1", second(10));
        run.tell(TaskEvent.started("a").at(second(10)));
        run.tell(TaskEvent.finished("a").at(second(20)));
        run.tell(TaskEvent.started("b").at(second(22)));
        run.tell(TaskEvent.failed("b", new IllegalStateException("on purpose")).at(second(23)));
        run.tell(TaskEvent.started("b").at(second(53)));
        run.tell(TaskEvent.finished("b").at(second(54)));
        run.close();
        assertThat(kinds()).isEmpty();
        assertThat(queueing(chain, "b")).containsExactly(2.0);
    }

    @Test
    void inALoopTheLastRoundWaitedForTheLast() {
        Workflow chain = Workflow.builder("chain")
                .task("a", target("a"))
                .task("b", target("b"), after("a"))
                .build();
        pass(60);
        WorkflowRun run = prewarmer.run(chain, "1", second(10));
        for (int round = 1; round <= 3; round++) {
            run.tell(TaskEvent.started("a").at(second(10 * round)));
            run.tell(TaskEvent.finished("a").at(second(10 * round + 1)));
            run.tell(TaskEvent.started("b").at(second(10 * round + 1 + round)));
            run.tell(TaskEvent.finished("b").at(second(10 * round + 8)));
        }
        run.close();
        assertThat(kinds()).isEmpty();
        assertThat(queueing(chain, "b")).containsExactly(3.0);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aTaskThatIsTriedAgainAfterItsInstanceHasLapsedIsWarmedForThat(PrewarmStrategy strategy) {
        Workflow retried = Workflow.builder("retried")
                .task("a", target("a"), TaskOption.lasting(Duration.ofSeconds(5)))
                .build();
        try (Prewarmer warming = with(strategy)) {
            WorkflowRun run = warming.start(retried);
            run.started("a");
            pass(1);
            run.tell(TaskEvent.failed("a", new IllegalStateException("on purpose"))
                    .againAt(second(301)));
            pass(300);
            assertThat(client.requests()).hasSize(1);
            Instant sent = client.requests().get(0).at();
            assertThat(sent).isBetween(second(301).minus(Target.DEFAULT_RETENTION), second(300.1));
            run.started("a");
            scheduler.runPending();
            assertThat(warming.stats().used()).isEqualTo(1);
        }
    }

    private Prewarmer with(PrewarmStrategy strategy) {
        return Prewarmer.builder(client).scheduler(scheduler).strategy(strategy).build();
    }

    static List<PrewarmStrategy> strategies() {
        return List.of(
                PrewarmStrategy.nextHop(),
                PrewarmStrategy.fullPath(),
                PrewarmStrategy.timedLead(0.9),
                PrewarmStrategy.costAware(10));
    }

    /** All but full-path, which warms all when the run starts. */
    static List<PrewarmStrategy> strategiesThatWait() {
        return List.of(PrewarmStrategy.nextHop(), PrewarmStrategy.timedLead(0.9), PrewarmStrategy.costAware(10));
    }

    @ParameterizedTest
    @MethodSource("strategiesThatWait")
    void aWaitWithAKnownEndIsForecastByIt(PrewarmStrategy strategy) {
        Workflow waiting = Workflow.builder("waiting")
                .localTask("wait")
                .task("b", target("b"), after("wait"))
                .build();
        try (Prewarmer warming = with(strategy)) {
            WorkflowRun run = warming.start(waiting);
            run.tell(TaskEvent.started("wait").endingAt(second(600)));
            pass(600);
            assertThat(client.requests()).isNotEmpty();
            assertThat(client.requests().get(client.requests().size() - 1).at())
                    .isAfter(second(600).minus(Target.DEFAULT_RETENTION));
            run.finished("wait");
            run.started("b");
            scheduler.runPending();
            assertThat(warming.stats().used()).isEqualTo(1);
        }
    }
}
