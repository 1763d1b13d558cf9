package dev.prewarm.server.track;

import static dev.prewarm.server.track.Told.chain;
import static dev.prewarm.server.track.Told.choice;
import static dev.prewarm.server.track.Told.mapped;
import static dev.prewarm.server.track.Told.passing;
import static dev.prewarm.server.track.Told.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.event.TriggerRule;
import dev.prewarm.server.track.RunReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrackerTest {
    private static final Shape CHAIN = chain("resize", "label");
    private final Told run = new Told("thumbnails", "manual 1");

    @Test
    void whatComesNextIsWarmedWhenATaskStarts() {
        try (World world = new World()) {
            world.tell(run.begin(0, CHAIN));
            assertThat(world.warmed()).isEmpty();
            world.replay(List.of(run.started(1, "resize")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void aRunIsClosedSomeSecondsAfterItsEndWithWhatCameInBetween() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize"),
                    run.finished(4, "resize"),
                    run.started(5, "label"),
                    run.end(7)));
            assertThat(world.closed).isEmpty();
            world.replay(List.of(run.finished(7.5, "label")));
            world.settle();
            assertThat(world.closed).hasSize(1);
            assertThat(states(world.closed.get(0)))
                    .containsExactly(Map.entry("resize", State.FINISHED), Map.entry("label", State.FINISHED));
        }
    }

    @Test
    void nothingIsWarmedForARunThatHasEnded() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(1), run.started(1.5, "resize")));
            world.settle();
            assertThat(world.warmed()).isEmpty();
        }
    }

    @Test
    void aRunWithoutAShapeHasThatOfTheLastOne() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(1)));
            Told second = new Told("thumbnails", "manual 2");
            world.replay(List.of(second.started(100, "resize")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void aRunThatIsTalkedOfBeforeItsShapeIsKnownIsToldAllOfItThen() {
        try (World world = new World()) {
            world.replay(List.of(run.started(1, "resize"), run.finished(4, "resize")));
            assertThat(world.run("manual 1").known()).isFalse();
            world.tell(run.begin(0, CHAIN));
            assertThat(world.run("manual 1").known()).isTrue();
            world.replay(List.of(run.started(5, "label"), run.finished(6, "label"), run.end(7)));
            world.settle();
            assertThat(states(world.closed.get(0)))
                    .containsExactly(Map.entry("resize", State.FINISHED), Map.entry("label", State.FINISHED));
            assertThat(world.closed.get(0).startedAt()).isEqualTo(World.at(0));
        }
    }

    @Test
    void whatIsOverWhenTheShapeBecomesKnownIsNotWarmed() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.started(1, "resize"),
                    run.finished(4, "resize"),
                    run.started(5, "label"),
                    run.finished(6, "label")));
            world.tell(run.begin(0, CHAIN));
            assertThat(world.warmed()).isEmpty();
        }
    }

    @Test
    void aNewShapeOfAKnownWorkflowHoldsAlsoIfATaskWasToldFirst() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, chain("resize")), run.end(1)));
            Told second = new Told("thumbnails", "manual 2");
            world.replay(List.of(second.started(100, "resize"), second.begin(99, CHAIN)));
            world.time.runPending();
            assertThat(world.warmed()).containsExactly("shop/label");
            assertThat(world.run("manual 2").tasks()).hasSize(2);
        }
    }

    @Test
    void anOlderRunsShapeDoesNotReplaceALaterOnes() {
        try (World world = new World()) {
            world.time.runUntil(World.at(200));
            world.tell(new Told("thumbnails", "manual 2").begin(100, CHAIN));
            world.tell(run.begin(0, chain("resize")));
            world.tell(new Told("thumbnails", "manual 3").started(150, "resize"));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void ofSeveralStartsOfOneAttemptTheEarliestHolds() {
        try (World world = new World()) {
            world.time.runUntil(World.at(20));
            List.of(
                            run.begin(0, CHAIN),
                            run.started(12.098, "resize"),
                            run.started(12.070, "resize"),
                            run.finished(15, "resize"))
                    .forEach(world::tell);
            assertThat(spans(world.run("manual 1"), "resize")).containsExactly("12.070-15.000");
        }
    }

    @Test
    void aHigherAttemptEndsTheLowerOnes() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize", 1, TaskId.WHOLE),
                    run.started(9, "resize", 2, TaskId.WHOLE),
                    run.finished(10, "resize", 2, TaskId.WHOLE)));
            assertThat(spans(world.run("manual 1"), "resize")).containsExactly("1.000-8.999 failed", "9.000-10.000");
        }
    }

    @Test
    void startsAfterAFailureWithoutNumbersAreFurtherAttempts() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize", 0, TaskId.WHOLE),
                    run.failed(3, "resize", 0, Duration.ofSeconds(5)),
                    run.started(8, "resize", 0, TaskId.WHOLE),
                    run.finished(10, "resize", 0, TaskId.WHOLE)));
            assertThat(spans(world.run("manual 1"), "resize")).containsExactly("1.000-3.000 failed", "8.000-10.000");
            assertThat(states(world.run("manual 1"))).containsEntry("resize", State.FINISHED);
        }
    }

    /** Attempts are not numbered, and their events come the other way round. */
    @Test
    void attemptsWithoutNumbersEndInTheSameStateInAnyOrder() {
        List<Event> events = new ArrayList<>(List.of(
                run.started(1, "resize", 0, TaskId.WHOLE),
                run.failed(2, "resize", 0, Duration.ofSeconds(1)),
                run.started(3, "resize", 0, TaskId.WHOLE),
                run.started(3.5, "resize", 0, TaskId.WHOLE),
                run.finished(4, "resize", 0, TaskId.WHOLE)));
        Random random = new Random(7);
        for (int i = 0; i < 30; i++) {
            try (World world = new World()) {
                world.tell(run.begin(0, CHAIN));
                world.time.runUntil(World.at(10));
                events.forEach(world::tell);
                assertThat(spans(world.run("manual 1"), "resize")).containsExactly("1.000-2.000 failed", "3.000-4.000");
                assertThat(states(world.run("manual 1"))).containsEntry("resize", State.FINISHED);
            }
            Collections.shuffle(events, random);
        }
    }

    @Test
    void ofSeveralEndsOfOneAttemptTheEarliestHoldsInAnyOrder() {
        for (boolean turned : new boolean[] {false, true}) {
            List<Event> events = new ArrayList<>(List.of(run.failed(3, "resize", 1, null), run.finished(5, "resize")));
            if (turned) {
                Collections.reverse(events);
            }
            try (World world = new World()) {
                world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize")));
                world.time.runUntil(World.at(10));
                events.forEach(world::tell);
                assertThat(states(world.run("manual 1"))).containsEntry("resize", State.FAILED);
            }
        }
    }

    /** As a task of Airflow does that raises AirflowSkipException. */
    @Test
    void aTaskThatSkipsItselfIsSkipped() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.skipped(2, "resize")));
            assertThat(spans(world.run("manual 1"), "resize")).containsExactly("1.000-2.000");
            assertThat(states(world.run("manual 1")))
                    .containsEntry("resize", State.SKIPPED)
                    .containsEntry("label", State.PENDING);
        }
    }

    @Test
    void aTaskThatIsSkippedWhileItWaitsToBeTriedAgainIsSkipped() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize"),
                    run.failed(2, "resize", 1, Duration.ofHours(1)),
                    run.skipped(3, "resize")));
            assertThat(states(world.run("manual 1"))).containsEntry("resize", State.SKIPPED);
        }
    }

    @Test
    void aTaskThatStartsAgainAfterItSkippedItselfRuns() {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize"),
                    run.skipped(2, "resize"),
                    run.started(9, "resize", 2, TaskId.WHOLE)));
            assertThat(states(world.run("manual 1"))).containsEntry("resize", State.RUNNING);
        }
    }

    @Test
    void whatComesAfterATaskThatHasFinishedIsNotSkippedWithIt() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("a", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("b", step(List.of("a"), TriggerRule.ALL_SUCCESS, "resize"));
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)), run.started(1, "a"), run.finished(2, "a"), run.skipped(3, "a")));
            assertThat(states(world.run("manual 1")))
                    .containsEntry("a", State.FINISHED)
                    .containsEntry("b", State.PENDING);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJoinBehindTwoThatSkipThemselvesIsSkipped(boolean skipsComeFirst) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("a", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("b", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("join", step(List.of("a", "b"), TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, "resize"));
        List<Event> events = new ArrayList<>(
                List.of(run.started(1, "a"), run.started(1, "b"), run.skipped(2, "a"), run.skipped(3, "b")));
        if (skipsComeFirst) {
            Collections.reverse(events);
        }
        try (World world = new World()) {
            world.tell(run.begin(0, new Shape(steps)));
            world.time.runUntil(World.at(5));
            events.forEach(world::tell);
            assertThat(states(world.run("manual 1")))
                    .containsEntry("a", State.SKIPPED)
                    .containsEntry("b", State.SKIPPED)
                    .containsEntry("join", State.SKIPPED);
        }
    }

    @Test
    void anInstanceThatSkipsItselfHoldsItsTaskNoLonger() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("work", mapped(List.of(), "resize"));
        steps.put("last", step(List.of("work"), TriggerRule.NONE_FAILED, "label"));
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)),
                    run.started(1, "work", 1, 0),
                    run.started(1, "work", 1, 1),
                    run.finished(3, "work", 1, 0),
                    new Event.TaskSkipped(new TaskId(run.run, "work", 0, 1), World.at(4))));
            assertThat(states(world.run("manual 1"))).containsEntry("work", State.FINISHED);
            assertThat(world.beliefs.services())
                    .filteredOn(belief -> belief.service().equals("shop/resize"))
                    .noneMatch(belief -> belief.warmUntil().equals(Instant.MAX));
        }
    }

    @Test
    void whatABranchDidNotChooseIsSkippedAndNotWarmed() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("choice", choice(List.of()));
        steps.put("left", step(List.of("choice"), TriggerRule.ALL_SUCCESS, "resize"));
        steps.put("right", step(List.of("choice"), TriggerRule.ALL_SUCCESS, "label"));
        steps.put("after right", step(List.of("right"), TriggerRule.ALL_SUCCESS, "label"));
        steps.put("join", passing(List.of("left", "right"), TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS));
        steps.put("last", step(List.of("join"), TriggerRule.ALL_SUCCESS, "label"));
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)),
                    run.started(1, "choice"),
                    run.choosing(2, "choice", "left"),
                    run.started(3, "left"),
                    run.finished(5, "left")));
            assertThat(states(world.run("manual 1")))
                    .containsEntry("right", State.SKIPPED)
                    .containsEntry("after right", State.SKIPPED)
                    .containsEntry("last", State.PENDING);
        }
    }

    @Test
    void aTaskThatWaitsForAllIsSkippedWithOneOfThem() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("a", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("b", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("both", step(List.of("a", "b"), TriggerRule.ALL_SUCCESS, "label"));
        steps.put("any", step(List.of("a", "b"), TriggerRule.ONE_SUCCESS, "label"));
        steps.put("done", step(List.of("a", "b"), TriggerRule.ALL_DONE, "label"));
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, new Shape(steps)), run.skipped(1, "a")));
            assertThat(states(world.run("manual 1")))
                    .containsEntry("both", State.SKIPPED)
                    .containsEntry("any", State.PENDING)
                    .containsEntry("done", State.PENDING);
            world.replay(List.of(run.skipped(2, "b")));
            assertThat(states(world.run("manual 1")))
                    .containsEntry("any", State.SKIPPED)
                    .containsEntry("done", State.PENDING);
        }
    }

    @ParameterizedTest
    @EnumSource(TriggerRule.class)
    void everyRuleIsAWorkflowAfterTasksOfAnyKind(TriggerRule rule) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("choice", choice(List.of()));
        steps.put("left", step(List.of("choice"), rule, "resize"));
        steps.put("join", passing(List.of("left"), rule));
        steps.put("work", mapped(List.of("join"), "label"));
        steps.put("last", step(List.of("choice", "join", "work", "not there", "last"), rule, "label"));
        try (World world = new World()) {
            world.tell(run.begin(0, new Shape(steps)));
            assertThat(world.complaints).isEmpty();
            assertThat(world.run("manual 1").known()).isTrue();
        }
    }

    /** Each of them begins first, or is never made. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMappedTaskOfWhichAllInstancesAreSkippedIsSkippedAndWhatFollowsItToo(boolean begun) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("list", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("work", mapped(List.of("list"), "resize"));
        steps.put("last", step(List.of("work"), TriggerRule.ALL_SUCCESS, "label"));
        steps.put("after", step(List.of("last"), TriggerRule.ALL_SUCCESS, "label"));
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)),
                    run.started(1, "list"),
                    run.widening(2, "list", Map.of("work", 2))));
            for (int i = 0; i < 2; i++) {
                if (begun) {
                    world.replay(List.of(run.started(3, "work", 1, i)));
                }
                world.replay(List.of(new Event.TaskSkipped(new TaskId(run.run, "work", 0, i), World.at(4 + i))));
                State last = states(world.run("manual 1")).get("last");
                assertThat(last).as("with %s skipped", i + 1).isEqualTo((i == 0) ? State.PENDING : State.SKIPPED);
            }
            assertThat(states(world.run("manual 1")))
                    .containsEntry("work", State.SKIPPED)
                    .containsEntry("after", State.SKIPPED);
            assertThat(world.problems).isEmpty();
        }
    }

    @Test
    void aMappedTaskOfWidthZeroIsSkipped() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("list", step(List.of(), TriggerRule.ALL_SUCCESS));
        steps.put("work", mapped(List.of("list"), "resize"));
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)),
                    run.started(1, "list"),
                    run.widening(2, "list", Map.of("work", 0))));
            assertThat(states(world.run("manual 1"))).containsEntry("work", State.SKIPPED);
        }
    }

    @Test
    void runsThatAreHeldOutAreLeftColdAndFollowed() {
        try (World world = new World(PrewarmStrategy.nextHop(), 1, TrackerLimits.DEFAULT)) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.finished(4, "resize"), run.end(5)));
            world.settle();
            assertThat(world.warmed()).isEmpty();
            assertThat(world.closed.get(0).heldOut()).isTrue();
        }
    }

    /** Which tells of the last task's start after the run's end. */
    @Test
    void aRunThatHasEndedDoesNotBeginAgainBecauseOfAClock() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.finished(2, "resize"), run.end(3)));
            world.time.runUntil(World.at(60));
            world.tell(run.started(3.1, "label"));
            assertThat(world.tracker.openRuns()).isZero();
            world.tell(run.started(3.2, "label", 2, TaskId.WHOLE));
            assertThat(world.tracker.openRuns()).isEqualTo(1);
        }
    }

    @Test
    void aRunBeginsAgainWithAStartThatIsClearlyLater() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(3)));
            world.time.runUntil(World.at(60));
            world.tell(run.started(50, "label", 0, TaskId.WHOLE));
            assertThat(world.tracker.openRuns()).isEqualTo(1);
        }
    }

    @Test
    void theEndOfARunSilencesNoRunOfAnotherWorkflowThatIsCalledTheSame() {
        Told other = new Told("portraits", "manual 1");
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(1), other.begin(2, CHAIN), other.started(3, "resize")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void aRunThatIsHeldOutLeavesNoRunOfAnotherWorkflowColdThatIsCalledTheSame() {
        Holdout half = new Holdout(0.5);
        Told cold = workflow(told -> half.covers(told.run));
        Told warm = workflow(told -> !half.covers(told.run));
        try (World world = new World(PrewarmStrategy.nextHop(), 0.5, TrackerLimits.DEFAULT)) {
            world.replay(List.of(cold.begin(0, CHAIN), warm.begin(0.5, CHAIN), warm.started(1, "resize")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    private static Told workflow(Predicate<Told> fits) {
        return IntStream.range(0, 50)
                .mapToObj(i -> new Told("workflow " + i, "manual 1"))
                .filter(fits)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachRunHasANameOfItsOwnThatAPrewarmerTakes() {
        String longest = "x".repeat(500);
        List<RunId> runs = List.of(
                new RunId("a", "b", "c"),
                new RunId("a", "x", "c"),
                new RunId("a/b", "c", "d"),
                new RunId("a", "b/c", "d"),
                new RunId("a", "b", "c/d"),
                new RunId("a%2Fb", "c", "d"),
                new RunId(longest, longest, longest),
                new RunId(longest, longest, longest.substring(1) + "y"));
        assertThat(runs).extracting(Tracker::nameOf).doesNotHaveDuplicates().allMatch(name -> name.length() <= 1_024);
    }

    @Test
    void theShareThatIsHeldOutIsAsLargeAsWasSaid() {
        Holdout holdout = new Holdout(0.1);
        long held = IntStream.range(0, 10_000)
                .filter(i -> holdout.covers(new RunId("airflow", "thumbnails", "manual " + i)))
                .count();
        assertThat(held).isBetween(900L, 1_100L);
    }

    @Test
    void theNextRunOfAScheduleIsWarmedAheadOfItsStart() {
        try (World world = new World(PrewarmStrategy.costAware(1000), 0, TrackerLimits.DEFAULT)) {
            world.replay(List.of(
                    run.begin(0, CHAIN, World.at(600)),
                    run.started(1, "resize"),
                    run.finished(4, "resize"),
                    run.started(5, "label"),
                    run.finished(8, "label"),
                    run.end(9)));
            int before = world.warmed().size();
            world.time.runUntil(World.at(600));
            assertThat(world.warmed().subList(before, world.warmed().size())).contains("shop/resize");
        }
    }

    private static Event announced(double at, @Nullable Instant due) {
        return new Event.RunExpected("airflow", "thumbnails", World.at(at), due, Duration.ZERO, "k", null);
    }

    @Test
    void aLateAnnouncementDoesNotComeBackAfterItWasCalledOff() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN)));
            world.time.runUntil(World.at(30));
            world.tell(announced(20, null));
            world.tell(announced(10, World.at(500)));
            assertThat(world.tracker.announcedRuns()).isZero();
            world.tell(announced(25, World.at(600)));
            assertThat(world.tracker.announcedRuns()).isEqualTo(1);
        }
    }

    @Test
    void anOlderAnnouncementMovesNothing() {
        try (World world = new World(PrewarmStrategy.costAware(1000), 0, TrackerLimits.DEFAULT)) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(1)));
            world.time.runUntil(World.at(30));
            int before = world.warmed().size();
            world.tell(announced(20, World.at(600)));
            world.tell(announced(10, World.at(40)));
            world.time.runUntil(World.at(500));
            assertThat(world.warmed()).hasSize(before);
            assertThat(world.tracker.announcedRuns()).isEqualTo(1);
        }
    }

    @Test
    void aLateDoubleOfAnEarlierStartCallsNothingOff() {
        Told second = new Told("thumbnails", "manual 2");
        Event first = run.begin(0, CHAIN, World.at(1_000));
        try (World world = new World()) {
            world.replay(List.of(first, run.started(1, "resize"), run.finished(2, "resize")));
            world.replay(List.of(second.begin(1_000, CHAIN, World.at(2_000)), second.end(1_003)));
            world.time.runUntil(World.at(1_100));
            assertThat(world.tracker.announcedRuns()).isEqualTo(1);
            world.tell(first);
            assertThat(world.tracker.announcedRuns()).isEqualTo(1);
        }
    }

    @Test
    void aDoubleDoesNotAnnounceAgainWhatHasStarted() {
        Event first = run.begin(0, CHAIN, World.at(100));
        try (World world = new World()) {
            world.replay(List.of(first, new Told("thumbnails", "manual 2").begin(100, CHAIN)));
            assertThat(world.tracker.announcedRuns()).isZero();
            world.tell(first);
            assertThat(world.tracker.announcedRuns()).isZero();
        }
    }

    /** The orchestrator takes 0.7 s from the start of a run to its first call, of which the first run tells. */
    @Test
    void theFirstTaskIsWarmedWhenItsRunStartsIfItIsKnownToBeQueued() {
        try (World world = new World(PrewarmStrategy.costAware(10), 0, TrackerLimits.DEFAULT)) {
            world.replay(queued(run, 0));
            int before = world.warmed().size();
            world.time.runUntil(World.at(1_000));
            world.tell(new Told("thumbnails", "manual 2").begin(1_000, CHAIN));
            assertThat(world.warmed().subList(before, world.warmed().size())).containsExactly("shop/resize");
        }
    }

    /** What is queued for is warmed once, whatever is told while it is. */
    @Test
    void aRunOfTasksThatAreQueuedWarmsEachOnceAndInTime() {
        try (World world = new World(PrewarmStrategy.costAware(10), 0, TrackerLimits.DEFAULT)) {
            world.replay(queued(run, 0));
            int before = world.warmed().size();
            world.replay(queued(new Told("thumbnails", "manual 2"), 1_000));
            assertThat(world.warmed().subList(before, world.warmed().size()))
                    .containsExactly("shop/resize", "shop/label");
        }
    }

    private static List<Event> queued(Told run, double at) {
        return List.of(
                run.begin(at, CHAIN),
                run.started(at + 0.7, "resize"),
                run.finished(at + 4.7, "resize"),
                run.started(at + 5.4, "label"),
                run.finished(at + 9.4, "label"),
                run.end(at + 10));
    }

    @Test
    void anAnnouncementThatWasCalledOffWarmsNothing() {
        try (World world = new World(PrewarmStrategy.costAware(1000), 0, TrackerLimits.DEFAULT)) {
            world.tell(expected(World.at(600)));
            world.tell(expected(null));
            world.time.runUntil(World.at(600));
            assertThat(world.warmed()).isEmpty();
        }
    }

    @Test
    void anAnnouncementThatIsMovedWarmsOnceAtTheNewTime() {
        try (World world = new World(PrewarmStrategy.costAware(1000), 0, TrackerLimits.DEFAULT)) {
            world.tell(expected(World.at(600)));
            world.tell(expected(World.at(900)));
            world.time.runUntil(World.at(890));
            assertThat(world.warmed()).isEmpty();
            world.time.runUntil(World.at(900));
            assertThat(world.warmed()).contains("shop/resize");
        }
    }

    @Test
    void anAnnouncementThatIsHeldOutWarmsNothingAndItsRunIsLeftCold() {
        try (World world = new World(PrewarmStrategy.costAware(1000), 1, TrackerLimits.DEFAULT)) {
            world.tell(expected(World.at(600)));
            world.time.runUntil(World.at(600));
            world.tell(run.begin(600, CHAIN));
            assertThat(world.warmed()).isEmpty();
            assertThat(world.run("manual 1").heldOut()).isTrue();
        }
    }

    private Event expected(Instant due) {
        return new Event.RunExpected("airflow", "thumbnails", World.at(0), due, Duration.ZERO, "", CHAIN);
    }

    @Test
    void whatATaskSaidThatItCallsIsWarmedInLaterRuns() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("first", Step.of(List.of(), null));
        steps.put("second", Step.of(List.of("first"), null));
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)),
                    run.started(1, "first"),
                    new Event.TaskStarted(
                            new TaskId(run.run, "second", 1, TaskId.WHOLE), World.at(5), List.of("shop/label"), null),
                    run.end(9)));
            assertThat(world.warmed()).isEmpty();
            Told second = new Told("thumbnails", "manual 2");
            world.replay(List.of(second.begin(100, new Shape(steps)), second.started(101, "first")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void aTaskThatCallsTwoServicesHasBothWarmed() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("first", Step.of(List.of(), List.of()));
        steps.put("second", Step.of(List.of("first"), List.of("resize", "shop/label")));
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, new Shape(steps)), run.started(1, "first")));
            assertThat(world.warmed()).containsExactlyInAnyOrder("shop/resize", "shop/label");
            world.replay(List.of(run.finished(3, "first"), run.started(4, "second"), run.finished(5, "second")));
            assertThat(world.run("manual 1").tasks()).hasSize(2);
        }
    }

    @Test
    void whatMayNotBeCalledIsNotWarmed() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("first", Step.of(List.of(), List.of()));
        steps.put("second", Step.of(List.of("first"), List.of("http://metadata.internal/token")));
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, new Shape(steps)), run.started(1, "first")));
            assertThat(world.warmed()).isEmpty();
        }
    }

    @Test
    void aShapeThatIsNoWorkflowIsSaidOnceAndHarmsNothing() {
        try (World world = new World()) {
            world.replay(
                    List.of(run.begin(0, circle()), run.started(1, "a"), run.finished(2, "a"), run.started(3, "b")));
            assertThat(world.complaints).singleElement().asString().contains("cycle");
            world.replay(List.of(run.end(4)));
            world.settle();
            assertThat(world.tracker.openRuns()).isZero();
        }
    }

    @Test
    void aShapeThatIsNoWorkflowReplacesNone() {
        Told second = new Told("thumbnails", "manual 2");
        Told third = new Told("thumbnails", "manual 3");
        try (World world = new World(PrewarmStrategy.costAware(1000), 0, TrackerLimits.DEFAULT)) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(1), second.begin(100, circle())));
            world.tell(new Event.RunExpected(
                    "airflow", "thumbnails", World.at(100), World.at(600), Duration.ZERO, "", circle()));
            assertThat(world.complaints).hasSize(2);
            assertThat(world.run("manual 2").known()).isTrue();
            world.time.runUntil(World.at(600));
            assertThat(world.warmed()).contains("shop/resize");
            world.tell(third.started(600, "resize"));
            assertThat(world.run("manual 3").known()).isTrue();
        }
    }

    /** The second service of the first task is a task of its own there, which is called as the second task is. */
    @Test
    void aWorkflowThatIsNoneWithWhatItsTasksCallIsSaidOnceForARun() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("first", Step.of(List.of(), null));
        steps.put("first → shop/label", Step.of(List.of("first"), null));
        TaskId first = new TaskId(run.run, "first", 1, TaskId.WHOLE);
        Told second = new Told("thumbnails", "manual 2");
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, new Shape(steps)),
                    new Event.TaskStarted(first, World.at(1), List.of("resize", "shop/label"), null),
                    run.end(2),
                    second.started(100, "first"),
                    second.finished(101, "first"),
                    second.started(102, "first → shop/label")));
            assertThat(world.complaints).singleElement().asString().contains("manual 2");
        }
    }

    private static Shape circle() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("a", Step.of(List.of("b"), null));
        steps.put("b", Step.of(List.of("a"), null));
        return new Shape(steps);
    }

    @Test
    void runsOfUnknownWorkflowsAreForgottenBeyondALimit() {
        TrackerLimits few = new TrackerLimits(
                100, 10, 10, 100, 100, Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(1));
        try (World world = new World(PrewarmStrategy.nextHop(), 0, few)) {
            world.tell(run.begin(0, CHAIN));
            for (int i = 0; i < 1_000; i++) {
                world.tell(new Told("never heard of " + i, "x").started(0, "task"));
            }
            assertThat(world.tracker.unknownRuns()).isEqualTo(10);
            world.replay(List.of(run.started(1, "resize")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void aRunThatEndedMayStartAgain() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.finished(4, "resize"), run.end(5)));
            world.settle();
            world.replay(List.of(run.started(100, "resize", 2, TaskId.WHOLE)));
            assertThat(world.run("manual 1").open()).isTrue();
            assertThat(world.tracker.openRuns()).isEqualTo(1);
        }
    }

    @Test
    void aRunThatStartsAgainIsWarmed() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.finished(4, "resize"), run.end(5)));
            world.settle();
            int before = world.warmed().size();
            world.replay(List.of(run.begin(2_000, CHAIN), run.started(2_001, "resize", 2, TaskId.WHOLE)));
            assertThat(world.warmed().subList(before, world.warmed().size())).containsExactly("shop/label");
        }
    }

    @Test
    void aRunThatIsHeldOutStaysColdWhenItStartsAgain() {
        try (World world = new World(PrewarmStrategy.nextHop(), 1, TrackerLimits.DEFAULT)) {
            world.replay(List.of(run.begin(0, CHAIN), run.end(5)));
            world.settle();
            world.replay(List.of(run.begin(2_000, CHAIN), run.started(2_001, "resize", 2, TaskId.WHOLE)));
            assertThat(world.warmed()).isEmpty();
        }
    }

    @Test
    void aLateEventOfARunThatEndedOpensNone() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN), run.started(1, "resize"), run.end(5)));
            world.settle();
            world.tell(run.finished(4, "resize"));
            world.tell(run.finished(5.1, "resize"));
            world.tell(run.end(5));
            assertThat(world.tracker.openRuns()).isZero();
            assertThat(spans(world.run("manual 1"), "resize")).containsExactly("1.000-4.000");
        }
    }

    @Test
    void aTimeAheadOfTheClockIsTakenAsNow() {
        try (World world = new World()) {
            world.time.runUntil(World.at(10));
            world.tell(run.begin(0, CHAIN));
            world.tell(run.started(500, "resize"));
            assertThat(spans(world.run("manual 1"), "resize")).containsExactly("10.000-");
        }
    }

    @Test
    void aRunWhoseBeginAndEndAreAheadOfTheClockBeginsAndEndsNow() {
        try (World world = new World()) {
            world.time.runUntil(World.at(10));
            world.tell(run.begin(500, CHAIN));
            world.time.runUntil(World.at(20));
            world.tell(run.end(510));
            assertThat(world.run("manual 1").startedAt()).isEqualTo(World.at(10));
            assertThat(world.run("manual 1").finishedAt()).isEqualTo(World.at(20));
        }
    }

    @Test
    void aShapeThatIsToldAheadOfTheClockIsReplacedByALaterOne() {
        Event ahead =
                new Event.RunExpected("airflow", "thumbnails", World.at(1e9), null, Duration.ZERO, "", chain("resize"));
        try (World world = new World()) {
            world.tell(ahead);
            world.replay(List.of(run.begin(10, CHAIN), run.end(11)));
            world.replay(List.of(new Told("thumbnails", "manual 2").started(20, "resize")));
            assertThat(world.warmed()).containsExactly("shop/label");
        }
    }

    @Test
    void aRunThatIsDueInThousandsOfYearsHarmsNothing() {
        Instant never = Instant.parse("9999-12-31T23:59:59Z");
        try (World world = new World(PrewarmStrategy.costAware(1000), 0, TrackerLimits.DEFAULT)) {
            world.tell(expected(never));
            world.replay(List.of(run.begin(10, CHAIN, never), run.started(11, "resize"), run.end(20)));
            world.settle();
            assertThat(world.warmed()).contains("shop/label");
            assertThat(world.problems).isEmpty();
            assertThat(world.tracker.announcedRuns()).isOne();
        }
    }

    @Test
    void aRunOfWhichNothingIsHeardIsGivenUp() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, CHAIN)));
            world.time.advance(Duration.ofHours(7));
            assertThat(world.tracker.openRuns()).isZero();
            assertThat(world.complaints).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 8, 48})
    void aRetryIsWarmedAheadHoweverLateItIs(long hours) {
        try (World world = new World()) {
            world.replay(List.of(
                    run.begin(0, CHAIN),
                    run.started(1, "resize"),
                    run.failed(4, "resize", 1, Duration.ofHours(hours))));
            int before = world.warmed().size();
            world.time.advance(Duration.ofHours(hours));
            assertThat(world.warmed().subList(before, world.warmed().size())).contains("shop/resize");
            assertThat(world.problems).isEmpty();
        }
    }

    /** A sensor that looks again and again, or somebody who has to approve. */
    @Test
    void whatComesAfterATaskThatWasWaitedForForHoursIsWarmed() {
        try (World world = new World()) {
            world.replay(List.of(run.begin(0, chain("wait", "resize", "label")), run.finished(1, "wait")));
            world.replay(List.of(run.started(5 * 3_600, "resize")));
            assertThat(world.warmed()).contains("shop/label");
            assertThat(world.problems).isEmpty();
        }
    }

    private static Map<String, State> states(RunReport run) {
        Map<String, State> states = new LinkedHashMap<>();
        run.tasks().forEach(task -> states.put(task.id(), task.state()));
        return states;
    }

    private static List<String> spans(RunReport run, String id) {
        return run.tasks().stream()
                .filter(task -> task.id().equals(id))
                .flatMap(task -> task.spans().stream())
                .map(span -> seconds(span.from()) + "-" + (span.to() == null ? "" : seconds(span.to()))
                        + (span.failed() ? " failed" : ""))
                .toList();
    }

    private static String seconds(Instant at) {
        return String.format(java.util.Locale.ROOT, "%.3f", at.toEpochMilli() / 1e3);
    }
}
