package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of one task both as a whole and of its instances: where it stands, what its target does, and what is learned. */
class WholesAndInstancesTest {
    private static final Workflow FAN_OUT = Workflow.builder("fan-out")
            .localTask("list")
            .localTask("map", after("list"))
            .localTask("b", after("map"))
            .build();

    private final VirtualScheduler clock = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(1));
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Problems problems = new Problems();
    private final Prewarmer prewarmer = with(PrewarmStrategy.nextHop());

    private Prewarmer with(PrewarmStrategy strategy) {
        return Prewarmer.builder(client)
                .scheduler(clock)
                .strategy(strategy)
                .statistics(statistics)
                .listener(problems)
                .build();
    }

    private static Target target(int concurrency) {
        return Target.builder("s", URI.create("http://s.test"))
                .concurrency(concurrency)
                .build();
    }

    private static Workflow mapped(Target target) {
        return Workflow.builder("mapped").task("map", target).build();
    }

    private void pass(double seconds) {
        clock.advance(Duration.ofMillis(Math.round(1000 * seconds)));
    }

    /** What was told of a fan-out of three with instants, of which one has ended. */
    private WorkflowRun oneOfThree(boolean widthFirst) {
        clock.advance(Duration.ofDays(20_000));
        Instant start = clock.now().minusSeconds(100);
        WorkflowRun run = prewarmer.catchUp(FAN_OUT, "1", start);
        run.started("list", start);
        run.finished("list", start.plusSeconds(5));
        if (widthFirst) {
            run.width("map", 3);
        }
        run.tell(TaskEvent.started("map").instance("0").at(start.plusSeconds(10)));
        run.tell(TaskEvent.finished("map").instance("0").at(start.plusSeconds(20)));
        if (!widthFirst) {
            run.width("map", 3);
        }
        run.caughtUp();
        pass(1);
        return run;
    }

    @ParameterizedTest(name = "told first: {0}")
    @ValueSource(booleans = {true, false})
    void aWidthHoldsForInstancesThatCarryTheirInstantsToo(boolean widthFirst) {
        WorkflowRun run = oneOfThree(widthFirst);
        assertThat(run.run().state().state(FAN_OUT.task("map"))).isEqualTo(TaskState.RUNNING);
        assertThat(run.run().state().ready()).isEmpty();
        for (String instance : List.of("1", "2")) {
            run.tell(TaskEvent.started("map").instance(instance).at(clock.now()));
            run.tell(TaskEvent.finished("map").instance(instance).at(clock.now()));
        }
        pass(1);
        assertThat(run.run().state().ready()).containsExactly(FAN_OUT.task("b"));
        run.close();
        pass(1);
        assertThat(problems.all()).isEmpty();
    }

    /** How an orchestrator tells of a task. */
    enum Told {
        THE_WHOLE_ROUND_ITS_INSTANCES {
            @Override
            void tell(WholesAndInstancesTest test, WorkflowRun run) {
                run.started("map");
                test.instance(run, "1");
                test.instance(run, "2");
                run.finished("map");
            }
        },
        AN_INSTANCE_FIRST_AND_THE_WHOLE_NEXT {
            @Override
            void tell(WholesAndInstancesTest test, WorkflowRun run) {
                run.tell(TaskEvent.started("map").instance("1"));
                test.pass(1);
                run.tell(TaskEvent.failed("map", new IllegalStateException("on purpose"))
                        .instance("1"));
                run.started("map");
                test.pass(1);
                run.finished("map");
            }
        },
        THE_START_OF_THE_WHOLE_AND_NOT_ITS_END {
            @Override
            void tell(WholesAndInstancesTest test, WorkflowRun run) {
                run.started("map");
                test.instance(run, "1");
            }
        },
        WITH_THEIR_INSTANTS {
            @Override
            void tell(WholesAndInstancesTest test, WorkflowRun run) {
                run.started("map", test.clock.now());
                test.pass(1);
                run.tell(TaskEvent.started("map").instance("1").at(test.clock.now()));
                test.pass(1);
                run.finished("map", test.clock.now());
                run.tell(TaskEvent.finished("map")
                        .instance("1")
                        .at(test.clock.now().minusMillis(500)));
            }
        };

        abstract void tell(WholesAndInstancesTest test, WorkflowRun run);
    }

    private void instance(WorkflowRun run, String instance) {
        run.tell(TaskEvent.started("map").instance(instance));
        pass(1);
        run.tell(TaskEvent.finished("map").instance(instance));
    }

    private int warmedByTheNextRun(Target target) {
        pass(36_000);
        int before = client.requests().size();
        WorkflowRun next = prewarmer.start(Workflow.builder("next")
                .localTask("first")
                .task("second", target, after("first"))
                .build());
        next.started("first");
        pass(1);
        next.close();
        return client.requests().size() - before;
    }

    @ParameterizedTest
    @EnumSource
    void theTargetIsNotInUseWhenTheRunHasEnded(Told told) {
        for (int concurrency = 0; concurrency <= 2; concurrency++) {
            Target target = target(concurrency);
            WorkflowRun run = prewarmer.start(mapped(target));
            told.tell(this, run);
            run.close();
            assertThat(warmedByTheNextRun(target))
                    .as("concurrency %s", concurrency)
                    .isEqualTo(1);
        }
        assertThat(problems.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void instancesTakeThePlaceOfTheWhole(int concurrency) {
        Workflow mapped = mapped(target(concurrency));
        prewarmer.start(mapped).close();
        WorkflowRun first = prewarmer.start(mapped);
        first.started("map");
        pass(1);
        first.finished("map");
        first.close();
        clock.runPending();
        long cold = prewarmer.stats().coldStarts();
        WorkflowRun run = prewarmer.start(mapped);
        Told.THE_WHOLE_ROUND_ITS_INSTANCES.tell(this, run);
        run.close();
        clock.runPending();
        assertThat(prewarmer.stats().coldStarts() - cold).as("cold starts").isZero();
    }

    @Test
    void aWarmUpThatATaskUsesWhichBecomesWiderHasAnOutcome() {
        Workflow listed = Workflow.builder("listed")
                .localTask("list")
                .task("map", target(1), after("list"))
                .build();
        Prewarmer all = with(PrewarmStrategy.fullPath());
        WorkflowRun other = all.start(listed);
        WorkflowRun run = all.start(listed);
        pass(5);
        run.started("list");
        run.finished("list");
        run.started("map");
        pass(1);
        run.width("map", 2);
        pass(1);
        assertThat(all.stats().used()).isEqualTo(2);
        run.finished("map");
        run.close();
        other.skipped("map");
        other.close();
        pass(600);
        assertThat(all.stats().open()).isZero();
        assertThat(other.decisions()).extracting(Decision::kind).contains(Decision.Kind.USED);
    }

    static List<PrewarmStrategy> strategies() {
        return List.of(
                PrewarmStrategy.nextHop(),
                PrewarmStrategy.fullPath(),
                PrewarmStrategy.timedLead(Duration.ofSeconds(3)),
                PrewarmStrategy.costAware(10));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aWholeThatIsTriedAgainIsSoThoughAnInstanceEndsOfWhichNothingWasHeard(PrewarmStrategy strategy) {
        Prewarmer retrying = with(strategy);
        WorkflowRun run = retrying.start(mapped(target(1)));
        run.started("map");
        run.tell(TaskEvent.started("map").instance("1"));
        pass(2);
        Instant again = clock.now().plusSeconds(300);
        run.tell(TaskEvent.failed("map", null).againAt(again));
        pass(1);
        run.tell(TaskEvent.finished("map").instance("2"));
        int before = client.requests().size();
        pass(298.5);
        assertThat(client.requests()).hasSizeGreaterThan(before);
        assertThat(problems.all()).extracting(Problem::kind).doesNotContain(Problem.Kind.STRATEGY_FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void eachInstanceIsLearnedAndNotWhatTheyTakeTogether(int concurrency) {
        Workflow mapped = mapped(target(concurrency));
        Prewarmer cold = with(PrewarmStrategy.none());
        WorkflowRun run = cold.start(mapped);
        Told.THE_WHOLE_ROUND_ITS_INSTANCES.tell(this, run);
        run.close();
        clock.runPending();
        assertThat(List.of(
                        statistics.of(mapped).cold(mapped.task("map")).total(),
                        statistics.of(mapped).warm(mapped.task("map")).total()))
                .as("cold, warm")
                .containsExactly(1L, 1L);
        assertThat(cold.stats().coldStarts()).isEqualTo(1);
    }
}
