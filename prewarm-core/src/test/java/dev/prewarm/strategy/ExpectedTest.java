package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pending tasks are expected to come, and which wait for one that has failed. */
class ExpectedTest {
    private static final Instant NOW = Instant.EPOCH.plusSeconds(100);
    private static final Target SERVICE = Target.of("service", URI.create("http://service.test"));

    private static FixedRunView.Builder run(Workflow.Builder workflow) {
        return FixedRunView.of(workflow.build()).now(NOW);
    }

    private static Workflow.Builder workflow() {
        return Workflow.builder("workflow");
    }

    private static List<String> expected(FixedRunView.Builder builder) {
        RunView run = builder.build();
        Expected expected = new Expected(run);
        return run.workflow().tasks().stream()
                .filter(expected::next)
                .map(task -> task.id())
                .toList();
    }

    private static boolean stuck(FixedRunView.Builder builder, String task) {
        RunView run = builder.build();
        return new Stuck(run).is(run.workflow().task(task));
    }

    // In a run in which nothing has failed.

    @Test
    void allThatIsPendingIsExpected() {
        FixedRunView.Builder run = run(workflow()
                        .localTask("done")
                        .localTask("runs", after("done"))
                        .localTask("next", after("runs"))
                        .localTask("last", after("next")))
                .finished("done", NOW)
                .running("runs", NOW);
        assertThat(expected(run)).containsExactly("next", "last");
    }

    @Test
    void nothingIsExpectedBehindAFailureThatHasNotHappened() {
        FixedRunView.Builder run = run(workflow()
                .localTask("a")
                .localTask("undo", after("a").onFailure())
                .localTask("undone", after("undo"))
                .localTask("told", after("undone").onCompletion())
                .localTask("well", after("a")));
        // What follows however that ends is expected: not running at all is one of the ways.
        assertThat(expected(run)).containsExactly("a", "well", "told");
    }

    @Test
    void aTaskThatComesOneWayOrTheOtherIsExpected() {
        FixedRunView.Builder run = run(workflow()
                .localTask("a")
                .localTask("undo", after("a").onFailure())
                .localTask("b", after("a"))
                .localTask("join", after("undo", "b")));
        assertThat(expected(run)).containsExactly("a", "b", "join");
    }

    // In a run in which something has.

    /** Two tasks, of which the first has failed, and one that waits for them. */
    private static FixedRunView.Builder join(int needs, String... predecessors) {
        Workflow.Builder workflow =
                workflow().localTask("failed").localTask("b").localTask("c");
        FixedRunView.Builder run = run(
                (needs == 0)
                        ? workflow.localTask("join", after(predecessors))
                        : workflow.localTask("join", after(predecessors), needing(needs)));
        return run.failed("failed", NOW);
    }

    @ParameterizedTest(name = "needing {0} of those that wait: {1}")
    @CsvSource({"0, false", "1, true", "2, true", "3, false"})
    void aJoinOfThreeIsExpectedIfItNeedsNoMoreThanDidNotFail(int needs, boolean comes) {
        FixedRunView.Builder run = join(needs, "failed", "b", "c");
        assertThat(expected(run)).isEqualTo(comes ? List.of("b", "c", "join") : List.of("b", "c"));
        assertThat(stuck(run, "join")).isEqualTo(!comes);
    }

    @Test
    void whatIsSkippedIsNoneOfThoseThatAJoinNeeds() {
        FixedRunView.Builder run = join(2, "failed", "b", "c").skipped("c");
        assertThat(expected(run)).containsExactly("b");
        assertThat(stuck(run, "join")).isTrue();
    }

    @Test
    void whatIsBehindATaskThatWaitsForWhatHasFailedWaitsAsWell() {
        FixedRunView.Builder run = run(workflow()
                        .localTask("failed")
                        .localTask("b")
                        .localTask("next", after("failed"))
                        .localTask("last", after("next", "b"))
                        .localTask("any", after("next", "b"), needing(1)))
                .failed("failed", NOW);
        assertThat(expected(run)).containsExactly("b", "any");
        assertThat(stuck(run, "next")).isTrue();
        assertThat(stuck(run, "last")).isTrue();
        assertThat(stuck(run, "any")).isFalse();
        assertThat(stuck(run, "b")).isFalse();
    }

    @Test
    void whatHasFailedAndWillBeStartedAgainIsToCome() {
        FixedRunView.Builder run = run(workflow().localTask("failed").localTask("next", after("failed")))
                .failed("failed", NOW)
                .until("failed", NOW.plusSeconds(5));
        assertThat(expected(run)).containsExactly("next");
        assertThat(stuck(run, "next")).isFalse();
    }

    @Test
    void whatFollowsAFailureThatHasHappenedIsExpected() {
        FixedRunView.Builder run = run(workflow()
                        .localTask("failed")
                        .localTask("undo", after("failed").onFailure())
                        .localTask("next", after("failed"))
                        .localTask("either", after("failed").onCompletion()))
                .failed("failed", NOW);
        assertThat(expected(run)).containsExactly("undo", "either");
        assertThat(stuck(run, "undo")).isFalse();
    }

    @Test
    void nothingFollowsAnEndThatWasNotWaitedFor() {
        FixedRunView.Builder run = run(workflow()
                        .localTask("done")
                        .localTask("failed")
                        .localTask("undo", after("done").onFailure())
                        .localTask("both", after("done", "failed"), needing(1)))
                .finished("done", NOW)
                .failed("failed", NOW);
        assertThat(expected(run)).containsExactly("both");
        // It will not be met, which is not the same as waiting.
        assertThat(stuck(run, "undo")).isFalse();
        assertThat(stuck(run, "both")).isFalse();
    }

    @Test
    void whatHasATargetIsNotLookedThrough() {
        FixedRunView.Builder run = run(workflow()
                        .localTask("failed")
                        .task("service", SERVICE, after("failed"))
                        .localTask("local", after("failed"))
                        .localTask("behind service", after("service"))
                        .localTask("behind local", after("local")))
                .failed("failed", NOW);
        assertThat(stuck(run, "behind local")).isTrue();
        assertThat(stuck(run, "behind service")).isFalse();
    }

    @Test
    void whatRunsIsNotStuckWhateverItFollowed() {
        FixedRunView.Builder run = run(workflow()
                        .localTask("failed")
                        .localTask("b")
                        .localTask("runs", after("failed", "b"))
                        .localTask("next", after("runs")))
                .failed("failed", NOW)
                .finished("b", NOW)
                .running("runs", NOW);
        assertThat(stuck(run, "next")).isFalse();
        assertThat(expected(run)).containsExactly("next");
    }
}
