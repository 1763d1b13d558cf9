package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.BranchCounts;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What events say of the order of tasks and of branches, and what the lack of them does not say. */
class WhatIsTaughtTest {
    private final VirtualScheduler clock = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(1));
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Problems problems = new Problems();

    private final Workflow branch = Workflow.builder("branch")
            .task("first", target("first"))
            .task("perhaps", target("perhaps"), after("first").withProbability(0.9))
            .build();
    private final Workflow chain = Workflow.builder("chain")
            .task("first", target("first"))
            .task("second", target("second"), after("first"))
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private Prewarmer with(PrewarmStrategy strategy) {
        return Prewarmer.builder(client)
                .scheduler(clock)
                .strategy(strategy)
                .statistics(statistics)
                .listener(problems)
                .build();
    }

    private List<String> warmed() {
        return client.requests().stream()
                .map(recorded -> recorded.request().target().name())
                .toList();
    }

    /** Runs that have come to where the branch is decided. */
    private void tenRunsBetweenTheTasks(Prewarmer prewarmer, Consumer<WorkflowRun> end) {
        for (int i = 0; i < 10; i++) {
            WorkflowRun run = prewarmer.start(branch);
            run.started("first");
            clock.advance(Duration.ofSeconds(1));
            run.finished("first");
            clock.runPending();
            end.accept(run);
        }
    }

    private BranchCounts learned() {
        return statistics
                .of(branch)
                .branch(branch.incoming(branch.task("perhaps")).get(0));
    }

    @Test
    void runsThatAreClosedTeachThatABranchIsNotTaken() {
        tenRunsBetweenTheTasks(with(PrewarmStrategy.nextHop()), WorkflowRun::close);
        clock.runPending();
        assertThat(learned().notTaken()).isGreaterThan(9);
    }

    @Test
    void shuttingDownTeachesNothing() {
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        tenRunsBetweenTheTasks(prewarmer, run -> {});
        prewarmer.close();
        clock.runPending();
        assertThat(learned().notTaken()).isZero();
        assertThat(learned().taken()).isZero();
    }

    @Test
    void abandoningTeachesNothing() {
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        tenRunsBetweenTheTasks(prewarmer, WorkflowRun::abandon);
        clock.runPending();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(learned().notTaken()).isZero();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void forgettingTeachesNothing() {
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        tenRunsBetweenTheTasks(prewarmer, run -> {});
        clock.advance(Duration.ofHours(2));
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(learned().notTaken()).isZero();
        assertThat(problems.kinds()).hasSize(10).containsOnly(Problem.Kind.RUN_FORGOTTEN);
    }

    @Test
    void aRunThatWasForgottenTeachesAgainWhenItGoesOn() {
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        WorkflowRun run = prewarmer.start(branch);
        run.started("first");
        run.finished("first");
        clock.advance(Duration.ofHours(2));
        run.started("perhaps");
        clock.runPending();
        assertThat(learned().taken()).isEqualTo(1);
    }

    @Test
    void aStepThatMayBePassedOverIsNoImpossibleOrder() {
        Workflow bypass = Workflow.builder("bypass")
                .task("a", target("a"))
                .task("b", target("b"), after("a").asAlternative(0.5))
                .task("c", target("c"), after("a").asAlternative(0.5), after("b"))
                .build();
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        for (boolean passed : new boolean[] {true, false}) {
            try (WorkflowRun run = prewarmer.start(bypass)) {
                for (String task : passed ? List.of("a", "c") : List.of("a", "b", "c")) {
                    run.started(task);
                    clock.advance(Duration.ofSeconds(1));
                    run.finished(task);
                }
            }
        }
        clock.runPending();
        assertThat(problems.all()).isEmpty();
        assertThat(statistics
                        .of(bypass)
                        .branch(bypass.incoming(bypass.task("b")).get(0))
                        .probability())
                .isBetween(0.45, 0.55);
    }

    @ParameterizedTest(name = "{0} local steps between")
    @ValueSource(ints = {0, 1, 3})
    void nextHopLooksThroughStepsThatCallNothing(int steps) {
        Workflow.Builder builder = Workflow.builder("local").task("a", target("a"));
        String last = "a";
        for (int i = 0; i < steps; i++) {
            builder.localTask("step" + i, after(last));
            last = "step" + i;
        }
        with(PrewarmStrategy.nextHop())
                .start(builder.task("c", target("c"), after(last)).build())
                .started("a");
        clock.runPending();
        assertThat(warmed()).containsExactly("c");
    }

    @Test
    void aStartProvesThatWhatItWaitedForHasFinished() {
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        WorkflowRun run = prewarmer.start(chain);
        run.started("first");
        clock.advance(Duration.ofSeconds(5));
        run.started("second");
        clock.runPending();
        assertThat(problems.kinds()).containsExactly(Problem.Kind.LOST_EVENT);
        assertThat(problems.all().get(0).detail()).contains("second", "first", "must have finished");
        clock.advance(Duration.ofSeconds(5));
        run.finished("second");
        run.close();
        clock.runPending();
        assertThat(problems.kinds()).hasSize(1);
    }

    @Test
    void aFinishThatComesAfterItWasConcludedIsAccepted() {
        WorkflowRun run = with(PrewarmStrategy.nextHop()).start(chain);
        run.started("first");
        clock.advance(Duration.ofSeconds(5));
        run.started("second");
        clock.advance(Duration.ofSeconds(1));
        run.finished("first");
        clock.runPending();
        assertThat(problems.kinds()).containsExactly(Problem.Kind.LOST_EVENT);
        run.finished("first");
        clock.runPending();
        assertThat(problems.kinds()).containsExactly(Problem.Kind.LOST_EVENT, Problem.Kind.DUPLICATE_EVENT);
    }

    @Test
    void aFinishThatIsOnlyConcludedTeachesNoDuration() {
        WorkflowRun run = with(PrewarmStrategy.nextHop()).start(chain);
        run.started("first");
        clock.advance(Duration.ofSeconds(500));
        run.started("second");
        clock.runPending();
        assertThat(statistics.of(chain).warm(chain.task("first")).count()
                        + statistics.of(chain).cold(chain.task("first")).count())
                .isZero();
    }

    @Test
    void aChoiceThatComesWithTheFinishWarmsNoOtherBranch() {
        Workflow choice = Workflow.builder("choice")
                .task("decide", target("decide"))
                .task("left", target("left"), after("decide").asAlternative(0.5))
                .task("right", target("right"), after("decide").asAlternative(0.5))
                .build();
        Prewarmer prewarmer = with(PrewarmStrategy.costAware(10));
        for (int i = 0; i < 10; i++) {
            String taken = (i % 2 == 0) ? "left" : "right";
            WorkflowRun run = prewarmer.start(choice);
            run.started("decide");
            clock.advance(Duration.ofSeconds(30));
            int early = client.requests().size();
            run.finished("decide", List.of(taken));
            clock.advance(Duration.ofMillis(500));
            assertThat(warmed().subList(early, client.requests().size()))
                    .as("warmed from the choice of %s on", taken)
                    .doesNotContain((i % 2 == 0) ? "right" : "left");
            run.started(taken);
            clock.advance(Duration.ofSeconds(5));
            run.finished(taken);
            run.close();
            clock.advance(Duration.ofMinutes(5));
        }
        assertThat(problems.all()).isEmpty();
        assertThat(statistics
                        .of(choice)
                        .branch(choice.incoming(choice.task("left")).get(0))
                        .probability())
                .isBetween(0.45, 0.55);
    }

    @Test
    void aChoiceOfNothingSkipsAllThatMayFollow() {
        Prewarmer prewarmer = with(PrewarmStrategy.nextHop());
        WorkflowRun run = prewarmer.start(branch);
        run.started("first");
        run.finished("first", List.of());
        run.close();
        clock.runPending();
        assertThat(learned().notTaken()).isEqualTo(1);
        assertThat(problems.all()).isEmpty();
    }

    /** What a run teaches in which from some event on each carries its instant, or none does. */
    private List<Number> learnedOf(int fromEvent) {
        LearnedStatistics learned = LearnedStatistics.empty();
        Workflow choice = Workflow.builder("choice")
                .localTask("a")
                .localTask("left", after("a").withProbability(0.5))
                .localTask("right", after("a").withProbability(0.5))
                .localTask("end", after("left").withProbability(0.5))
                .build();
        try (Prewarmer prewarmer =
                Prewarmer.builder(client).scheduler(clock).statistics(learned).build()) {
            WorkflowRun run = prewarmer.start(choice);
            int number = 0;
            for (TaskEvent event : List.of(
                    TaskEvent.started("a"),
                    TaskEvent.finished("a"),
                    TaskEvent.skipped("right"),
                    TaskEvent.started("left"),
                    TaskEvent.finished("left"),
                    TaskEvent.started("end"),
                    TaskEvent.finished("end"))) {
                clock.advance(Duration.ofSeconds(1));
                run.tell((++number >= fromEvent) ? event.at(clock.now()) : event);
            }
            run.close();
            clock.runPending();
        }
        List<Number> all = new ArrayList<>();
        for (String task : List.of("left", "right", "end")) {
            BranchCounts counts =
                    learned.of(choice).branch(choice.incoming(choice.task(task)).get(0));
            all.addAll(List.of(counts.taken(), counts.notTaken()));
        }
        all.add(learned.of(choice).queueing(choice.task("end")).total());
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachBranchIsTaughtOnceFromWhichEventOnTheirInstantsAreToldToo(int event) {
        assertThat(learnedOf(event)).containsExactly(1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 2L);
    }
}
