package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What orchestrators tell late, again, or in another way than task by task and once. */
class ToldEventsTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final List<Problem> problems = new ArrayList<>();
    private final Workflow chain = Workflow.builder("chain")
            .task("a", target("a"))
            .task("b", target("b"), after("a"))
            .build();
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

    private static Instant second(double second) {
        return Instant.EPOCH.plusMillis(Math.round(1000 * second));
    }

    private double learnedOfA() {
        return statistics.of(chain).cold(chain.task("a")).quantile(0.5);
    }

    @Test
    void whatIsHeardOfLateIsLearnedAsLongAsItTook() {
        scheduler.advance(Duration.ofSeconds(60));
        WorkflowRun run = prewarmer.start(chain, second(10));
        run.started("a", second(10));
        run.finished("a", second(17));
        scheduler.runPending();
        assertThat(learnedOfA()).isCloseTo(7, within(1e-9));
        assertThat(problems).isEmpty();
    }

    @Test
    void aStartThatIsHeardOfAfterTheEndCounts() {
        scheduler.advance(Duration.ofSeconds(60));
        WorkflowRun run = prewarmer.start(chain, second(10));
        run.finished("a", second(17));
        run.started("a", second(10));
        scheduler.runPending();
        assertThat(learnedOfA()).isCloseTo(7, within(1e-9));
        assertThat(run.decisions()).isEmpty();
    }

    @Test
    void anEventInTheFutureIsSaidAndTakenForNow() {
        WorkflowRun run = prewarmer.start(chain);
        run.started("a", second(3_600));
        scheduler.advance(Duration.ofSeconds(4));
        run.finished("a");
        scheduler.runPending();
        assertThat(problems).extracting(Problem::kind).containsExactly(Problem.Kind.INVALID_VALUE);
        assertThat(learnedOfA()).isCloseTo(4, within(1e-9));
    }

    @Test
    void roundsOfALoopAreNoProblemAndEachIsLearned() {
        WorkflowRun run = prewarmer.start(chain);
        for (int round = 1; round <= 3; round++) {
            run.started("a");
            scheduler.advance(Duration.ofSeconds(2));
            run.finished("a");
        }
        run.started("b");
        scheduler.runPending();
        assertThat(problems).isEmpty();
        assertThat(statistics.of(chain).cold(chain.task("a")).count()
                        + statistics.of(chain).warm(chain.task("a")).count())
                .isEqualTo(3);
    }

    @Test
    void callsThatComeOneByOneWidenATaskThatRuns() {
        Target single = Target.builder("single", URI.create("http://single.test"))
                .concurrency(1)
                .build();
        Workflow fan = Workflow.builder("fan").task("map", single).build();
        WorkflowRun run = prewarmer.start(fan);
        run.started("map");
        run.width("map", 2);
        scheduler.runPending();
        assertThat(problems).isEmpty();
        run.width("map", 1);
        scheduler.runPending();
        assertThat(problems).extracting(Problem::kind).containsExactly(Problem.Kind.INVALID_VALUE);
    }

    @Test
    void theHandlerOfAFailureIsAnAlternative() {
        Workflow workflow = Workflow.builder("catch")
                .task("a", target("a"))
                .task("b", target("b"), after("a").asAlternative(0.95))
                .task("onError", target("e"), after("a").asAlternative(0.05))
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("a");
        scheduler.advance(Duration.ofSeconds(1));
        run.failed("a", new IllegalStateException("on purpose"));
        run.started("onError");
        scheduler.runPending();
        assertThat(problems).isEmpty();
    }

    @Test
    void workThatAnswersLaterEndsWhenItsStageDoes() {
        WorkflowRun run = prewarmer.start(chain);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> told = run.callAsync("a", () -> answer).toCompletableFuture();
        scheduler.advance(Duration.ofSeconds(3));
        answer.complete("done");
        scheduler.runPending();
        assertThat(told).isCompletedWithValue("done");
        assertThat(learnedOfA()).isCloseTo(3, within(1e-9));
    }

    @Test
    void workThatCannotBeginHasFailed() {
        WorkflowRun run = prewarmer.start(chain);
        CompletableFuture<Object> told = run.callAsync("a", () -> {
                    throw new IllegalStateException("on purpose");
                })
                .toCompletableFuture();
        scheduler.runPending();
        assertThatThrownBy(told::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("on purpose");
        run.started("a");
        scheduler.runPending();
        assertThat(problems).as("another attempt").isEmpty();
    }

    @Test
    void aStageGivenToCallIsSaidAndWaitedFor() throws Exception {
        WorkflowRun run = prewarmer.start(chain);
        CompletableFuture<String> answer = new CompletableFuture<>();
        run.call("a", () -> answer);
        scheduler.advance(Duration.ofSeconds(3));
        answer.complete("done");
        scheduler.runPending();
        assertThat(learnedOfA()).isCloseTo(3, within(1e-9));
        assertThat(problems).extracting(Problem::kind).containsExactly(Problem.Kind.INVALID_VALUE);
        assertThat(problems.get(0).detail()).contains("callAsync");
    }

    @Test
    void aStrategySeesWhatIsKnownOfTasksBeyondTheHorizon() {
        Workflow long3 = Workflow.builder("long")
                .task("a", target("a"), TaskOption.lasting(Duration.ofHours(1)))
                .task("b", target("b"), after("a"), TaskOption.lasting(Duration.ofHours(2)))
                .task(
                        "c",
                        Target.builder("c", URI.create("http://c.test"))
                                .coldStart(Duration.ofSeconds(5))
                                .build(),
                        after("b"),
                        TaskOption.lasting(Duration.ofHours(3)))
                .build();
        List<Double> seen = new ArrayList<>();
        Prewarmer asked = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(run -> {
                    Task last = run.workflow().task("c");
                    seen.add(run.duration(last).quantile(0.5));
                    seen.add(run.coldStart(last).quantile(0.5));
                    return Plan.empty();
                })
                .build();
        asked.start(long3).started("a");
        scheduler.runPending();
        assertThat(seen.subList(0, 2)).containsExactly(10_800.0, 5.0);
    }

    @Test
    void aRunIsFoundAgainByTheOrchestratorsIdUntilItEnds() {
        WorkflowRun run = prewarmer.run(chain, "manual-1");
        assertThat(prewarmer.run(chain, "manual-1")).isSameAs(run);
        assertThat(prewarmer.run(chain, "manual-2")).isNotSameAs(run);
        assertThat(run.id()).isEqualTo("manual-1");
        scheduler.runPending();
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(2);
        run.close();
        assertThat(prewarmer.run(chain, "manual-1")).isNotSameAs(run);
    }

    @Test
    void theSameIdInTwoWorkflowsIsTwoRuns() {
        Workflow other = Workflow.builder("other").task("x", target("x")).build();
        assertThat(prewarmer.run(other, "1")).isNotSameAs(prewarmer.run(chain, "1"));
    }

    @Test
    void anIdThatIsNoneIsRefusedBeforeThereIsARun() {
        assertThatThrownBy(() -> prewarmer.run(chain, " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prewarmer.run(chain, "x".repeat(1 << 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the id of a run: 1048576 characters, but at most 1024 are allowed");
    }

    @Test
    void aChoiceThatIsNoneIsSaid() {
        WorkflowRun run = prewarmer.start(chain);
        run.started("a");
        run.finished("a", (List<String>) null);
        run.started("a");
        run.finished("a", List.of("a"));
        scheduler.runPending();
        assertThat(problems)
                .extracting(Problem::kind)
                .containsExactly(Problem.Kind.INVALID_VALUE, Problem.Kind.INVALID_VALUE);
    }

    @Test
    void aColdStartOfNoTimeIsNone() {
        WorkflowRun run = prewarmer.start(chain);
        run.started("a");
        run.metColdStart("a", Duration.ZERO);
        scheduler.runPending();
        assertThat(statistics
                        .of(chain.task("a").target().orElseThrow())
                        .coldStarts()
                        .overall()
                        .observations())
                .isZero();
    }

    @Test
    void callsOfARunThatWasForgottenEndOnce() {
        Target single = Target.builder("single", URI.create("http://single.test"))
                .concurrency(1)
                .build();
        Workflow call = Workflow.builder("call").task("call", single).build();
        Workflow later = Workflow.builder("later")
                .localTask("step")
                .task("call", single, after("step"))
                .build();
        WorkflowRun forgotten = prewarmer.start(call);
        forgotten.started("call");
        scheduler.advance(Duration.ofDays(31));
        prewarmer.start(call).started("call");
        forgotten.finished("call");
        prewarmer.start(later).started("step");
        scheduler.runPending();
        assertThat(client.requests())
                .as("the instance of the other run is busy, that of the first one is free")
                .isEmpty();
        prewarmer.start(later).started("step");
        scheduler.runPending();
        assertThat(client.requests()).hasSize(1);
    }

    private void call(WorkflowRun run, double from, double to) {
        run.started("a", second(from));
        run.finished("a", second(to));
    }

    @Test
    void whatCallsFoundIsJudgedByWhenTheyHappened() {
        scheduler.advance(Duration.ofSeconds(200));
        WorkflowRun first = prewarmer.run(chain, "first", second(10));
        WorkflowRun second = prewarmer.run(chain, "second", second(20));
        call(second, 20, 27);
        call(first, 10, 17);
        second.close();
        first.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().coldStarts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 300})
    void aCallThatTookNoTimeByTwoClocksHasEnded(long millisBefore) {
        for (int i = 0; i < 5; i++) {
            scheduler.advance(Duration.ofHours(1));
            WorkflowRun run = prewarmer.run(chain, "run-" + i, scheduler.now());
            run.started("a", scheduler.now());
            scheduler.advance(Duration.ofSeconds(1));
            run.finished("a", scheduler.now().minusMillis((i == 0) ? 1_000 + millisBefore : 0));
            run.close();
        }
        scheduler.runPending();
        assertThat(prewarmer.stats().coldStarts()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatACallThatBecameWiderOccupiedIsFreeAfterIt(boolean judgedBetween) {
        Target target =
                Target.builder("t", URI.create("http://t.test")).concurrency(1).build();
        Workflow single = Workflow.builder("single").task("a", target).build();
        Workflow triple = Workflow.builder("triple")
                .task("a", target, TaskOption.width(3))
                .build();
        Prewarmer none = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(PrewarmStrategy.none())
                .build();
        WorkflowRun wide = none.run(single, "wide", scheduler.now());
        wide.started("a", scheduler.now());
        scheduler.advance(Duration.ofSeconds(1));
        WorkflowRun between = none.run(single, "between", scheduler.now());
        between.started("a", scheduler.now());
        between.finished("a", scheduler.now());
        if (judgedBetween) {
            between.close();
        }
        scheduler.advance(Duration.ofSeconds(1));
        wide.width("a", 3);
        scheduler.advance(Duration.ofSeconds(1));
        wide.finished("a", scheduler.now());
        wide.close();
        scheduler.advance(Duration.ofSeconds(1));
        long cold = none.stats().coldStarts();
        WorkflowRun run = none.run(triple, "triple", scheduler.now());
        run.started("a", scheduler.now());
        run.finished("a", scheduler.now());
        run.close();
        scheduler.runPending();
        assertThat(none.stats().coldStarts()).isEqualTo(cold);
    }

    @Test
    void aWarmUpIsFoundByTheCallThatCameAfterIt() {
        WorkflowRun run = prewarmer.run(chain, "run", second(0));
        run.started("a", second(0));
        scheduler.advance(Duration.ofSeconds(30));
        assertThat(client.requests())
                .extracting(recorded -> recorded.request().target().name())
                .contains("b");
        run.started("b", second(20));
        run.finished("a", second(19));
        run.finished("b", second(25));
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().coldStarts())
                .as("only that of a: b was warmed long before it was called")
                .isEqualTo(1);
    }

    @Test
    void ofFarMoreCallsThanAreKeptEachIsCountedOnce() {
        Target single = Target.builder("single", URI.create("http://single.test"))
                .concurrency(1)
                .build();
        Workflow map = Workflow.builder("map").task("map", single).build();
        scheduler.advance(Duration.ofHours(3));
        WorkflowRun run = prewarmer.run(map, "run", second(0));
        int calls = 1_200;
        for (int i = calls; i > 0; i--) {
            String instance = Integer.toString(i);
            run.tell(TaskEvent.finished("map").instance(instance).at(second(i + 0.5)));
            run.tell(TaskEvent.started("map").instance(instance).at(second(i)));
        }
        scheduler.runPending();
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().coldStarts()).isEqualTo(1);
    }

    /** The cold starts of runs an hour apart, of which all is told with instants. */
    private long coldStartsOfTold(Workflow workflow, int runs) {
        long before = prewarmer.stats().coldStarts();
        for (int i = 0; i < runs; i++) {
            scheduler.advance(Duration.ofHours(1));
            toldRun(workflow, "later" + i);
        }
        return prewarmer.stats().coldStarts() - before;
    }

    private void toldRun(Workflow workflow, String id) {
        WorkflowRun run = prewarmer.run(workflow, id, scheduler.now());
        run.started("a", scheduler.now());
        scheduler.advance(Duration.ofSeconds(1));
        run.finished("a", scheduler.now());
        run.close();
        scheduler.advance(Duration.ofSeconds(1));
    }

    private static Workflow callsA(String name, int retention) {
        return Workflow.builder(name)
                .task(
                        "a",
                        Target.builder("a", URI.create("http://a.test"))
                                .retention(Duration.ofSeconds(retention))
                                .build())
                .build();
    }

    @Test
    void aCallThatIsToldAsItHappensEndsForThoseThatAreToldWithInstantsToo() {
        Workflow workflow = callsA("w", 61);
        scheduler.advance(Duration.ofSeconds(60));
        WorkflowRun live = prewarmer.start(workflow);
        live.started("a");
        scheduler.advance(Duration.ofSeconds(1));
        toldRun(workflow, "told");
        live.finished("a");
        live.close();
        assertThat(coldStartsOfTold(workflow, 5)).isEqualTo(5);
    }

    @Test
    void aCallEndsThoughItsTargetWasDeclaredOtherwiseMeanwhile() {
        Workflow workflow = callsA("w", 61);
        Workflow other = callsA("v", 62);
        scheduler.advance(Duration.ofSeconds(60));
        WorkflowRun run = prewarmer.run(workflow, "told", scheduler.now());
        run.started("a", scheduler.now());
        scheduler.advance(Duration.ofSeconds(1));
        toldRun(other, "meanwhile");
        run.finished("a", scheduler.now());
        run.close();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(coldStartsOfTold(other, 5)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 5_000, 3_600_000})
    void whatAClockThatIsAheadTellsAgainSaysNothing(long millisAhead) {
        Prewarmer late = Prewarmer.builder(client)
                .scheduler(scheduler)
                .statistics(statistics)
                .build();
        scheduler.advance(Duration.ofSeconds(1_000));
        Instant start = scheduler.wallClock().plusMillis(millisAhead);
        WorkflowRun run = late.run(chain, "run");
        for (int again = 0; again < 3; again++) {
            run.started("a", start);
            scheduler.advance(Duration.ofSeconds(3));
            run.finished("a", start.plusSeconds(3));
            scheduler.advance(Duration.ofSeconds(20));
        }
        scheduler.advance(Duration.ofMinutes(59));
        run.started("a", start);
        run.finished("a", start.plusSeconds(3));
        run.close();
        scheduler.runPending();
        assertThat(statistics.of(chain).cold(chain.task("a")).toArray().asList())
                .containsExactly(3.0);
        assertThat(statistics.of(chain).warm(chain.task("a")).count()).isZero();
        assertThat(late.stats().problems())
                .as("only what is far in the future is one, each time")
                .isEqualTo(millisAhead > 10_000 ? 6 : 0);
    }

    @Test
    void strictlyTooItSaysNothing() {
        WorkflowRun run =
                Prewarmer.builder(client).scheduler(scheduler).strict().build().run(chain, "run");
        for (int again = 0; again < 2; again++) {
            run.started("a", second(0.02));
            scheduler.advance(Duration.ofSeconds(3));
            run.finished("a", second(3.02));
            scheduler.advance(Duration.ofSeconds(20));
        }
        assertThatCode(run::close).doesNotThrowAnyException();
    }

    @Test
    void whatIsLearnedOfARunOfVeryManyEventsIsKeptWhenOneComesLate() {
        scheduler.advance(Duration.ofDays(2));
        Prewarmer watching = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(PrewarmStrategy.none())
                .statistics(statistics)
                .build();
        WorkflowRun run = watching.run(chain, "run", second(0));
        for (int i = 0; i < 25_100; i++) {
            run.started("a", second(2 * i));
            run.finished("a", second(2 * i + 1 + (i * 37 % 100) / 1_000.0));
        }
        scheduler.runPending();
        List<Double> learned =
                statistics.of(chain).warm(chain.task("a")).toArray().asList();
        assertThat(learned).hasSize(128);
        run.finished("b", second(60_000));
        run.started("b", second(50_200));
        run.close();
        scheduler.runPending();
        assertThat(statistics.of(chain).warm(chain.task("a")).toArray().asList())
                .containsExactlyElementsOf(learned);
        assertThat(watching.stats().coldStarts()).as("the first call of each").isEqualTo(2);
        assertThat(watching.stats().problems()).isZero();
    }

    @Test
    void aFailureOfWorkThatAnswersLaterIsPassedOnAsItWas() {
        WorkflowRun run = prewarmer.start(chain);
        CompletableFuture<String> work = new CompletableFuture<>();
        List<Throwable> seen = new ArrayList<>();
        run.callAsync("a", () -> work).whenComplete((done, failure) -> seen.add(failure));
        IllegalStateException cause = new IllegalStateException("on purpose");
        work.completeExceptionally(cause);
        assertThat(seen).containsExactly(cause);
    }

    @Test
    void whatFollowsWorkThatAnswersLaterIsToldAfterItsEnd() {
        WorkflowRun run = prewarmer.start(chain);
        CompletableFuture<String> work = new CompletableFuture<>();
        run.callAsync("a", () -> work).thenRun(() -> run.started("b"));
        work.complete("done");
        scheduler.runPending();
        assertThat(problems).isEmpty();
    }
}
