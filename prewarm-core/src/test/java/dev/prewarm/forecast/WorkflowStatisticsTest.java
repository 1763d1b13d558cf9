package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Dependency;
import dev.prewarm.Estimate;
import dev.prewarm.Workflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkflowStatisticsTest {
    private static final Workflow FIRST = Workflow.builder("w")
            .localTask("a", lasting(Duration.ofSeconds(2)))
            .localTask("b", after("a").withProbability(0.3))
            .localTask("c", after("a"))
            .build();
    /** The same name; "b" has another place, and another declared probability. */
    private static final Workflow SECOND = Workflow.builder("w")
            .localTask("z")
            .localTask("a", after("z"))
            .localTask("b", after("a").withProbability(0.9))
            .build();

    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final WorkflowStatistics first = statistics.of(FIRST);

    private static Dependency into(Workflow workflow, String id) {
        return workflow.incoming(workflow.task(id)).get(0);
    }

    @Test
    void whenBranchesAreDecidedBelongsToTheNameOfTheWorkflow() {
        first.decidedEarly(into(FIRST, "b")).add(true);
        assertThat(statistics.of(SECOND).decidedEarly(into(SECOND, "b")).probability())
                .isEqualTo(0.5);
        assertThat(statistics.of(SECOND).branch(into(SECOND, "b")).probability())
                .isEqualTo(0.9);
    }

    @Test
    void durationsAreKeptByTask() {
        first.warm(FIRST.task("a")).add(1);
        first.warm(FIRST.task("b")).add(2);
        assertThat(first.warm(FIRST.task("a")).mean()).isEqualTo(1);
        assertThat(first.warm(FIRST.task("b")).mean()).isEqualTo(2);
        assertThat(first.warm(FIRST.task("c")).count()).isZero();
    }

    @Test
    void callsThatMetAColdStartAreKeptApart() {
        first.cold(FIRST.task("a")).add(5);
        assertThat(first.warm(FIRST.task("a")).count()).isZero();
        assertThat(first.cold(FIRST.task("a")).mean()).isEqualTo(5);
    }

    @Test
    void aDurationIsWhatTheTaskDeclaresUntilItIsMeasured() {
        Estimate duration = first.duration(FIRST.task("a"));
        assertThat(duration.mean()).isEqualTo(2);
        for (int i = 0; i < Estimate.ENOUGH; i++) {
            first.warm(FIRST.task("a")).add(7);
        }
        assertThat(duration.mean()).isEqualTo(7);
    }

    @Test
    void whereNothingIsDeclaredAnAssumptionHoldsUntilTheFirstMeasurement() {
        assertThat(first.duration(FIRST.task("b")).quantile(0.5)).isCloseTo(0.7, within(1e-9));
        first.warm(FIRST.task("b")).add(30);
        assertThat(first.duration(FIRST.task("b")).quantile(0.5)).isEqualTo(30);
    }

    @Test
    void theVersionChangesWithEveryAddition() {
        long before = first.version();
        first.warm(FIRST.task("a")).add(1);
        assertThat(first.version()).isEqualTo(before + 1);
        first.cold(FIRST.task("a")).add(1);
        assertThat(first.version()).isEqualTo(before + 2);
        first.branch(into(FIRST, "b")).add(true);
        assertThat(first.version()).isEqualTo(before + 3);
    }

    @Test
    void theVersionDoesNotChangeByAsking() {
        long before = first.version();
        first.duration(FIRST.task("a")).mean();
        first.branch(into(FIRST, "b")).probability();
        assertThat(first.version()).isEqualTo(before);
    }

    @Test
    void theSameWorkflowGivesTheSameStatistics() {
        assertThat(statistics.of(FIRST)).isSameAs(first);
    }

    @Test
    void aLaterWorkflowOfTheNameHasTheHistoriesOfTasksWithTheSameId() {
        first.warm(FIRST.task("b")).add(2);
        WorkflowStatistics second = statistics.of(SECOND);
        assertThat(second.warm(SECOND.task("b")).mean()).isEqualTo(2);
        assertThat(second.warm(SECOND.task("z")).count()).isZero();
    }

    @Test
    void whatRunsOfTheEarlierWorkflowLearnIsSharedToo() {
        WorkflowStatistics second = statistics.of(SECOND);
        long before = second.version();
        first.warm(FIRST.task("a")).add(3);
        assertThat(second.warm(SECOND.task("a")).mean()).isEqualTo(3);
        assertThat(second.version()).isNotEqualTo(before);
    }

    @Test
    void branchesKeepTheirCasesButTakeTheLatestDeclaration() {
        first.branch(into(FIRST, "b")).add(true);
        BranchCounts counts = statistics.of(SECOND).branch(into(SECOND, "b"));
        assertThat(counts.probability()).isEqualTo((0.9 + 1) / 2);
    }

    @Test
    void tasksThatAreGoneAreForgottenBeforeTheyPileUp() {
        for (int i = 0; i < 1000; i++) {
            Workflow workflow = Workflow.builder("w").localTask("task-" + i).build();
            statistics.of(workflow).warm(workflow.task("task-" + i)).add(1);
        }
        assertThat(statistics.snapshot().workflows().get(0).tasks()).hasSizeLessThan(100);
    }

    @Test
    void refusesTasksOfAnotherWorkflow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first.warm(SECOND.task("z")))
                .withMessageContaining("z")
                .withMessageContaining("w");
    }

    @Test
    void refusesBranchesThatAreCertainOrOfAnotherWorkflow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first.branch(into(FIRST, "c")))
                .withMessageContaining("certain");
        assertThatIllegalArgumentException().isThrownBy(() -> first.branch(into(SECOND, "b")));
    }
}
