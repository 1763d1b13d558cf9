package dev.prewarm.simulator.replay;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Plan;
import dev.prewarm.RunView;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.simulator.replay.Sends.Send;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found, by hand and against what it could have been. */
@Tag("once")
class SearchTest {
    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private static Workflow pair(dev.prewarm.TaskOption after) {
        return Workflow.builder("pair")
                .localTask("first")
                .task("second", Views.target("second", 0), after)
                .build();
    }

    private static Plan plan(Workflow workflow, double elapsed, double price) {
        return ReplayStrategy.of(price).plan(Views.running(workflow, 10, elapsed));
    }

    @Test
    void aCertainSuccessorIsWarmedAColdStartBeforeItsStart() {
        List<Warmup> warmups = plan(pair(after("first")), 7.5, 10).warmups();
        assertThat(warmups).hasSize(1);
        Duration until = Duration.between(Views.NOW, warmups.get(0).sendAt());
        assertThat(until.toMillis() / 1e3).isCloseTo(0.5, within(0.1));
    }

    @Test
    void whatIsFarIsDecidedLater() {
        Plan plan = plan(pair(after("first")), 0, 10);
        assertThat(plan.warmups()).isEmpty();
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.reviewAt()).isPresent();
    }

    @Test
    void anUnlikelySuccessorIsLeftColdAndTheReasonSaysWhatThatSpares() {
        Plan plan = plan(pair(after("first").withProbability(0.05)), 8, 1);
        assertThat(plan.warmups()).isEmpty();
        assertThat(plan.refusals()).hasSize(1);
        assertThat(plan.refusals().get(0).reason().sentence())
                .contains("costs least")
                .contains("probability");
    }

    @Test
    void equalViewsGiveEqualPlans() {
        for (long seed = 0; seed < 25; seed++) {
            RunView view = Views.random(seed, true);
            Plan plan = ReplayStrategy.of(10).plan(view);
            assertThat(ReplayStrategy.of(10).plan(view)).isEqualTo(plan);
            assertThat(ReplayStrategy.of(10).plan(Views.random(seed, true)).warmups())
                    .hasToString(plan.warmups().toString());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingThatIsSimpleCostsLess(long seed) {
        RunView view = Views.random(seed, seed % 2 == 0);
        Outlook outlook = new Outlook(view, 10);
        Evaluator evaluator = Evaluator.of(outlook);
        Search search = new Search(outlook, evaluator);
        Sends found = search.run();
        Sends all = found.copy();
        search.near().forEach(task -> all.set(task, Send.NONE));
        assertThat(search.cost()).as("nothing").isLessThanOrEqualTo(evaluator.cost(all) + 1e-6);
        assertThat(evaluator.cost(found)).as("what it says it costs").isCloseTo(search.cost(), within(1e-6));
    }
}
