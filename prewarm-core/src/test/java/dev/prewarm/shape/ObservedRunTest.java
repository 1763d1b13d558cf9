package dev.prewarm.shape;

import static dev.prewarm.shape.Told.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Decision;
import dev.prewarm.EagerScheduler;
import dev.prewarm.LogLines;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Statistics;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Prewarmer hears of a run whose workflow nobody declares. */
class ObservedRunTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final List<Problem> problems = new ArrayList<>();
    private final Statistics statistics = Statistics.empty();
    private final Prewarmer prewarmer = Prewarmer.builder(client)
            .strategy(PrewarmStrategy.nextHop())
            .scheduler(scheduler)
            .statistics(statistics)
            .listener(new PrewarmListener() {
                @Override
                public void onProblem(Problem problem) {
                    problems.add(problem);
                }
            })
            .build();
    private final LearnedWorkflows workflows = of(Told::target);

    @AfterEach
    void nothingWasWrong() {
        scheduler.runPending();
        assertThat(problems).isEmpty();
        prewarmer.close();
    }

    private LearnedWorkflows of(Function<String, Optional<Target>> targets) {
        return LearnedWorkflows.builder(prewarmer).targets(targets).build();
    }

    /** Runs one step after the other, each of two seconds. */
    private void chain(ObservedRun run, String... kinds) {
        Instant start = scheduler.now();
        for (int i = 0; i < kinds.length; i++) {
            run.moment(start.plusSeconds(2L * i), i);
            Step step = run.started(kinds[i]);
            scheduler.runUntil(start.plusSeconds(2L * i + 2));
            run.moment(start.plusSeconds(2L * i + 2), i + 1);
            run.finished(step);
        }
        run.end();
        scheduler.runPending();
    }

    private void after(int seconds, ObservedRun run) {
        scheduler.advance(Duration.ofSeconds(seconds));
        run.moment(scheduler.now());
    }

    private double learned(String task) {
        Workflow workflow = workflows.workflow("w").orElseThrow();
        return statistics.duration(workflow, workflow.task(task)).quantile(0.5);
    }

    @Test
    void theFirstRunIsToldWhenItIsOverAndCounts() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");

        assertThat(prewarmer.stats().runsStarted()).isEqualTo(1);
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b: a");
    }

    @Test
    void nothingIsWarmedForARunThatIsToldWhenItIsOver() {
        try (Prewarmer eager = Prewarmer.builder(client)
                .strategy(PrewarmStrategy.nextHop())
                .scheduler(new EagerScheduler(scheduler))
                .build()) {
            LearnedWorkflows learning =
                    LearnedWorkflows.builder(eager).targets(Told::target).build();
            chain(learning.run("w", "1", scheduler.now()), "a", "b", "c");
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(client.requests()).isEmpty();

            ObservedRun replayed = learning.replay("w", "2", scheduler.now());
            replayed.finished(replayed.started("a"));
            Step b = replayed.started("b");
            replayed.live();
            scheduler.runPending();
            assertThat(client.requests())
                    .extracting(recorded -> recorded.request().target().name())
                    .containsExactly("c");
            replayed.finished(b);
            replayed.end();
        }
    }

    @Test
    void theSecondRunIsWarmedAhead() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");
        scheduler.advance(Duration.ofMinutes(10));
        ObservedRun run = workflows.run("w", "2", scheduler.now());
        run.started("a");
        scheduler.runPending();

        assertThat(run.told().orElseThrow().decisions())
                .filteredOn(decision -> decision.kind() == Decision.Kind.SENT)
                .extracting(Decision::task)
                .containsExactly("b");
        run.end();
    }

    @Test
    void aReplayTellsNothingUntilTheRunGoesOn() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");
        Instant start = scheduler.now();
        ObservedRun replayed = workflows.replay("w", "2", start);
        Step a = replayed.started("a");
        replayed.moment(start.plusSeconds(2));
        replayed.finished(a);
        scheduler.advance(Duration.ofHours(1));
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(1);

        replayed.live();
        replayed.moment(start.plusSeconds(2));
        Step b = replayed.started("b");
        replayed.moment(start.plusSeconds(4));
        replayed.finished(b);
        replayed.end();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(2);
        assertThat(learned("b")).isCloseTo(2, within(0.2));
    }

    /** Without its past, what is over would be warmed. */
    @Test
    void aReplayOfMoreThanIsKeptIsLearnedAndNotTold() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b", "b", "c");
        int requests = client.requests().size();
        Instant start = scheduler.now();
        ObservedRun replayed = workflows.replay("w", "2", start);
        replayed.finished(replayed.started("a"));
        for (int i = 1; i <= 5_000; i++) {
            Step b = replayed.started("b");
            replayed.moment(start.plusMillis(i));
            replayed.finished(b);
        }
        scheduler.advance(Duration.ofMinutes(10));
        replayed.moment(scheduler.now());
        replayed.live();
        Step d = replayed.started("d");
        replayed.live();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(replayed.told()).isEmpty();
        assertThat(client.requests()).hasSize(requests);

        replayed.finished(d);
        replayed.end();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(1);
        assertThat(describe(workflows.workflow("w").orElseThrow())).contains("c: b", "d: b");
    }

    @Test
    void whatIsOnlyReplayedIsNeitherToldNorLearned() {
        chain(workflows.replay("w", "1", scheduler.now()), "a", "b");

        assertThat(prewarmer.stats().runsStarted()).isZero();
        assertThat(workflows.workflow("w")).isEmpty();
    }

    @Test
    void aRunThatIsReplayedSeveralTimesIsOne() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");
        Instant start = scheduler.now();
        for (int replay = 0; replay < 3; replay++) {
            ObservedRun run = workflows.replay("w", "2", start);
            Step a = run.started("a");
            if (replay > 0) {
                run.moment(start.plusSeconds(2));
                run.finished(a);
                run.started("b");
            }
            scheduler.runUntil(start.plusSeconds(2L * replay));
            run.live();
        }
        scheduler.runPending();

        assertThat(prewarmer.stats().runsStarted()).isEqualTo(2);
    }

    @Test
    void theItemsOfAPipelineAreInstances() {
        for (int i = 0; i < 3; i++) {
            ObservedRun run = workflows.run("w", "run " + i, scheduler.now());
            Step one = run.started("a");
            Step two = run.started("a");
            after(2, run);
            run.finished(one);
            Step next = run.started("b");
            after(1, run);
            run.finished(two);
            Step last = run.started("b");
            after(2, run);
            run.finished(next);
            after(1, run);
            run.finished(last);
            run.end();
            scheduler.runPending();
        }

        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a x2; a~first; b x2: a~first");
        assertThat(learned("b")).isCloseTo(3, within(0.3));
    }

    @Test
    void betweenTheRoundsOfALoopNothingIsOver() {
        for (int i = 0; i < 3; i++) {
            chain(workflows.run("w", "run " + i, scheduler.now()), "a", "b", "b", "b", "c");
            scheduler.advance(Duration.ofMinutes(10));
        }

        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b x3 at most 1: a; c: b");
        assertThat(learned("b")).isCloseTo(2, within(0.2));
    }

    @Test
    void aStepThatIsNewDoesNoHarm() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");
        chain(workflows.run("w", "2", scheduler.now()), "a", "new", "b");

        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b: a new; new: a?0.50");
    }

    @Test
    void whatBreaksTheRulesDoesNoHarm() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");
        ObservedRun run = workflows.run("w", "2", scheduler.now());
        Step a = run.started("a");
        run.started(" ");
        run.finished(run.started("x".repeat(513)));
        after(2, run);
        run.finished(a);
        run.failed(a, new IllegalStateException("ended already"));
        run.cancelled(a, new IllegalStateException("ended already"));
        Step b = run.started("b");
        after(2, run);
        run.finished(b);
        run.end();
        run.finished(b);
        run.finished(run.started("c"));
        run.end();
        scheduler.runPending();

        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b: a");
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(2);
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().balanced()).isTrue();
        assertThat(learned("a")).isCloseTo(2, within(0.2));
    }

    /** They would make all that was learned unreadable. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "w\ud800"})
    void aNameThatCannotBeKeptIsSaidAndTeachesNothing(String name) throws IOException {
        try (LogLines log = new LogLines(Level.WARNING)) {
            chain(workflows.run(name, "1", scheduler.now()), "a", "b");
            chain(workflows.run(name, "2", scheduler.now()), "a", "b");
            assertThat(log.lines()).hasSize(1).first().asString().contains("could not be told or learned");
        }
        assertThat(workflows.workflow(name)).isEmpty();
        assertThat(StatisticsSnapshot.fromBytes(statistics.snapshot().toBytes()))
                .isEqualTo(statistics.snapshot());
    }

    @Test
    void stepsWhoseNamesCannotBeKeptAreNotLookedAt() throws IOException {
        chain(workflows.run("w", "1", scheduler.now()), "x\ud800", "a", "x\ud801", "b");

        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b: a");
        assertThat(StatisticsSnapshot.fromBytes(statistics.snapshot().toBytes()))
                .isEqualTo(statistics.snapshot());
    }

    @Test
    void aClockThatIsSetBackIsSaidAndTeachesNothing() {
        chain(workflows.run("w", "1", scheduler.now()), "a", "b");
        double before = learned("a");
        Instant start = scheduler.now();
        ObservedRun run = workflows.run("w", "2", start);
        Step a = run.started("a");
        run.moment(start.minusSeconds(60));
        run.finished(a);
        Step b = run.started("b");
        run.moment(start.minusSeconds(58));
        run.finished(b);
        run.end();
        scheduler.runPending();

        assertThat(describe(workflows.workflow("w").orElseThrow())).isEqualTo("a; b: a");
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().balanced()).isTrue();
        assertThat(learned("a")).isEqualTo(before);
        assertThat(problems)
                .extracting(Problem::kind)
                .containsOnly(Problem.Kind.INVALID_VALUE, Problem.Kind.IMPOSSIBLE_ORDER);
        problems.clear();
    }

    @Test
    void shapesThatChangeWithEveryRunAreSaidOnceAndWarmNothing() {
        try (LogLines log = new LogLines(Level.WARNING)) {
            for (int i = 0; i < 200; i++) {
                chain(workflows.run("w", "run " + i, scheduler.now()), "a" + i, "b" + i);
                scheduler.advance(Duration.ofMinutes(10));
            }
            assertThat(log.lines()).singleElement().asString().contains("workflow w has steps");
        }
        assertThat(workflows.workflow("w").orElseThrow().tasks()).hasSizeLessThanOrEqualTo(Trace.MOST_STEPS);
        assertThat(prewarmer.stats().sent()).isZero();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aResolverThatFailsMakesForLocalSteps() {
        LearnedWorkflows failing = of(kind -> {
            throw new IllegalStateException("no catalogue");
        });
        chain(failing.run("w", "1", scheduler.now()), "a", "b");

        assertThat(failing.workflow("w").orElseThrow().targets()).isEmpty();
    }

    @Test
    void aDeclaredWorkflowIsNotLearned() {
        Workflow declared = Workflow.builder("w").localTask("a").localTask("x").build();
        LearnedWorkflows given =
                LearnedWorkflows.builder(prewarmer).declare(declared).build();
        chain(given.run("w", "1", scheduler.now()), "a", "b");

        assertThat(given.workflow("w")).contains(declared);
        assertThat(given.shapes.size()).isZero();
    }
}
