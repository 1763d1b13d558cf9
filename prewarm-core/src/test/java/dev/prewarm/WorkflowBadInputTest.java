package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake is refused when it is made, with what was given and what is allowed. */
final class WorkflowBadInputTest {
    private final Workflow.Builder builder = Workflow.builder("w");

    private static void refused(ThrowingCallable mistake, String message) {
        assertThatIllegalArgumentException().isThrownBy(mistake).withMessage(message);
    }

    private static Target target(String uri) {
        return Target.of("service", URI.create(uri));
    }

    @Test
    void refusesAWorkflowWithoutTasks() {
        refused(builder::build, "workflow w has no tasks; at least one is needed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void refusesABlankName(String blank) {
        refused(() -> Workflow.builder(blank), "a workflow needs a name, but it was blank: \"" + blank + "\"");
    }

    @Test
    void refusesABlankId() {
        refused(() -> builder.localTask(" "), "a task needs a name, but it was blank: \" \"");
    }

    @Test
    void refusesTwoTasksWithOneId() {
        builder.localTask("a");
        refused(() -> builder.localTask("a"), "workflow w has two tasks with the id \"a\"");
    }

    @Test
    void refusesAnUnknownPredecessor() {
        builder.localTask("a").localTask("b", after("x"));
        refused(builder::build, "task b comes after \"x\", which is not a task of workflow w; did you mean \"a\"?");
    }

    @Test
    void suggestsWhatWasProbablyMeant() {
        builder.localTask("fetch").localTask("resize", after("fecth"));
        refused(
                builder::build,
                "task resize comes after \"fecth\", which is not a task of workflow w; did you mean \"fetch\"?");
    }

    @Test
    void suggestsNothingIfNothingIsNear() {
        builder.localTask("fetch").localTask("resize", after("approve"));
        refused(builder::build, "task resize comes after \"approve\", which is not a task of workflow w");
    }

    @Test
    void namesACycleOfTwo() {
        builder.localTask("a", after("b")).localTask("b", after("a"));
        refused(builder::build, "workflow w has a cycle: a → b → a");
    }

    @Test
    void namesTheCycleWithoutWhatLeadsToItAndWhatFollows() {
        builder.localTask("before")
                .localTask("a", after("before", "c"))
                .localTask("b", after("a"))
                .localTask("c", after("b"))
                .localTask("behind", after("c"));
        refused(builder::build, "workflow w has a cycle: a → b → c → a");
    }

    @Test
    void namesALongCycleInGoodTime() {
        int size = 20_000;
        for (int i = 0; i < size; i++) {
            builder.localTask("t" + i, after("t" + (i + size - 1) % size));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith("workflow w has a cycle: t0 → t1 → t2 → ")
                .withMessageEndingWith(" → t19999 → t0");
    }

    @Test
    void refusesATaskAfterItself() {
        builder.localTask("a", after("a"));
        refused(builder::build, "task a comes after itself");
    }

    @Test
    void refusesATaskTwiceAfterAnother() {
        builder.localTask("a").localTask("b", after("a"), after("a").withProbability(0.5));
        refused(builder::build, "task b comes twice after a");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAProbabilityOutsideItsRange(double probability) {
        String message = "after [a]: probability " + probability + ", but 0 to 1 is allowed";
        refused(() -> after("a").withProbability(probability), message);
        refused(() -> after("a").asAlternative(probability), message);
    }

    @Test
    void refusesAlternativesThatSumAboveOne() {
        builder.localTask("a")
                .localTask("b", after("a").asAlternative(0.5))
                .localTask("c", after("a").asAlternative(0.75));
        refused(
                builder::build,
                "the alternatives after task a have probabilities that sum to 1.25, but at most 1 is allowed");
    }

    @Test
    void refusesAfterWithoutAPredecessor() {
        refused(() -> after(), "after() needs the id of at least one predecessor");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesAWidthBelowOne(int width) {
        refused(() -> width(width), "width: " + width + ", but at least 1 is needed");
    }

    @Test
    void refusesAWidthAboveAMillion() {
        refused(() -> width(1_000_001), "width: 1000001, but at most 1000000 is allowed");
        assertThat(width(1_000_000)).isNotNull();
    }

    @Test
    void refusesAJoinOfNone() {
        refused(() -> needing(0), "needing: 0, but at least 1 is needed");
    }

    @Test
    void refusesAJoinOfMoreThanThereAre() {
        builder.localTask("a").localTask("b", after("a"), needing(2));
        refused(builder::build, "task b needs 2 of its predecessors, but has 1");
    }

    @Test
    void refusesAnOptionGivenTwice() {
        refused(
                () -> builder.localTask("a", width(2), width(3)),
                "task a is given two of one option: Width[calls=2] and Width[calls=3]");
    }

    @Test
    void refusesTwoDifferentTargetsOfOneName() {
        builder.task("a", target("http://one.example.org")).task("b", target("http://two.example.org"));
        refused(builder::build, "workflow w: two different targets are named \"service\"");
    }

    @Test
    void refusesANegativeDuration() {
        refused(() -> lasting(Duration.ofSeconds(-1)), "median: PT-1S, but 0 to PT876000H is allowed");
    }

    @Test
    void refusesADurationThatWouldOverflow() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        refused(() -> lasting(longest), "median: " + longest + ", but 0 to PT876000H is allowed");
    }

    @Test
    void refusesACoefficientOfVariationOutsideItsRange() {
        refused(() -> new Prior(Duration.ofSeconds(1), 11), "cv: 11.0, but 0 to 10 is allowed");
        refused(() -> new Prior(Duration.ofSeconds(1), Double.NaN), "cv: NaN, but 0 to 10 is allowed");
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> Workflow.builder(null))
                .withMessage("workflow name");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.localTask(null))
                .withMessage("task name");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.task("a", null))
                .withMessage("target of task a");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.localTask("a", (TaskOption) null))
                .withMessage("option of task a");
        assertThatNullPointerException().isThrownBy(() -> lasting((Prior) null)).withMessage("duration");
        assertThatNullPointerException()
                .isThrownBy(() -> lasting((Duration) null))
                .withMessage("median");
        assertThatNullPointerException().isThrownBy(() -> after("a", null));
    }

    @Test
    void refusesToFindAnUnknownTask() {
        Workflow workflow = builder.localTask("fetch").build();
        refused(() -> workflow.task("fetsch"), "workflow w has no task \"fetsch\"; did you mean \"fetch\"?");
    }

    @Test
    void refusesATaskOfAnotherWorkflow() {
        Workflow workflow = builder.localTask("a").build();
        Task other = Workflow.builder("other").localTask("a").build().task("a");
        refused(() -> workflow.incoming(other), "task a is not one of workflow w");
        refused(() -> workflow.outgoing(other), "task a is not one of workflow w");
    }
}
