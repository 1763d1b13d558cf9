package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import org.junit.jupiter.api.Test;

class RunTruthTest {
    private static final Draws DRAWS = new Draws(1);

    @Test
    void constantDurationsAndColdStartsAreWhatTheyAre() {
        Scenario paper = Scenarios.named("paper");
        Task first = paper.workload().workflow().task("t1");
        RunTruth truth = new RunTruth(paper, DRAWS, 0);
        assertThat(truth.duration(first)).isEqualTo(3);
        assertThat(truth.coldStart(first.target().orElseThrow(), 0)).isEqualTo(1);
    }

    @Test
    void driftMultipliesDurationsFromTheMiddle() {
        Scenario paper = Scenarios.named("paper+drift");
        Task first = paper.workload().workflow().task("t1");
        assertThat(new RunTruth(paper, DRAWS, 99).duration(first)).isEqualTo(3);
        assertThat(new RunTruth(paper, DRAWS, 100).duration(first)).isEqualTo(9);
    }

    @Test
    void branchesAreTakenAsOftenAsTheirProbabilitySays() {
        Scenario scenario = Scenarios.named("branch-chain-0.8");
        Task last = scenario.workload().workflow().task("t5");
        int taken = 0;
        for (int run = 0; run < 10_000; run++) {
            taken += new RunTruth(scenario, DRAWS, run).runs(last) ? 1 : 0;
        }
        // Five standard deviations of a binomial.
        assertThat(taken).isCloseTo(8000, within(200));
    }

    @Test
    void exactlyOneAlternativeIsTaken() {
        Scenario scenario = Scenarios.named("branch-diamond-0.5");
        Workflow workflow = scenario.workload().workflow();
        for (int run = 0; run < 1000; run++) {
            RunTruth truth = new RunTruth(scenario, DRAWS, run);
            assertThat(truth.runs(workflow.task("likely"))).isNotEqualTo(truth.runs(workflow.task("other")));
            assertThat(truth.runs(workflow.task("last"))).isTrue();
        }
    }
}
