package dev.prewarm.engine;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.prewarm.Problem.Kind;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private static final Workflow CHAIN = Workflow.builder("chain")
            .localTask("a")
            .localTask("b", after("a"))
            .localTask("c", after("b"))
            .build();
    private static final Workflow JOIN = Workflow.builder("join")
            .localTask("a")
            .localTask("b")
            .localTask("c")
            .localTask("end", after("a", "b", "c"))
            .build();
    private static final Workflow TWO_OF_THREE = Workflow.builder("two of three")
            .localTask("a")
            .localTask("b")
            .localTask("c")
            .localTask("end", after("a", "b", "c"), needing(2))
            .build();
    private static final Workflow BRANCH = Workflow.builder("branch")
            .localTask("a")
            .localTask("left", after("a").asAlternative(0.5))
            .localTask("right", after("a").asAlternative(0.5))
            .localTask("afterRight", after("right"))
            .localTask("end", after("left", "afterRight"))
            .build();

    private Workflow workflow = CHAIN;
    private RunState state = new RunState(CHAIN);

    private void of(Workflow other) {
        workflow = other;
        state = new RunState(other);
    }

    private Kind started(String task) {
        return state.started(workflow.task(task), null, 1, TaskChange.UNKNOWN);
    }

    private Kind finished(String task) {
        return state.finished(workflow.task(task), null, 2);
    }

    private Kind failed(String task) {
        return state.failed(workflow.task(task), null, 2, TaskChange.UNKNOWN);
    }

    private Kind skipped(String task) {
        return state.skipped(workflow.task(task), null, 2);
    }

    private TaskState is(String task) {
        return state.state(workflow.task(task));
    }

    private boolean ready(String task) {
        return state.ready().contains(workflow.task(task));
    }

    private void run(String... tasks) {
        for (String task : tasks) {
            assertThat(started(task)).isNull();
            assertThat(finished(task)).isNull();
        }
    }

    @Test
    void rootsAreReadyAtFirst() {
        assertThat(state.ready()).containsExactly(CHAIN.task("a"));
        assertThat(state.running()).isEmpty();
    }

    @Test
    void aTaskRunsAndFinishes() {
        assertThat(started("a")).isNull();
        assertThat(state.running()).containsExactly(CHAIN.task("a"));
        assertThat(state.startedAt(CHAIN.task("a"))).isEqualTo(1);
        assertThat(finished("a")).isNull();
        assertThat(is("a")).isEqualTo(TaskState.FINISHED);
        assertThat(state.ready()).containsExactly(CHAIN.task("b"));
    }

    @Test
    void aFailedTaskHoldsUpWhatComesAfterUntilItIsTriedAgain() {
        started("a");
        assertThat(failed("a")).isNull();
        assertThat(ready("b")).isFalse();
        assertThat(started("a")).isNull();
        assertThat(is("a")).isEqualTo(TaskState.RUNNING);
        finished("a");
        assertThat(ready("b")).isTrue();
    }

    @Test
    void aFailedTaskMayBeGivenUp() {
        started("a");
        failed("a");
        assertThat(skipped("a")).isNull();
        assertThat(is("c")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aSkipReachesAllThatCanBeReachedOnlyThroughIt() {
        run("a");
        assertThat(skipped("b")).isNull();
        assertThat(is("c")).isEqualTo(TaskState.SKIPPED);
        assertThat(state.skippedLast()).containsExactly(CHAIN.task("b"), CHAIN.task("c"));
    }

    @Test
    void aJoinIsNotReadyBeforeItsLastLivePredecessor() {
        of(JOIN);
        run("a");
        skipped("b");
        assertThat(ready("end")).isFalse();
        run("c");
        assertThat(ready("end")).isTrue();
    }

    @Test
    void aJoinBecomesReadyWhenItsLastOpenPredecessorIsSkipped() {
        of(JOIN);
        run("a", "b");
        skipped("c");
        assertThat(ready("end")).isTrue();
    }

    @Test
    void aJoinIsSkippedWithItsLastPredecessor() {
        of(JOIN);
        skipped("a");
        skipped("b");
        assertThat(is("end")).isEqualTo(TaskState.PENDING);
        skipped("c");
        assertThat(is("end")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aJoinOfAnyTwoIsReadyAfterTwo() {
        of(TWO_OF_THREE);
        run("c");
        assertThat(ready("end")).isFalse();
        run("a");
        assertThat(ready("end")).isTrue();
        run("b");
        assertThat(state.ready()).containsExactly(workflow.task("end"));
    }

    @Test
    void aJoinOfAnyTwoNeedsNoMoreThanAreLive() {
        of(TWO_OF_THREE);
        skipped("a");
        skipped("b");
        run("c");
        assertThat(ready("end")).isTrue();
    }

    @Test
    void theStartOfOneAlternativeSkipsTheOthers() {
        of(BRANCH);
        run("a");
        started("left");
        assertThat(is("right")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("afterRight")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("end")).isEqualTo(TaskState.PENDING);
    }

    @Test
    void choosingOneAlternativeSkipsTheOthersEarly() {
        of(BRANCH);
        assertThat(state.chosen(workflow.task("right"), 2)).isNull();
        assertThat(is("left")).isEqualTo(TaskState.SKIPPED);
        assertThat(state.tasks().chosen(workflow.task("right"))).isTrue();
        assertThat(is("right")).isEqualTo(TaskState.PENDING);
    }

    @Test
    void anAlternativeThatFinishedUnseenSkipsTheOthersToo() {
        of(BRANCH);
        run("a");
        assertThat(finished("left")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(is("right")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void choosingTwiceIsADuplicate() {
        of(BRANCH);
        state.chosen(workflow.task("right"), 2);
        assertThat(state.chosen(workflow.task("right"), 2)).isEqualTo(Kind.DUPLICATE_EVENT);
        assertThat(state.chosen(workflow.task("left"), 2)).isEqualTo(Kind.IMPOSSIBLE_ORDER);
    }

    @Test
    void anotherRoundMayChooseAnotherBranch() {
        of(BRANCH);
        Task a = workflow.task("a");
        for (String way : List.of("right", "left", "right")) {
            assertThat(started("a")).isNull();
            assertThat(is("left")).isEqualTo(TaskState.PENDING);
            assertThat(is("right")).isEqualTo(TaskState.PENDING);
            Task chosen = workflow.task(way);
            assertThat(new TaskChange.Finished(null, 2, List.of(chosen)).apply(state, a))
                    .isNull();
            assertThat(state.ready()).contains(chosen);
            run(way);
        }
        assertThat(is("left")).isEqualTo(TaskState.SKIPPED);
        assertThat(ready("afterRight")).isTrue();
    }

    @Test
    void aBranchThatRunsGoesOnInAnotherRound() {
        of(BRANCH);
        run("a");
        started("left");
        started("a");
        assertThat(is("left")).isEqualTo(TaskState.RUNNING);
        assertThat(is("right")).isEqualTo(TaskState.PENDING);
    }

    @Test
    void whatWasChosenBeforeAnAttemptThatFailsIsStillChosen() {
        of(BRANCH);
        state.chosen(workflow.task("right"), 2);
        started("a");
        failed("a");
        started("a");
        assertThat(state.tasks().chosen(workflow.task("right"))).isTrue();
        assertThat(is("left")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aSkippedTaskThatRunsAfterAllRevivesWhatComesAfter() {
        skipped("a");
        assertThat(started("a")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(is("a")).isEqualTo(TaskState.RUNNING);
        assertThat(is("b")).isEqualTo(TaskState.PENDING);
        assertThat(is("c")).isEqualTo(TaskState.PENDING);
        finished("a");
        assertThat(state.ready()).containsExactly(CHAIN.task("b"));
    }

    @Test
    void aSkippedTaskThatEndsUnseenRevivesWhatComesAfter() {
        skipped("a");
        assertThat(finished("a")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(is("b")).isEqualTo(TaskState.PENDING);
        assertThat(ready("b")).isTrue();
    }

    @Test
    void anAlternativeThatFailedUnseenSkipsTheOthersToo() {
        of(BRANCH);
        run("a");
        assertThat(failed("right")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(is("left")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void whatRunsIsListedInTheOrderOfTheWorkflow() {
        of(JOIN);
        started("c");
        started("a");
        started("b");
        assertThat(state.running()).containsExactly(JOIN.task("a"), JOIN.task("b"), JOIN.task("c"));
    }

    @Test
    void whatWasSaidToBeSkippedIsNotRevivedWithItsPredecessor() {
        skipped("a");
        skipped("b");
        started("a");
        assertThat(is("b")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("c")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aJoinThatWasReadyWaitsAgainForARevivedPredecessor() {
        of(JOIN);
        run("a", "b");
        skipped("c");
        started("c");
        assertThat(ready("end")).isFalse();
        finished("c");
        assertThat(ready("end")).isTrue();
    }

    @Test
    void startingShowsThatWhatItWaitsForHasEnded() {
        assertThat(started("c")).isEqualTo(Kind.LOST_EVENT);
        assertThat(is("c")).isEqualTo(TaskState.RUNNING);
        assertThat(is("a")).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void repeatedEventsAreDuplicates() {
        started("a");
        assertThat(started("a")).isEqualTo(Kind.DUPLICATE_EVENT);
        failed("a");
        assertThat(failed("a")).isEqualTo(Kind.DUPLICATE_EVENT);
        started("a");
        finished("a");
        assertThat(finished("a")).isEqualTo(Kind.DUPLICATE_EVENT);
    }

    @Test
    void whatIsFinishedDoesNotFailAndIsNotSkipped() {
        run("a");
        assertThat(failed("a")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(skipped("a")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(is("a")).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void whatIsFinishedMayStartAnotherRoundForWhichTheOthersWait() {
        run("a");
        assertThat(ready("b")).isTrue();
        assertThat(started("a")).isNull();
        assertThat(is("a")).isEqualTo(TaskState.RUNNING);
        assertThat(ready("b")).isFalse();
        assertThat(finished("a")).isNull();
        assertThat(ready("b")).isTrue();
    }

    @Test
    void anEndWithoutAStartCountsAsAStartAtThatTime() {
        assertThat(finished("a")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(state.startedAt(CHAIN.task("a"))).isEqualTo(2);
        assertThat(ready("b")).isTrue();
    }

    @Test
    void skippingWhatIsOutOfReachAlreadyIsNoProblem() {
        skipped("a");
        assertThat(skipped("b")).isNull();
    }

    @Test
    void theWidthIsKnownFromTheTaskUntilItIsSaid() {
        of(Workflow.builder("wide")
                .localTask("map", width(3))
                .localTask("reduce", after("map"))
                .build());
        assertThat(state.width(workflow.task("map"))).isEqualTo(3);
        assertThat(state.widen(workflow.task("map"), 20, 2)).isNull();
        assertThat(state.width(workflow.task("map"))).isEqualTo(20);
        assertThat(state.width(workflow.task("reduce"))).isEqualTo(1);
    }

    @Test
    void aWidthBelowOneOrAfterTheEndIsRefused() {
        assertThat(state.widen(CHAIN.task("a"), 0, 2)).isEqualTo(Kind.INVALID_VALUE);
        run("a");
        assertThat(state.widen(CHAIN.task("a"), 2, 2)).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(state.width(CHAIN.task("a"))).isEqualTo(1);
    }

    @Test
    void theWidthOfWhatRunsGrowsButDoesNotShrink() {
        started("a");
        assertThat(state.widen(CHAIN.task("a"), 3, 2)).isNull();
        assertThat(state.widen(CHAIN.task("a"), 2, 2)).isEqualTo(Kind.INVALID_VALUE);
        assertThat(state.width(CHAIN.task("a"))).isEqualTo(3);
    }

    private void ofInstances() {
        of(Workflow.builder("map")
                .localTask("map")
                .localTask("next", after("map"))
                .build());
    }

    private Kind startedInstance(String instance) {
        return state.started(workflow.task("map"), instance, 1, TaskChange.UNKNOWN);
    }

    private Kind finishedInstance(String instance) {
        return state.finished(workflow.task("map"), instance, 2);
    }

    private Kind failedInstance(String instance, long again) {
        return state.failed(workflow.task("map"), instance, 2, again);
    }

    @Test
    void aTaskThatWasStartedAsAWholeEndsAsAWholeAndNotWithItsInstances() {
        ofInstances();
        assertThat(started("map")).isNull();
        for (String instance : List.of("1", "2")) {
            assertThat(startedInstance(instance)).isNull();
            assertThat(finishedInstance(instance)).isNull();
            assertThat(is("map")).isEqualTo(TaskState.RUNNING);
        }
        assertThat(finished("map")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.FINISHED);
        assertThat(finished("map")).isEqualTo(Kind.DUPLICATE_EVENT);
    }

    @Test
    void whatWasTriedByInstancesMayBeTriedAgainAsAWhole() {
        ofInstances();
        startedInstance("1");
        failedInstance("1", TaskChange.UNKNOWN);
        assertThat(started("map")).isNull();
        assertThat(state.width(workflow.task("map"))).isEqualTo(1);
        assertThat(finished("map")).isNull();
        assertThat(state.calls().latest(workflow.task("map")).how).isEqualTo(Call.End.FINISHED);
        assertThat(ready("next")).isTrue();
    }

    private long until() {
        return state.until(workflow.task("map"));
    }

    private Kind skippedInstance(String instance) {
        return state.skipped(workflow.task("map"), instance, 2);
    }

    @Test
    void aTaskThatSkipsItselfHasEndedAndIsSkipped() {
        started("a");
        assertThat(skipped("a")).isNull();
        assertThat(is("a")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("b")).isEqualTo(TaskState.SKIPPED);
        assertThat(state.calls().latest(CHAIN.task("a")).how).isEqualTo(Call.End.SKIPPED);
        assertThat(state.skippedLast()).as("what has not run").containsExactly(CHAIN.task("b"), CHAIN.task("c"));
    }

    @Test
    void aSkipIsBelievedOfATaskWhoseEndWasOnlyConcluded() {
        started("a");
        assertThat(started("b")).isEqualTo(Kind.LOST_EVENT);
        assertThat(skipped("a")).isNull();
        assertThat(is("a")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("b")).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void allInstancesEndWithATaskThatIsSkipped() {
        ofInstances();
        startedInstance("1");
        startedInstance("2");
        assertThat(skipped("map")).isNull();
        assertThat(state.calls().open(workflow.task("map"))).isEmpty();
        assertThat(is("map")).isEqualTo(TaskState.SKIPPED);
        assertThat(startedInstance("1")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
        assertThat(finishedInstance("1")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void anInstanceThatIsSkippedCountsAsOneThatHasEnded() {
        ofInstances();
        state.widen(workflow.task("map"), 3, 1);
        assertThat(skippedInstance("1")).isNull();
        assertThat(skippedInstance("1")).as("once more").isNull();
        assertThat(is("map")).isEqualTo(TaskState.PENDING);
        startedInstance("2");
        startedInstance("3");
        finishedInstance("2");
        assertThat(is("map")).isEqualTo(TaskState.RUNNING);
        assertThat(skippedInstance("3")).as("by itself").isNull();
        assertThat(is("map")).isEqualTo(TaskState.FINISHED);
        assertThat(skippedInstance("2")).isEqualTo(Kind.IMPOSSIBLE_ORDER);
    }

    @Test
    void anInstancesEndAfterTheEndOfTheWholeChangesNothing() {
        ofInstances();
        state.widen(workflow.task("map"), 3, 1);
        startedInstance("1");
        startedInstance("2");
        assertThat(finished("map")).isNull();
        assertThat(finishedInstance("1")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.FINISHED);
        assertThat(new RunState(state).finished(workflow.task("map"), "2", 2)).isNull();
        assertThat(startedInstance("1")).as("another round").isNull();
        assertThat(finishedInstance("1")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void anInstancesEndAfterTheFailureOfTheWholeChangesNothing() {
        ofInstances();
        startedInstance("1");
        failed("map");
        assertThat(finishedInstance("1")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.FAILED);
    }

    @Test
    void aTaskIsSkippedWithTheLastOfItsInstances() {
        ofInstances();
        state.widen(workflow.task("map"), 2, 1);
        assertThat(skippedInstance("1")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.PENDING);
        assertThat(skippedInstance("2")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("next")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aTaskIsSkippedWithTheLastOfItsInstancesThatSkipThemselves() {
        ofInstances();
        state.widen(workflow.task("map"), 2, 1);
        skippedInstance("1");
        startedInstance("2");
        assertThat(skippedInstance("2")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aSkippedInstanceOfUnknownManySaysNothingOfTheTask() {
        ofInstances();
        assertThat(skippedInstance("1")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.PENDING);
        assertThat(startedInstance("2")).isNull();
        assertThat(finishedInstance("2")).isNull();
        assertThat(is("map")).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void aSkippedInstanceOfATaskThatRunsAsAWholeChangesNothing() {
        ofInstances();
        started("map");
        assertThat(skippedInstance("1")).isNull();
        assertThat(state.calls().latest(workflow.task("map")).open()).isTrue();
        assertThat(finished("map")).isNull();
    }

    @Test
    void aTaskIsTriedAgainWithTheFirstOfItsInstancesThatAre() {
        ofInstances();
        Task map = workflow.task("map");
        for (String instance : List.of("1", "2", "3", "4")) {
            startedInstance(instance);
        }
        failedInstance("3", TaskChange.UNKNOWN);
        failedInstance("1", 60);
        failedInstance("2", 50);
        assertThat(until()).as("while another one runs").isEqualTo(TaskChange.UNKNOWN);
        finishedInstance("4");
        assertThat(state.tasks().retrying()).containsExactly(map);
        assertThat(until()).isEqualTo(50);
        assertThat(state.width(map)).isEqualTo(2);
        assertThat(state.turns(map)).isEqualTo(1);
        assertThat(new RunState(state).until(map)).as("of a copy").isEqualTo(50);
        startedInstance("2");
        finishedInstance("2");
        assertThat(until()).isEqualTo(60);
        assertThat(state.width(map)).isEqualTo(1);
        startedInstance("1");
        finishedInstance("1");
        assertThat(is("map")).isEqualTo(TaskState.FAILED);
        assertThat(state.tasks().retrying()).isEmpty();
        assertThat(until()).isEqualTo(TaskChange.UNKNOWN);
    }

    @Test
    void aTaskThatFailsAsAWholeIsTriedAgainAsAWhole() {
        ofInstances();
        started("map");
        for (String instance : List.of("1", "2", "3")) {
            startedInstance(instance);
        }
        failedInstance("2", 50);
        failedInstance("3", TaskChange.UNKNOWN);
        assertThat(state.failed(workflow.task("map"), null, 3, 70)).isNull();
        assertThat(until()).isEqualTo(70);
        assertThat(state.width(workflow.task("map"))).isEqualTo(3);
        assertThat(started("map")).isNull();
        assertThat(until()).isEqualTo(TaskChange.UNKNOWN);
    }

    @Test
    void instancesThatAreTriedAgainComeInTurnsWhereTheyAreLimited() {
        of(Workflow.builder("map").localTask("map", TaskOption.limit(2)).build());
        for (String instance : List.of("1", "2", "3", "4")) {
            startedInstance(instance);
            failedInstance(instance, instance.equals("4") ? TaskChange.UNKNOWN : 50);
        }
        assertThat(state.width(workflow.task("map"))).isEqualTo(2);
        assertThat(state.turns(workflow.task("map"))).isEqualTo(2);
    }

    /** All that can be said of one task in five events, as a whole and of two instances. */
    @Test
    void callsAreOpenOnlyWhileTheirTaskRuns() {
        List<Runnable> events = List.of(
                () -> started("map"),
                () -> finished("map"),
                () -> failed("map"),
                () -> startedInstance("1"),
                () -> finishedInstance("1"),
                () -> failedInstance("1", 9),
                () -> startedInstance("2"),
                () -> finishedInstance("2"),
                () -> started("next"),
                () -> skipped("map"),
                () -> skippedInstance("1"));
        int kinds = events.size();
        for (int order = 0; order < kinds * kinds * kinds * kinds * kinds; order++) {
            ofInstances();
            state.calls().keepHistory();
            for (int rest = order, i = 0; i < 5; i++, rest /= kinds) {
                events.get(rest % kinds).run();
            }
            Task map = workflow.task("map");
            List<Call> open = state.calls().history().stream()
                    .filter(call -> call.open() && call.task == map)
                    .toList();
            assertThat(open)
                    .as("order %s", order)
                    .hasSameElementsAs(state.calls().open(map));
            assertThat(open.isEmpty() || is("map") == TaskState.RUNNING)
                    .as("order %s", order)
                    .isTrue();
        }
    }

    // However many ways lead to a task whose start explains what was not told.

    @Test
    void whatMustHaveEndedIsSaidOnceAndEachAfterWhatItWaitedFor() {
        of(Workflow.builder("ways")
                .localTask("a")
                .localTask("b", after("a"))
                .localTask("c", after("b"))
                .localTask("d", after("c", "b", "a"))
                .build());
        assertThat(started("d")).isEqualTo(Kind.LOST_EVENT);
        assertThat(state.concludedLast()).containsExactly(workflow.task("a"), workflow.task("b"), workflow.task("c"));
    }

    @Test
    void allOfALongChainHasEndedWhenItsLastTaskStarts() {
        of(chain(Workflow.builder("long chain"), 20_000).build());
        assertThat(started("20000")).isEqualTo(Kind.LOST_EVENT);
        assertThat(state.concludedLast()).isEqualTo(workflow.tasks().subList(0, 19_999));
        assertThat(is("19999")).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void aLongChainThatNeedNotHaveRunIsPassedOver() {
        of(chain(Workflow.builder("beside").localTask("start").localTask("other", after("start")), 20_000, "start")
                .localTask("join", after("20000", "other"))
                .build());
        run("start", "other");
        assertThat(started("join")).isNull();
        assertThat(is("1")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("20000")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aNetOfWaysThatNeedNotHaveBeenTakenIsPassedOver() {
        Workflow.Builder net = Workflow.builder("net")
                .localTask("start")
                .localTask("other", after("start"))
                .localTask("optional", after("start").withProbability(0.5));
        String[] before = {"optional"};
        for (int i = 0; i < 40; i++) {
            String[] layer = {i + "a", i + "b", i + "c", i + "d"};
            for (String id : layer) {
                net.localTask(id, after(before));
            }
            before = layer;
        }
        of(net.localTask("join", after(before), after("other")).build());
        run("start", "other");
        // There are 4 to the power of 39 ways.
        assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> assertThat(started("join")).isNull());
        assertThat(is("optional")).isEqualTo(TaskState.SKIPPED);
        assertThat(is("39d")).isEqualTo(TaskState.SKIPPED);
    }

    /** So many tasks, by their numbers, of which the first one may follow another. */
    private static Workflow.Builder chain(Workflow.Builder workflow, int tasks, String... first) {
        workflow.localTask(
                "1",
                first.length == 0
                        ? new TaskOption[0]
                        : new TaskOption[] {after(first).withProbability(0.5)});
        for (int i = 2; i <= tasks; i++) {
            workflow.localTask(String.valueOf(i), after(String.valueOf(i - 1)));
        }
        return workflow;
    }

    /** What may be told of a task and its instances, whether that is possible then or not. */
    private static List<Consumer<RunState>> whatMayBeTold(Task map, Task next) {
        List<Consumer<RunState>> events = new ArrayList<>();
        for (String instance : new String[] {null, "1", "2"}) {
            events.add(state -> state.started(map, instance, 1, TaskChange.UNKNOWN));
            events.add(state -> state.finished(map, instance, 2));
            events.add(state -> state.failed(map, instance, 2, TaskChange.UNKNOWN));
            events.add(state -> state.failed(map, instance, 2, 50));
            events.add(state -> state.skipped(map, instance, 2));
        }
        events.add(state -> state.widen(map, 2, 1));
        events.add(state -> state.started(next, null, 3, TaskChange.UNKNOWN));
        return events;
    }

    private static void afterAll(
            RunState state,
            String told,
            int more,
            List<Consumer<RunState>> events,
            BiConsumer<RunState, String> check) {
        check.accept(state, told);
        for (int i = 0; (more > 0) && (i < events.size()); i++) {
            RunState after = new RunState(state);
            events.get(i).accept(after);
            afterAll(after, told + " " + i, more - 1, events, check);
        }
    }

    @Tag("once")
    @Test
    void whatIsToBeTriedAgainHasATime() {
        ofInstances();
        Task map = workflow.task("map");
        afterAll(
                state,
                "",
                4,
                whatMayBeTold(map, workflow.task("next")),
                (after, told) -> assertThat(after.until(map))
                        .as("after the events%s", told)
                        .matches(until -> after.tasks().again(map) == (until != TaskChange.UNKNOWN)));
    }
}
