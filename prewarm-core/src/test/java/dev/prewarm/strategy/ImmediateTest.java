package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Target;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of the strategies that do not look at the clock: {@link NextHopStrategy}, {@link FullPathStrategy}, {@link NoStrategy}. */
class ImmediateTest {
    private static final Instant NOW = Instant.EPOCH.plusSeconds(100);
    private static final PrewarmStrategy NEXT_HOP = PrewarmStrategy.nextHop();
    private static final PrewarmStrategy FULL_PATH = PrewarmStrategy.fullPath();

    static List<PrewarmStrategy> strategies() {
        return List.of(NEXT_HOP, FULL_PATH);
    }

    private static Target target(String id) {
        return Target.of(id, URI.create("http://" + id + ".test"));
    }

    private static Workflow chain() {
        return Workflow.builder("chain")
                .task("a", target("a"), lasting(Duration.ofSeconds(3)))
                .task("b", target("b"), after("a"))
                .task("c", target("c"), after("b"))
                .build();
    }

    /** Two tasks, and the one that comes after both. */
    private static Workflow join() {
        return Workflow.builder("join")
                .task("a", target("a"))
                .task("b", target("b"))
                .task("c", target("c"), after("a", "b"))
                .build();
    }

    private static FixedRunView.Builder run(Workflow workflow) {
        return FixedRunView.of(workflow).now(NOW);
    }

    private static List<String> warmed(Plan plan) {
        return plan.warmups().stream().map(warmup -> warmup.task().id()).toList();
    }

    private static Warmup only(Plan plan) {
        assertThat(plan.warmups()).hasSize(1);
        return plan.warmups().get(0);
    }

    // What is warmed.

    @Test
    void whatFollowsSeveralTasksThatRunIsWarmedOnce() {
        FixedRunView run = run(join()).running("a", NOW).running("b", NOW).build();
        assertThat(warmed(NEXT_HOP.plan(run))).containsExactly("c");
    }

    @Test
    void onlyTheNextHopIsWarmedByTheOneAndTheWholePathByTheOther() {
        FixedRunView run = run(chain()).running("a", NOW).build();
        assertThat(warmed(NEXT_HOP.plan(run))).containsExactly("b");
        assertThat(warmed(FULL_PATH.plan(run))).containsExactly("b", "c");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whatHasBeenServedIsNotWarmedAgain(PrewarmStrategy strategy) {
        FixedRunView run =
                run(chain()).running("a", NOW).rounds("b", 1).rounds("c", 1).build();
        assertThat(strategy.plan(run).warmups()).isEmpty();
        FixedRunView announced = run(chain())
                .announcedFor(NOW.plusSeconds(10), Duration.ZERO)
                .rounds("a", 1)
                .rounds("b", 1)
                .rounds("c", 1)
                .build();
        assertThat(strategy.plan(announced).warmups()).isEmpty();
    }

    @Test
    void aTaskThatCouldStartIsOnTheWayAlready() {
        FixedRunView run = run(chain()).finished("a", Instant.EPOCH).build();
        assertThat(warmed(FULL_PATH.plan(run))).containsExactly("c");
        assertThat(NEXT_HOP.plan(run).warmups()).isEmpty();
    }

    @Test
    void aStepWithoutATargetThatIsReadyMayPassAtOnce() {
        Workflow workflow = Workflow.builder("switch")
                .task("a", target("a"))
                .passingTask("switch", after("a"))
                .task("b", target("b"), after("switch"))
                .task("c", target("c"), after("b"))
                .build();
        FixedRunView run = run(workflow).finished("a", Instant.EPOCH).build();
        assertThat(warmed(NEXT_HOP.plan(run))).containsExactly("b");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void stepsWithoutATargetAreNotWarmed(PrewarmStrategy strategy) {
        Workflow workflow = Workflow.builder("local")
                .localTask("a")
                .localTask("b", after("a"))
                .build();
        assertThat(strategy.plan(run(workflow).running("a", NOW).build()).warmups())
                .isEmpty();
        FixedRunView announced =
                run(workflow).announcedFor(NOW.plusSeconds(9), Duration.ZERO).build();
        assertThat(strategy.plan(announced).warmups()).isEmpty();
        FixedRunView retrying = run(workflow)
                .failed("a", Instant.EPOCH)
                .until("a", NOW.plusSeconds(9))
                .build();
        assertThat(strategy.plan(retrying).warmups()).isEmpty();
    }

    @Test
    void theOneThatWarmsNothingWarmsNothing() {
        FixedRunView run = run(chain()).running("a", NOW).build();
        assertThat(new NoStrategy().plan(run)).isEqualTo(Plan.empty());
    }

    // When, and why.

    @Test
    void whatComesNextIsWarmedNow() {
        FixedRunView run = run(chain()).running("a", NOW).build();
        Warmup next = only(NEXT_HOP.plan(run));
        assertThat(next.sendAt()).isEqualTo(NOW);
        assertThat(next.reason().sentence()).isEqualTo("a task before it is running");
        assertThat(FULL_PATH.plan(run).warmups()).allSatisfy(warmup -> {
            assertThat(warmup.sendAt()).isEqualTo(NOW);
            assertThat(warmup.reason().sentence()).isEqualTo("the run has started");
        });
    }

    @ParameterizedTest(name = "announced in {0} s: sent in {1} s")
    @CsvSource({"100, 80", "20.001, 0.001", "20, 0", "19, 0", "0, 0"})
    void whatIsAnnouncedIsWarmedHalfItsRetentionBefore(double announced, double sent) {
        for (PrewarmStrategy strategy : strategies()) {
            FixedRunView run = run(chain())
                    .announcedFor(Quantiles.after(NOW, announced), Duration.ZERO)
                    .warmth("a", FixedWarmth.cold().keeping(Duration.ofSeconds(40)))
                    .build();
            Warmup first = strategy.plan(run).warmups().get(0);
            assertThat(first.task().id()).isEqualTo("a");
            assertThat(first.sendAt()).isEqualTo(Quantiles.after(NOW, sent));
            assertThat(first.neededAt()).isEqualTo(Quantiles.after(NOW, announced));
            assertThat(first.reason().sentence()).isEqualTo("the run is announced");
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whatIsStartedAgainIsWarmedForThatReason(PrewarmStrategy strategy) {
        FixedRunView run = run(chain())
                .failed("a", Instant.EPOCH)
                .until("a", NOW.plusSeconds(9))
                .build();
        Warmup again = strategy.plan(run).warmups().stream()
                .filter(warmup -> warmup.task().id().equals("a"))
                .findFirst()
                .orElseThrow();
        assertThat(again.neededAt()).isEqualTo(NOW.plusSeconds(9));
        assertThat(again.reason().sentence()).isEqualTo("it has failed and will be started again");
    }

    /** Half the retention of 61 s before the last end that is known; a task whose end is not known does not count. */
    @ParameterizedTest(name = "ends in {0} and {1} s: needed in {2} s")
    @CsvSource({"200, 300, 300", "300, 200, 300", "200, , 200", ", 200, 200"})
    void whatWaitsForTasksWhoseEndIsKnownIsWarmedBeforeTheLastOfThese(Integer first, Integer second, int needed) {
        FixedRunView.Builder run = run(join()).running("a", NOW).running("b", NOW);
        if (first != null) {
            run.until("a", NOW.plusSeconds(first));
        }
        if (second != null) {
            run.until("b", NOW.plusSeconds(second));
        }
        Warmup warmup = only(NEXT_HOP.plan(run.build()));
        assertThat(warmup.neededAt()).isEqualTo(NOW.plusSeconds(needed));
        assertThat(warmup.sendAt()).isEqualTo(NOW.plusSeconds(needed).minusMillis(30_500));
    }

    @Test
    void whatHasEndedDelaysNothingWhateverWasSaidOfItsEnd() {
        FixedRunView run = run(join())
                .finished("a", Instant.EPOCH)
                .until("a", NOW.plusSeconds(300))
                .running("b", NOW)
                .build();
        assertThat(only(NEXT_HOP.plan(run)).sendAt()).isEqualTo(NOW);
    }
}
