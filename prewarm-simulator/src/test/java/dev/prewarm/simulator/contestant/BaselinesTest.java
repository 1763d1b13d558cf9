package dev.prewarm.simulator.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** On the paper's chain: 3 s, 7 s, 5 s, cold start 1 s each. */
class BaselinesTest {
    private static final Offset<Double> NANOS = within(1e-6);

    @Test
    void warmingNothingTakesEighteenSeconds() {
        SimulationResult result = onPaper("none");

        assertThat(result.mean(Figure.MAKESPAN)).isCloseTo(18, NANOS);
        assertThat(result.mean(Figure.COLD_STARTS)).isEqualTo(3);
        assertThat(result.mean(Figure.SENT)).isZero();
    }

    @Test
    void nextHopIdlesForAllOfThePredecessorButTheColdStart() {
        SimulationResult result = onPaper("next-hop");

        // Of 3 s from the start of the first task on, 1 s is its own cold start: 1 + 3 - 1, and 7 - 1.
        assertThat(result.mean(Figure.MAKESPAN)).isCloseTo(16, NANOS);
        assertThat(result.mean(Figure.IDLE)).isCloseTo(9, NANOS);
    }

    @Test
    void fullPathIdlesUntilEachTaskComes() {
        SimulationResult result = onPaper("full-path");

        assertThat(result.mean(Figure.MAKESPAN)).isCloseTo(16, NANOS);
        assertThat(result.mean(Figure.IDLE)).isCloseTo(3 + 10, NANOS);
    }

    @Test
    void costAwareIdlesHardlyOnceItHasLearned() {
        SimulationResult result = onPaper("cost-aware-10");

        assertThat(result.get(Figure.MAKESPAN, 19)).isCloseTo(16, within(0.05));
        assertThat(result.get(Figure.IDLE, 19)).isLessThan(0.1);
    }

    @Test
    void aRunThatIsAnnouncedHidesTheFirstColdStartToo() {
        Scenario scenario =
                Scenarios.named("paper+announced").toBuilder().runs(20).build();

        SimulationResult result = run(scenario, "cost-aware-10");

        assertThat(result.get(Figure.MAKESPAN, 19)).isCloseTo(15, within(0.05));
        assertThat(result.get(Figure.CLAIRVOYANT, 19)).isCloseTo(15, NANOS);
    }

    @Test
    void fissionWarmsAllAsFullPathDoesOnAChain() {
        assertThat(onPaper("fission-prewarm-all").mean(Figure.IDLE)).isCloseTo(13, NANOS);
    }

    @Test
    void fissionsHorizonIsTheNextHopOnAChain() {
        assertThat(onPaper("fission-prewarm-horizon").mean(Figure.IDLE)).isCloseTo(9, NANOS);
    }

    @Test
    void fissionRepeatsWhatHasLapsed() {
        Scenario scenario = Scenarios.named("paper").toBuilder().runs(1).build();
        Scenario slow = scenario.toBuilder()
                .workload(scenario.workload()
                        .withSteps(step -> step.withDuration(step.duration().times(22))))
                .build();

        SimulationResult result = run(slow, "fission-prewarm-all");

        // Two at the start, which have lapsed when the first task is done after 67 s; the third task's again before
        // it comes, 154 s later. The second task has its own cold start.
        assertThat(result.mean(Figure.SENT)).isEqualTo(3);
        assertThat(result.mean(Figure.WASTED)).isCloseTo(3 * (1 + 61), NANOS);
    }

    @Test
    void xanaduKnowsNothingInTheFirstRunAndIsEarlyByTheColdStartOfTheRootLater() {
        SimulationResult result = onPaper("xanadu-jit");

        assertThat(result.get(Figure.MAKESPAN, 0)).isCloseTo(18, NANOS);
        assertThat(result.get(Figure.SENT, 0)).isZero();
        assertThat(result.get(Figure.MAKESPAN, 1)).isCloseTo(16, NANOS);
        assertThat(result.get(Figure.IDLE, 1)).isCloseTo(1 + 1, NANOS);
    }

    @Test
    void xanaduStopsAfterAMiss() {
        Scenario scenario = Scenarios.named("branch-diamond-0.8").toBuilder().build();

        SimulationResult result = run(scenario, "xanadu-jit");

        assertThat(IntStream.range(0, result.runs())
                        .mapToDouble(run -> result.get(Figure.SENT, run))
                        .distinct())
                .hasSizeGreaterThan(1);
    }

    @Test
    void orionHitsConstantDurationsToTheTenth() {
        SimulationResult result = onPaper("orion-static");

        assertThat(result.mean(Figure.MAKESPAN)).isCloseTo(16, within(0.1));
        assertThat(result.mean(Figure.IDLE)).isLessThan(0.2);
    }

    @Test
    void bermbachWarmsTheNextTaskOnlyWhereEachIsLongerThanAColdStart() {
        assertThat(onPaper("bermbach-global").mean(Figure.IDLE)).isCloseTo(9, NANOS);
    }

    @Test
    void bermbachLooksBeyondTasksThatAreShorterThanAColdStart() {
        Scenario scenario =
                Scenarios.named("super-additive").toBuilder().runs(20).build();

        SimulationResult result = run(scenario, "bermbach-global");

        // The tasks do nothing, so that all three start together once the means are known.
        assertThat(result.get(Figure.MAKESPAN, 0)).isCloseTo(2 * 6.9, NANOS);
        assertThat(result.get(Figure.MAKESPAN, 19)).isCloseTo(6.9, NANOS);
    }

    @Test
    void alwaysOnMeetsNoColdStart() {
        SimulationResult result = onPaper("always-on");

        assertThat(result.mean(Figure.MAKESPAN)).isCloseTo(15, NANOS);
        assertThat(result.mean(Figure.COLD_STARTS)).isZero();
    }

    private static SimulationResult onPaper(String contestant) {
        return run(Scenarios.named("paper").toBuilder().runs(20).build(), contestant);
    }

    private static SimulationResult run(Scenario scenario, String contestant) {
        return Simulation.run(scenario, Contestants.named(contestant), 1);
    }
}
